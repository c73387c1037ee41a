// Reference counts that let go late: what is released stays held for the linger, so that a remount costs nothing.
// Knows nothing of what is held.

interface Holding {
  count: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly letGo: () => void;
}

/** Counts holders by key. */
export class Retention {
  readonly #linger: number;
  readonly #held = new Map<string, Holding>();

  /** @param linger milliseconds from the last release to letting go. */
  constructor(linger: number) {
    this.#linger = linger;
  }

  /**
   * Holds a key until the returned function is called.
   * @param take called when nobody held it, not even lingering; returns what lets go of it.
   */
  hold(key: string, take: () => () => void): () => void {
    const held = this.#held.get(key) ?? { count: 0, timer: undefined, letGo: take() };
    this.#held.set(key, held);
    clearTimeout(held.timer);
    held.count += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      held.count -= 1;
      if (held.count === 0) held.timer = setTimeout(() => this.#drop(key, held), this.#linger);
    };
  }

  /** The number of holders of each key; none for one that only lingers. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.#held].map(([key, { count }]) => [key, count]));
  }

  /** Lets go at once of what only lingers, of all or of some keys, and of what that in turn held. */
  flush(isMeant: (key: string) => boolean = () => true): void {
    const meant = [...this.#held].filter(([key]) => isMeant(key));
    let isDone: boolean;
    do {
      isDone = true;
      for (const [key, holding] of meant) {
        // Letting go of one may flush: the connection's feed closes. The topics that went with it are not let go of twice.
        if (holding.count > 0 || this.#held.get(key) !== holding) continue;
        this.#drop(key, holding);
        // It may have released another: candles hold trades.
        isDone = false;
      }
    } while (!isDone);
  }

  #drop(key: string, { timer, letGo }: Holding): void {
    clearTimeout(timer);
    this.#held.delete(key);
    letGo();
  }
}
