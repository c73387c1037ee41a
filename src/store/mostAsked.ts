// Counts the levels of each book, or the trades of each market, that are shown: the most that anybody asks for. Knows nothing
// of books or trades.

/** The numbers that are asked for, by id. */
export class MostAsked {
  readonly #asked = new Map<string, number[]>();
  readonly #most = new Map<string, number>();

  /** The most that was asked for, also of what only lingers. */
  most(id: string): number {
    return this.#most.get(id) ?? 0;
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

  /** Nobody shows it any more, and nothing lingers. */
  forget(id: string): void {
    this.#asked.delete(id);
    this.#most.delete(id);
  }
}
