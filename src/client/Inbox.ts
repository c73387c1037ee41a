// Frames that may wait. Depth updates that nobody follows one by one are read together when somebody looks: what is done
// in one go costs a fraction of the same work done message by message. Knows nothing of what a frame means.

/** At most so many wait: a page that shows nothing must not keep all that was said to it. */
const LIMIT = 1_000;

/** Frames in the order in which they came. */
export class Inbox {
  #frames: unknown[] = [];
  #next = 0;

  /** The number of frames that wait. */
  get size(): number {
    return this.#frames.length - this.#next;
  }

  /** Whether no more may wait. */
  get isFull(): boolean {
    return this.size >= LIMIT;
  }

  /** Takes a frame. */
  push(data: unknown): void {
    this.#frames.push(data);
  }

  /** Gives the frame that waits longest. */
  shift(): unknown {
    const frame = this.#frames[this.#next++];
    if (this.#next < this.#frames.length) return frame;
    this.#frames = [];
    this.#next = 0;
    return frame;
  }
}
