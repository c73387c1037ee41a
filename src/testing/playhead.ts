// The clock of a recording: its position, its speed, and the time of the next entry. It does not look at the entries.
// Timers and `Date.now` are looked up when they are needed, so that fake ones rule it.

/** The parts that a playhead is made from. Times in milliseconds. */
export interface PlayheadOptions {
  readonly duration: number;
  /** The time of the next entry; `undefined` when none is left. */
  readonly due: () => number | undefined;
  /** Makes everything happen now that is due by a position. */
  readonly reach: (position: number) => void;
}

/** A position that goes on by itself while it plays. */
export class Playhead {
  readonly #options: PlayheadOptions;
  #speed: number;
  // The position at `since`; it goes on from there while `since` is set.
  #base = 0;
  #since: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @throws RangeError for a speed that is not above zero. */
  constructor(options: PlayheadOptions, speed: number) {
    this.#options = options;
    this.#speed = checked(speed);
  }

  get position(): number {
    const passed = this.#since === undefined ? 0 : (Date.now() - this.#since) * this.#speed;
    // A clock that is set back takes nothing back.
    return Math.min(this.#options.duration, this.#base + Math.max(0, passed));
  }

  get isPlaying(): boolean {
    return this.#since !== undefined && this.position < this.#options.duration;
  }

  /** Goes on from here. @throws RangeError for a speed that is not above zero. */
  play(speed: number = this.#speed): void {
    const next = checked(speed);
    this.pause();
    this.#speed = next;
    this.#run();
  }

  pause(): void {
    this.#stop(this.position);
  }

  /** Jumps ahead. Everything in between happens now. */
  step(milliseconds: number): void {
    const isPlaying = this.#since !== undefined;
    this.#stop(Math.min(this.#options.duration, this.position + Math.max(0, milliseconds)));
    if (isPlaying) this.#run();
  }

  #stop(position: number): void {
    clearTimeout(this.#timer);
    this.#base = position;
    this.#since = undefined;
    this.#options.reach(position);
  }

  #run(): void {
    this.#since = Date.now();
    const due = this.#options.due();
    if (due === undefined) return;
    const wait = Math.max(0, due - this.#base) / this.#speed;
    this.#timer = setTimeout(() => {
      // Timers round their delays: the entry is due when its timer fires.
      this.#stop(Math.max(due, this.position));
      this.#run();
    }, wait);
  }
}

const checked = (speed: number): number => {
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new RangeError(`speed: ${speed} cannot be used. Expected a number above 0; 1 is as fast as it was recorded.`);
};
