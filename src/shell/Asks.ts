// All that is asked of a feed, in its order: kept for the feed, or the part of its engine, that is not there yet, and for the next feed
// where an engine has gone.
import { type O2Error, toO2Error } from "../client/errors.ts";
import type { EngineFeed } from "../port/FeedHandle.ts";
import type { Part } from "./engine.ts";

/** One thing to ask of a feed; what it returns takes it back. */
// biome-ignore lint/suspicious/noConfusingVoidType: what returns nothing has nothing to take back.
export type Ask = (feed: EngineFeed) => (() => void) | void;

interface Asked {
  readonly ask: Ask;
  readonly part: Part;
  isAsked: boolean;
  release: (() => void) | undefined;
}

/** The asks of one feed. */
export class Asks {
  readonly #onWaiting: (part: Part) => void;
  readonly #onNone: () => void;
  /** By name, oldest first. */
  readonly #asked = new Map<unknown, Asked>();
  readonly #parts = new Set<Part>();
  #feed: EngineFeed | undefined;

  /** @param onWaiting something is asked for and its part is not there. @param onNone nobody needs a feed any more. */
  constructor(onWaiting: (part: Part) => void, onNone: () => void) {
    this.#onWaiting = onWaiting;
    this.#onNone = onNone;
  }

  /** Whether somebody needs a feed: holds something, or has it connect. What else was told says only how it is to be. */
  get isNeeded(): boolean {
    return this.#asked.has("connect") || [...this.#asked.keys()].some((name) => typeof name === "symbol");
  }

  /** Asks now, or once its part is there, in place of what was asked under this name before. @throws whatever a feed that is there throws. */
  tell(name: unknown, ask: Ask, part: Part = "feed"): void {
    const feed = this.#parts.has(part) ? this.#feed : undefined;
    const release = (feed && ask(feed)) ?? undefined;
    this.#asked.delete(name);
    this.#asked.set(name, { ask, part, isAsked: feed !== undefined, release });
    if (!feed) this.#onWaiting(part);
  }

  /** The same until the returned function is called. */
  hold(ask: Ask, part?: Part): () => void {
    const name = Symbol("hold");
    this.tell(name, ask, part);
    return () => {
      const asked = this.#asked.get(name);
      this.#asked.delete(name);
      if (!this.isNeeded) this.#onNone();
      asked?.release?.();
    };
  }

  /**
   * Parts are there: asks a feed for all that waited for them. Bad input is reported, for whoever asked is long gone on, and the others
   * are asked all the same.
   */
  begin(feed: EngineFeed, parts: readonly Part[], report: (error: O2Error) => void): void {
    this.#feed = feed;
    for (const part of parts) this.#parts.add(part);
    for (const [name, asked] of [...this.#asked]) {
      // Another one may have taken it back.
      if (!this.#parts.has(asked.part) || asked.isAsked || this.#asked.get(name) !== asked) continue;
      asked.isAsked = true;
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
    this.#parts.clear();
    for (const asked of this.#asked.values()) {
      asked.isAsked = false;
      asked.release = undefined;
    }
  }
}
