// The last frames and acts of both ends, a line each, up to the first fault. It explains a race that a second play does
// not repeat.

const KEPT = 400;
const LENGTH = 1_000;

/** One run's trace. */
export class Trace {
  readonly #began = performance.now();
  #lines: string[] = [];
  #isOver = false;

  /** Adds a line, with the milliseconds since the beginning. */
  add(who: string, what: string): void {
    if (this.#isOver) return;
    this.#lines.push(`${(performance.now() - this.#began).toFixed(1)} ${who} ${what.slice(0, LENGTH)}`);
    if (this.#lines.length >= 2 * KEPT) this.#lines = this.lines;
  }

  /** Adds no further line. */
  end(): void {
    this.#isOver = true;
  }

  /** The last lines, oldest first. */
  get lines(): string[] {
    return this.#lines.slice(-KEPT);
  }
}
