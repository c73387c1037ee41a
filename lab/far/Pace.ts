// Does something so many times a second, whatever else the process does. Knows nothing of what is done.

const BEAT = 10;

/** Owes `rate` actions a second from its creation. A pause is made up for afterwards, at no more than twice the rate. */
export class Pace {
  readonly #rate: number;
  readonly #pay: (most: number) => number;
  readonly #timer = setInterval(() => this.#beat(), BEAT);
  #owed = 0;
  #before = performance.now();
  #isPaused = false;

  /** @param pay does at least so many actions (a fraction counts as a whole one) and returns how many it did. */
  constructor(rate: number, pay: (most: number) => number) {
    this.#rate = rate;
    this.#pay = pay;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const now = performance.now();
    const due = ((now - this.#before) / 1_000) * this.#rate;
    this.#before = now;
    this.#owed += due;
    const most = Math.min(this.#owed, 2 * due);
    if (!this.#isPaused && most > 0) this.#owed -= this.#pay(most);
  }
}
