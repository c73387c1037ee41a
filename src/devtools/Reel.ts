// The newest frames of a feed, always with the baseline that they go on from: whole lengths of film, of which the oldest
// is thrown away as a whole. Knows no feed.
import type { O2State } from "../store/state.ts";
import type { Baseline } from "./baseline.ts";

/** A frame as it went over the wire; without text where the connection was lost. */
export interface LoggedFrame {
  /** Counts all frames since the recorder was made. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string | undefined;
  readonly isSent: boolean;
}

/** The state right after some topic became whole: what REST would have answered then is in it. */
export interface Checkpoint {
  readonly at: number;
  readonly state: O2State;
}

/** The newest past of a feed: how it was, and all that was said since. */
export interface Recording {
  readonly baseline: Baseline;
  readonly frames: readonly LoggedFrame[];
  readonly checkpoints: readonly Checkpoint[];
  /** When it was taken, in milliseconds since 1970. */
  readonly endedAt: number;
}

/** The most that one length may hold. Between one and two of them are kept. */
export interface ReelLimits {
  /** Milliseconds. */
  readonly time: number;
  readonly frames: number;
  readonly characters: number;
}

const LIMITS: ReelLimits = { time: 30_000, frames: 20_000, characters: 8_000_000 };

interface Length {
  readonly baseline: Baseline;
  readonly frames: LoggedFrame[];
  readonly checkpoints: Checkpoint[];
  characters: number;
}

/** The newest one or two lengths. */
export class Reel {
  readonly #limits: ReelLimits;
  #old: Length | undefined;
  #new: Length;

  constructor(baseline: Baseline, limits: ReelLimits = LIMITS) {
    this.#limits = limits;
    this.#new = begin(baseline);
  }

  add(frame: LoggedFrame): void {
    this.#new.frames.push(frame);
    this.#new.characters += frame.text?.length ?? 0;
    if (this.#exceeds(1)) this.#old = undefined;
  }

  /** Whether it is twice as long as it may get, for it was not renewed: then it is to be begun anew. */
  get isOver(): boolean {
    return this.#exceeds(2);
  }

  mark(checkpoint: Checkpoint): void {
    this.#new.checkpoints.push(checkpoint);
  }

  /** Whether the newest length is full: then it wants a baseline to go on from. */
  isFull(now: number): boolean {
    return now - this.#new.baseline.at >= this.#limits.time || this.#exceeds(1);
  }

  #exceeds(lengths: number): boolean {
    const { frames, characters } = this.#new;
    return frames.length >= lengths * this.#limits.frames || characters >= lengths * this.#limits.characters;
  }

  /** Goes on from here; the length before the last one is gone. */
  renew(baseline: Baseline): void {
    this.#old = this.#new;
    this.#new = begin(baseline);
  }

  /** The frames from a number on, oldest first; those that are gone are left out. */
  since(number: number): readonly LoggedFrame[] {
    return this.#lengths.flatMap(({ frames }) => {
      // Numbers have no holes.
      const from = number - (frames[0]?.number ?? number);
      return from <= 0 ? frames : frames.slice(from);
    });
  }

  /** All that is kept. */
  record(endedAt: number): Recording {
    const lengths = this.#lengths;
    const [first = this.#new] = lengths;
    const later = lengths.slice(1).map(({ baseline: { at, state } }) => ({ at, state }));
    return {
      baseline: first.baseline,
      frames: lengths.flatMap(({ frames }) => frames),
      checkpoints: [...lengths.flatMap(({ checkpoints }) => checkpoints), ...later].sort((a, b) => a.at - b.at),
      endedAt,
    };
  }

  get #lengths(): readonly Length[] {
    return this.#old ? [this.#old, this.#new] : [this.#new];
  }
}

function begin(baseline: Baseline): Length {
  return { baseline, frames: [], checkpoints: [], characters: 0 };
}
