// Measures how late this process's own timers are. A proof subtracts that, so that a client is not blamed for a busy
// machine.

const BEAT = 20;
const REMEMBERED = 3_000;

/** Beats, and adds up the time lost between two beats. */
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

  /** Milliseconds lost in the last three seconds. */
  get recent(): number {
    const now = Date.now();
    return this.#late.reduce((sum, { by }) => sum + by, 0) + Math.max(0, now - this.#due);
  }

  /** Milliseconds lost in all. */
  get total(): number {
    return this.#total;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
