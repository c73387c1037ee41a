// How much of a text from outside an error shows.

/** How much of what a server says is repeated in an error. */
export const EXCERPT = 200;
