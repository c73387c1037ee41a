// The exchange's time, estimated from the stamps of its frames. Knows nothing of frames or of its readers.

/** Stamps count for so long, in milliseconds, and at most twice as long: the way of frames may become longer. */
const WINDOW = 300_000;

/** An estimate that was off by more than this, in milliseconds, makes what was computed by it wrong. */
const CORRECTION = 60_000;

/**
 * One estimate of the server's clock. A stamp is at most as late as the frame that carries it, so the server's clock is ahead of the time
 * that passes here by at least the difference: the largest one lately heard is the estimate, late by the fastest frame's way. It is held
 * against a clock that nobody sets. That one may stand still while the machine sleeps; ours tells how long, until the next stamp does.
 */
export class ServerClock {
  readonly #now: () => number;
  readonly #elapsed: () => number;
  #begun = 0;
  #before = Number.NEGATIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  /** The server's clock beside ours, at the last stamp. */
  #offset = 0;
  #corrections = 0;
  /** The server's clock beside the time that passes, by the last stamp. */
  #estimate: number;
  /** The same as {@link earliest} last gave it, if it did since that stamp. */
  #given: number;

  /** @param elapsed a clock that nobody sets, in milliseconds. */
  constructor(now: () => number, elapsed: () => number = () => performance.now()) {
    this.#now = now;
    this.#elapsed = elapsed;
    this.#estimate = now() - elapsed();
    this.#given = this.#estimate;
  }

  /** Whether the server has said its time. */
  get isKnown(): boolean {
    return this.#latest > Number.NEGATIVE_INFINITY;
  }

  /** The server's time, in milliseconds since 1970; ours while it has said nothing of its own. */
  get now(): number {
    return this.#now() + this.#offset;
  }

  /**
   * The earliest that it may be there, whatever our clock was set to since the last stamp: {@link now} is wrong by as much until the next
   * one. Where the machine slept since, this is too early instead.
   */
  get earliest(): number {
    const elapsed = this.#elapsed();
    const earliest = this.isKnown ? Math.floor(elapsed + this.#estimate) : this.now;
    this.#given = earliest - elapsed;
    return earliest;
  }

  /** The same once the server has said its time; else `undefined`. */
  get said(): number | undefined {
    return this.isKnown ? this.earliest : undefined;
  }

  /** The number of times that a time given was found to have been wrong by more than a minute. */
  get corrections(): number {
    return this.#corrections;
  }

  /** The server said that it is, or was a moment ago, so late. */
  hear(time: number): void {
    const elapsed = this.#elapsed();
    const passed = elapsed - this.#begun;
    if (passed > WINDOW) {
      this.#before = passed > 2 * WINDOW ? Number.NEGATIVE_INFINITY : this.#latest;
      this.#latest = Number.NEGATIVE_INFINITY;
      this.#begun = elapsed;
    }
    this.#latest = Math.max(this.#latest, time - elapsed);
    this.#estimate = Math.max(this.#before, this.#latest);
    this.#offset = Math.round(elapsed + this.#estimate) - this.#now();
    if (Math.abs(this.#estimate - this.#given) > CORRECTION) this.#corrections += 1;
    this.#given = this.#estimate;
  }
}
