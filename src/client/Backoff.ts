// A wait that doubles while the trouble lasts. Knows nothing of what it is for, and is told the time.

/** Waits from the first to the longest, in milliseconds. */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  #count = 0;
  #until = Number.NEGATIVE_INFINITY;

  constructor(first: number, longest: number) {
    this.#first = first;
    this.#longest = longest;
  }

  /** When the last wait ends. */
  get until(): number {
    return this.#until;
  }

  /** The trouble came again: gives when the next wait ends. Trouble that stayed away for the longest wait is forgotten. */
  again(now: number): number {
    if (now - this.#until > this.#longest) this.#count = 0;
    this.#until = now + Math.min(this.#longest, this.#first * 2 ** this.#count);
    this.#count += 1;
    return this.#until;
  }

  /** It is over. */
  reset(): void {
    this.#count = 0;
    this.#until = Number.NEGATIVE_INFINITY;
  }
}
