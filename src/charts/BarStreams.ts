// The subscriptions of one datafeed: each is told of the newest candle and of those that follow, and of the moment to forget what it has.
import type { Bar } from "../client/entities.ts";
import type { FeedHandle } from "../port/FeedHandle.ts";
import { type CandleTopic, feedId } from "../store/topics.ts";
import { candleChanges } from "./candleChanges.ts";

/** The feed, as far as subscriptions need it. */
type Followed = Pick<FeedHandle, "store" | "retain">;

/** A subscription of the library's. */
export interface BarStream {
  readonly topic: CandleTopic;
  /** Called with each candle that is new or another, oldest first. */
  readonly tell: (bar: Bar) => void;
  /** Called where a candle before the newest is another than was told, which nothing but reading all again mends. */
  readonly reset: () => void;
}

/** The subscriptions of one datafeed. */
export class BarStreams {
  readonly #feed: Followed;
  readonly #ends = new Map<string, () => void>();
  /** The newest candles that the library has, by topic. */
  readonly #told = new Map<string, readonly Bar[]>();

  constructor(feed: Followed) {
    this.#feed = feed;
  }

  /** The library was given these candles: subscriptions go on from them. */
  note(topic: CandleTopic, bars: readonly Bar[]): void {
    this.#told.set(feedId(topic), bars);
  }

  /** Begins a subscription once its market is known. It is told nothing before this returns. */
  async add(name: string, streamOf: () => Promise<BarStream>): Promise<void> {
    this.remove(name);
    const pending = (): void => undefined;
    this.#ends.set(name, pending);
    const stream = await streamOf().catch(() => undefined);
    if (this.#ends.get(name) !== pending) return;
    if (stream) this.#ends.set(name, this.#follow(stream));
    else this.#ends.delete(name);
  }

  /** Ends a subscription. */
  remove(name: string): void {
    this.#ends.get(name)?.();
    this.#ends.delete(name);
  }

  #follow({ topic, tell, reset }: BarStream): () => void {
    const id = feedId(topic);
    let told = this.#told.get(id);
    const look = (): void => {
      const entry = this.#feed.store.getState().candles[id];
      // Nothing stale is told: a bar with a hole in it cannot be marked. Once the gap is read, all of it is there.
      if (!entry?.isLive || !entry.data || entry.data === told) return;
      const { data } = entry;
      const changes = told ? laterThan(told, data) : data.slice(-1);
      told = data;
      this.#told.set(id, data);
      if (changes) for (const bar of changes) tell(bar);
      else reset();
    };
    const release = this.#feed.retain([topic]);
    const unsubscribe = this.#feed.store.subscribe(look);
    look();
    return () => {
      unsubscribe();
      release();
    };
  }
}

/** The candles to tell of, or `undefined`: see {@link candleChanges}. Before the first one of a market nothing has to be forgotten. */
function laterThan(told: readonly Bar[], now: readonly Bar[]): readonly Bar[] | undefined {
  return told.length === 0 ? now : candleChanges(told, now);
}
