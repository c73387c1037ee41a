// Reference counts that let go late: what is released stays held for the linger, so that a remount costs nothing.
// Knows nothing of what is held.

interface Holding {
  count: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly letGo: () => void;
}

/** Counts holders by key. */
export class Holdings {
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
    let holding = this.#held.get(key);
    if (holding) clearTimeout(holding.timer);
    else {
      holding = { count: 0, timer: undefined, letGo: take() };
      this.#held.set(key, holding);
    }
    holding.count += 1;
    let isHeld = true;
    const { letGo } = holding;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#release(key, letGo);
    };
  }

  /** How many hold each key; none where it only lingers. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.#held].map(([key, { count }]) => [key, count]));
  }

  /** Lets go at once of what only lingers, of all or of some keys. */
  flush(isMeant: (key: string) => boolean = () => true): void {
    for (const [key, { count, letGo }] of [...this.#held]) if (count === 0 && isMeant(key)) this.#drop(key, letGo);
  }

  #release(key: string, letGo: () => void): void {
    const holding = this.#held.get(key);
    if (holding?.letGo !== letGo) return;
    holding.count -= 1;
    if (holding.count === 0) holding.timer = setTimeout(() => this.#drop(key, letGo), this.#linger);
  }

  #drop(key: string, letGo: () => void): void {
    clearTimeout(this.#held.get(key)?.timer);
    this.#held.delete(key);
    letGo();
  }
}
