// How late this process's own timers are: what it is late itself is not held against a client.

const BEAT = 20;
const REMEMBERED = 3_000;

export class Lag {
  #late: { readonly at: number; readonly by: number }[] = [];
  #due = Date.now() + BEAT;
  readonly #timer = setInterval(() => {
    const now = Date.now();
    const by = now - this.#due;
    this.#due = now + BEAT;
    if (by > BEAT) this.#late.push({ at: now, by });
    this.#late = this.#late.filter(({ at }) => at > now - REMEMBERED);
  }, BEAT);

  /** The sum of what was lost in the last seconds, in milliseconds. */
  get worst(): number {
    const now = Date.now();
    return this.#late.reduce((sum, { by }) => sum + by, 0) + Math.max(0, now - this.#due);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
