// When reads may begin: so many at once, the urgent ones first, and none while the server asks for a pause. The only import
// of p-limit. Knows nothing of what is read.
import pLimit from "p-limit";
import { ifAborted, sleep } from "./abort.ts";

/** The limits and clocks of the pace. Times in milliseconds. */
export interface PaceOptions {
  /** The number of reads that may be under way at once. */
  readonly maxRequests: number;
  readonly now: () => number;
  readonly random: () => number;
}

/** The longest pause, whatever a server asks for. */
const LONGEST = 30_000;

/** The first pause where the server names none; doubles while it goes on refusing. */
const FIRST = 500;

/** One pace for all reads of one API. */
export class Pace {
  readonly #options: PaceOptions;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #waiting: { readonly isUrgent: boolean; readonly begin: () => Promise<void> }[] = [];
  #pausedUntil = 0;
  #refusals = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#limit = pLimit(options.maxRequests);
  }

  /** Runs a read when its turn comes. */
  turn<T>(read: () => Promise<T>, isUrgent: boolean, signal: AbortSignal | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const begin = (): Promise<void> => this.#afterPause(signal).then(read).then(resolve, reject);
      this.#waiting.push({ isUrgent, begin });
      // A place is for whoever is most urgent when it is free.
      void this.#limit(() => this.#next());
    });
  }

  /** The server refuses reads as too many: none begins before the pause is over, whichever read was refused. */
  slowDown(asked: number | undefined): void {
    const time = this.#options.now();
    // Reads that were under way together are refused together: that is one refusal.
    if (!this.#isPaused(time)) this.#refusals += 1;
    const pause = Math.min(LONGEST, asked ?? FIRST * 2 ** (this.#refusals - 1));
    const until = time + pause;
    if (!this.#isPaused(time) || until > this.#pausedUntil) this.#pausedUntil = until;
  }

  /** A read was answered. */
  answered(): void {
    this.#refusals = 0;
  }

  async #next(): Promise<void> {
    const urgent = this.#waiting.findIndex(({ isUrgent }) => isUrgent);
    const [next] = this.#waiting.splice(Math.max(0, urgent), 1);
    await next?.begin();
  }

  /** A clock that was set back leaves the end of a pause far in the future: no pause is longer than the longest. */
  #isPaused(time: number): boolean {
    return this.#pausedUntil > time && this.#pausedUntil - time <= LONGEST;
  }

  async #afterPause(signal: AbortSignal | undefined): Promise<void> {
    const { now, random } = this.#options;
    for (let time = now(), pauses = 1; this.#isPaused(time); time = now(), pauses += 1) {
      ifAborted(signal);
      const left = this.#pausedUntil - time;
      // Those who wait do not all come back at the same moment. A read that waited for more pauses comes back sooner: it is not
      // overtaken for ever by reads that are refused in its place.
      await sleep(left * (1 + random() / 2 ** pauses), signal);
    }
  }
}
