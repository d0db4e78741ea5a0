/** An address for messages: who and how somebody logs in is nobody else's business. */
export const shownAddress = (url: string): string => url.replace(/:.*@/, '://…@');
