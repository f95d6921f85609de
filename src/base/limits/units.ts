/** Milliseconds. */
export const second = 1_000;
export const minute = 60 * second;

/** Bytes. */
export const kilobyte = 1_024;
export const megabyte = 1_024 * kilobyte;
