const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A time of the API (ISO 8601) where the reader is, such as 21 Nov 2026, 14:42. */
export const formatTime = (time: string): string => TIME.format(new Date(time));
