// All values that something had, with the time when each began. A shown value is compared with those of a moment ago.

interface Version<T> {
  readonly from: number;
  readonly value: T;
}

/** Milliseconds of the past that are kept at least: longer than a hidden page believes a silent link. */
const KEPT = 90_000;

/** The past of one thing, newest last. */
export class Past<T> {
  #versions: Version<T>[];

  constructor(value: T) {
    this.#versions = [{ from: Number.NEGATIVE_INFINITY, value }];
  }

  become(value: T): void {
    const now = Date.now();
    this.#versions.push({ from: now, value });
    if (this.#versions.length < 4_000) return;
    this.#versions = this.#versions.filter((_, index) => (this.#versions[index + 1]?.from ?? now) > now - KEPT);
  }

  get now(): T {
    return (this.#versions.at(-1) as Version<T>).value;
  }

  /** The versions that were valid at some time since then, newest first. */
  *since(time: number): Generator<T> {
    for (let index = this.#versions.length - 1; index >= 0; index -= 1) {
      const version = this.#versions[index] as Version<T>;
      yield version.value;
      if (version.from <= time) return;
    }
  }
}
