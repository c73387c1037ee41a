// Frames that may wait. Depth updates that nobody follows one by one are read together when somebody looks: what is done
// in one go costs a fraction of the same work done message by message. Knows nothing of what a frame means.

/** At most so many wait: a page that shows nothing must not keep all that was said to it. */
const LIMIT = 1_000;

/** Frames in the order in which they came. */
export class Inbox {
  readonly #read: (data: unknown) => void;
  #frames: unknown[] = [];
  #isReading = false;

  constructor(read: (data: unknown) => void) {
    this.#read = read;
  }

  /** Takes a frame; one that may not wait is read now, after all that came before it. @returns whether it is the first to wait. */
  push(data: unknown, mayWait: boolean): boolean {
    this.#frames.push(data);
    if (this.#isReading) return false;
    if (mayWait && this.#frames.length < LIMIT) return this.#frames.length === 1;
    this.readAll();
    return false;
  }

  /** Reads all that waits, and what comes meanwhile. */
  readAll(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    let next = 0;
    try {
      while (next < this.#frames.length) this.#read(this.#frames[next++]);
    } finally {
      this.#frames = this.#frames.slice(next);
      this.#isReading = false;
      // One that cannot be read takes none behind it with it.
      if (this.#frames.length > 0) this.readAll();
    }
  }
}
