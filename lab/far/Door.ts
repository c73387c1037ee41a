// A server's admission that accepts only so many connections a second. Knows nothing of connections.

/** Free places grow with time, up to a second's worth. Each admission takes one. */
export class Door {
  readonly #rate: number;
  #at: number;
  #free = 0;

  /**
   * @param rate places a second.
   * @param from when the first place begins to grow, in milliseconds since 1970.
   */
  constructor(rate: number, from: number = Date.now()) {
    this.#rate = rate;
    this.#at = from;
  }

  /** Takes a place, and returns whether there was one. */
  enter(): boolean {
    const now = Date.now();
    if (now < this.#at) return false;
    this.#free = Math.min(this.#rate, this.#free + ((now - this.#at) * this.#rate) / 1_000);
    this.#at = now;
    if (this.#free < 1) return false;
    this.#free -= 1;
    return true;
  }
}
