// Counts the levels of each book, or the trades of each market, that are shown: the most that anybody asks for. Knows nothing
// of books or trades. Since when changes of orders are wanted is counted below zero: the earliest is the most.

/** The numbers that are asked for, by id. */
export class MostAsked {
  readonly #asked = new Map<string, number[]>();
  readonly #most = new Map<string, number>();

  /** The most that was asked for, also of what only lingers. */
  most(id: string): number {
    return this.#most.get(id) ?? 0;
  }

  /** The earliest time that was asked for, where times are asked for below zero; `undefined` where none is. */
  earliest(id: string): number | undefined {
    const most = this.#most.get(id);
    return most === undefined ? undefined : -most;
  }

  /** Asks for so many until the returned function is called. */
  ask(id: string, count: number): () => void {
    const asked = this.#asked.get(id) ?? [];
    this.#asked.set(id, asked);
    asked.push(count);
    this.#most.set(id, Math.max(...asked));
    let isAsked = true;
    return () => {
      if (!isAsked) return;
      isAsked = false;
      asked.splice(asked.indexOf(count), 1);
      if (asked.length > 0) this.#most.set(id, Math.max(...asked));
    };
  }

  /** Whether anybody asks for it now. */
  isAsked(id: string): boolean {
    return (this.#asked.get(id)?.length ?? 0) > 0;
  }

  /** Nobody shows it any more, and nothing lingers. */
  forget(id: string): void {
    this.#asked.delete(id);
    this.#most.delete(id);
  }
}
