// Times that a server says in seconds or in milliseconds.

/** A time below 10^12 is in seconds: as milliseconds it would lie before September 2001. */
export function fromSeconds(number: number): number {
  return number < 1e12 ? number * 1_000 : number;
}
