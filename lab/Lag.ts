// How late this process's own timers are: what it is late itself is not held against a client.

const BEAT = 20;
const REMEMBERED = 3_000;

/** Beats, and notes what is lost between the beats. */
export class Lag {
  #late: { readonly at: number; readonly by: number }[] = [];
  #total = 0;
  #due = Date.now() + BEAT;
  readonly #timer = setInterval(() => {
    const now = Date.now();
    const by = now - this.#due;
    this.#due = now + BEAT;
    if (by > BEAT) {
      this.#late.push({ at: now, by });
      this.#total += by;
    }
    this.#late = this.#late.filter(({ at }) => at > now - REMEMBERED);
  }, BEAT);

  /** What was lost in the last three seconds, in milliseconds. */
  get recent(): number {
    const now = Date.now();
    return this.#late.reduce((sum, { by }) => sum + by, 0) + Math.max(0, now - this.#due);
  }

  /** What was lost in all, in milliseconds. */
  get total(): number {
    return this.#total;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
