const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

/** A number with its thousands apart, such as 10,000,000. */
export const formatNumber = (value: number): string => NUMBER.format(value);
