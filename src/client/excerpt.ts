// The length of a text from outside in an error.

/** The number of a server's characters that an error repeats. */
export const EXCERPT = 200;
