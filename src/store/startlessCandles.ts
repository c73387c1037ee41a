// Candles that were read while the server had none of their length that tells when they begin: they are read again once their
// market is traded.
import type { Bar } from "../client/entities.ts";
import { marketKey } from "../client/venues.ts";
import { isStartUnknown } from "./candles.ts";
import { type CandleTopic, type FeedTopic, feedId } from "./topics.ts";

/** The candles of one feed whose start is not known. */
export class StartlessCandles {
  readonly #topics = new Map<string, CandleTopic>();

  /** Candles were read: keeps them if their start is not known. */
  note(topic: CandleTopic, bars: readonly Bar[]): void {
    if (isStartUnknown(topic, bars)) this.#topics.set(feedId(topic), topic);
  }

  /** Candles are not followed any more. */
  forget(topic: FeedTopic): void {
    if (topic.channel === "candles") this.#topics.delete(feedId(topic));
  }

  /** Those of a market, by its name on its venue, which are then not kept any more. */
  takeOf(market: string): readonly CandleTopic[] {
    const found = [...this.#topics.values()].filter((topic) => marketKey(topic) === market);
    for (const topic of found) this.forget(topic);
    return found;
  }
}
