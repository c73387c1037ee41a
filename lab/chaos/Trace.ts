// What both ends did last, a line each, up to the first thing that was wrong: a race that no second play shows can be read here.

const KEPT = 400;
const LENGTH = 1_000;

/** One run's trace. */
export class Trace {
  readonly #began = performance.now();
  #lines: string[] = [];
  #isOver = false;

  /** Adds what somebody did, in milliseconds since the beginning. */
  add(who: string, what: string): void {
    if (this.#isOver) return;
    this.#lines.push(`${(performance.now() - this.#began).toFixed(1)} ${who} ${what.slice(0, LENGTH)}`);
    if (this.#lines.length >= 2 * KEPT) this.#lines = this.lines;
  }

  /** Nothing is added any more. */
  end(): void {
    this.#isOver = true;
  }

  /** The last lines, oldest first. */
  get lines(): string[] {
    return this.#lines.slice(-KEPT);
  }
}
