// The parts of an engine that follow its feed in a page: loaded right after it, added to it, and tried again where they cannot be
// loaded. Does not know who asks for them, nor where they are loaded from.
import type { O2Feed } from "./feed.ts";
import { Loading } from "./Loading.ts";
import type { LaterParts } from "./parts.ts";

type Part = keyof LaterParts;

/** The feed of the parts, and the functions that they ask and tell. */
export interface LaterOptions {
  readonly feed: O2Feed;
  /** The parts that are loaded. */
  readonly loaded: () => Partial<LaterParts>;
  readonly load: (part: Part) => Promise<void>;
  /** Whether somebody needs the feed. */
  readonly isNeeded: () => boolean;
  readonly now: () => number;
  /** Parts were joined to the feed. */
  readonly onJoined: (parts: readonly Part[]) => void;
}

/** The later parts of one feed. */
export class Later {
  readonly #options: LaterOptions;
  readonly #loadings: { readonly [P in Part]: Loading<void> };

  constructor(options: LaterOptions) {
    this.#options = options;
    this.#loadings = { reads: this.#loading("reads"), records: this.#loading("records") };
  }

  /** Joins to the feed what is there of them. @throws O2InputError for an option that cannot be used. */
  join(): readonly Part[] {
    const { feed, loaded } = this.#options;
    const { reads, records } = loaded();
    reads?.addReads(feed);
    records?.addRecords(feed);
    // Records bring the reads.
    return records ? ["reads", "records"] : reads ? ["reads"] : [];
  }

  /** Loads one for who waits for it. Rejects with an O2Error that was reported. */
  get(part: Part): Promise<void> {
    return this.#loadings[part].get();
  }

  /** Loads all that are not there, so that who asks for one later does not wait. */
  start(): void {
    for (const loading of Object.values(this.#loadings)) loading.start();
  }

  /** Nobody needs the feed any more. */
  stop(): void {
    for (const loading of Object.values(this.#loadings)) loading.stop();
  }

  #loading(part: Part): Loading<void> {
    const { feed, load, isNeeded, now, onJoined } = this.#options;
    return new Loading({
      load: async () => {
        await load(part);
        const joined = this.join();
        for (const one of joined) feed.setMissing(one, undefined);
        onJoined(joined);
      },
      isWanted: isNeeded,
      onFailed: (error, wait) => {
        feed.report(error);
        feed.setMissing(part, { error, retryAt: wait === undefined ? undefined : now() + wait });
      },
    });
  }
}
