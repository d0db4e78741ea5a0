/** Where files of outcomes are dropped, each in the folder of its source. */
export const INBOX = 'outcomes-inbox/';
