/**
 * A configuration file with what is commented out in it: a `#` that anything but one space follows, which is how the
 * project tells configuration from prose.
 */
export const uncommented = (text: string): string => text.replace(/^( *)#(?! \S|$)/gm, '$1');
