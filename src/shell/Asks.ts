// All that is asked of a feed, in its order: kept for the feed that is not there yet, and for the next one where an engine has gone.
import { type O2Error, toO2Error } from "../client/errors.ts";
import type { EngineFeed } from "../port/FeedHandle.ts";

/** One thing to ask of a feed; what it returns takes it back. */
// biome-ignore lint/suspicious/noConfusingVoidType: what returns nothing has nothing to take back.
export type Ask = (feed: EngineFeed) => (() => void) | void;

interface Asked {
  readonly ask: Ask;
  release: (() => void) | undefined;
}

/** The asks of one feed. */
export class Asks {
  readonly #onWaiting: () => void;
  readonly #onNone: () => void;
  /** By name, oldest first. */
  readonly #asked = new Map<unknown, Asked>();
  #feed: EngineFeed | undefined;

  /** @param onWaiting something is asked for and there is no feed. @param onNone nothing is asked for any more. */
  constructor(onWaiting: () => void, onNone: () => void) {
    this.#onWaiting = onWaiting;
    this.#onNone = onNone;
  }

  /** The number of things that are asked for. */
  get size(): number {
    return this.#asked.size;
  }

  /** Asks now, or once there is a feed, in place of what was asked under this name before. @throws whatever a feed that is there throws. */
  tell(name: unknown, ask: Ask): void {
    const release = (this.#feed && ask(this.#feed)) ?? undefined;
    this.#asked.delete(name);
    this.#asked.set(name, { ask, release });
    if (!this.#feed) this.#onWaiting();
  }

  /** The same until the returned function is called. */
  hold(ask: Ask): () => void {
    const name = Symbol("hold");
    this.tell(name, ask);
    return () => {
      const asked = this.#asked.get(name);
      this.#asked.delete(name);
      if (this.#asked.size === 0) this.#onNone();
      asked?.release?.();
    };
  }

  /** Asks a feed for all of it. Bad input is reported, for whoever asked is long gone on, and the others are asked all the same. */
  begin(feed: EngineFeed, report: (error: O2Error) => void): void {
    this.#feed = feed;
    for (const [name, asked] of [...this.#asked]) {
      try {
        asked.release = asked.ask(feed) ?? undefined;
      } catch (thrown) {
        this.#asked.delete(name);
        report(toO2Error(thrown));
      }
    }
  }

  /** The feed is gone: what is taken back meanwhile is not taken back there. */
  end(): void {
    this.#feed = undefined;
    for (const asked of this.#asked.values()) asked.release = undefined;
  }
}
