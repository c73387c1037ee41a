// Counts frames and commits by the second, for the last of them. Knows nothing of what is counted.

/** The counts of one second. */
export interface Second {
  /** When it began, in whole seconds since 1970. */
  readonly second: number;
  readonly received: number;
  readonly sent: number;
  /** The length of all frames received. */
  readonly characters: number;
  readonly commits: number;
}

type Counted = { -readonly [K in keyof Second]: Second[K] };

const KEPT = 60;

/** The last minute, second by second. */
export class Rates {
  #seconds: Counted[] = [];

  received(now: number, characters: number): void {
    const second = this.#at(now);
    second.received += 1;
    second.characters += characters;
  }

  sent(now: number): void {
    this.#at(now).sent += 1;
  }

  committed(now: number): void {
    this.#at(now).commits += 1;
  }

  /** The last whole seconds before now, oldest first; those in which nothing happened are there as zeros. */
  last(count: number, now: number): readonly Second[] {
    const end = Math.floor(now / 1_000);
    const known = new Map(this.#seconds.map((each) => [each.second, each]));
    return Array.from({ length: count }, (_, index) => {
      const second = end - count + index;
      return { ...(known.get(second) ?? empty(second)) };
    });
  }

  #at(now: number): Counted {
    const second = Math.floor(now / 1_000);
    const last = this.#seconds.at(-1);
    if (last?.second === second) return last;
    const next = empty(second);
    this.#seconds.push(next);
    if (this.#seconds.length > 2 * KEPT) this.#seconds = this.#seconds.slice(-KEPT - 1);
    return next;
  }
}

function empty(second: number): Counted {
  return { second, received: 0, sent: 0, characters: 0, commits: 0 };
}
