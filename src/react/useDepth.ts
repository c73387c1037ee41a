// One market's order book.
import type { Frequency } from "../client/frequencies.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import type { FeedHandle } from "../port/FeedHandle.ts";
import { type Depth, topOf } from "../store/depth.ts";
import { depthParams } from "../store/hookParams.ts";
import type { Answer } from "../store/resolve.ts";
import type { DepthTopic } from "../store/topics.ts";
import { useO2Feed } from "./O2Provider.tsx";
import type { Result } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { type TopicOptions, type TopicView, useTopic } from "./useTopic.ts";

/** The parameters of {@link useDepth}. */
export interface UseDepthParams<S = Depth> extends TopicOptions<Depth, S> {
  /** A pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish while none is chosen. */
  readonly market: MarketRef | null | undefined;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same market with another book, other trades and other orders. */
  readonly venue?: Venue | undefined;
  /** Prices are grouped to multiples of `10^precision` chain units, 1 (finest) to 18. Default 1. */
  readonly precision?: number | undefined;
  /**
   * The book comes whole, at most so often: `"100ms"`, `"500ms"`, `"1s"` or `"3s"`. Its best prices, spread and mid are those of its
   * rows. A server that has no such books, and the margin venue, for which none are known, are asked for the ordinary one, which is shown
   * so often. Default: with each change.
   */
  readonly frequency?: Frequency | undefined;
  /** The number of rows a side. Default 20. */
  readonly levels?: number | undefined;
}

/**
 * A market's order book, in chain integers: `bids` by price descending, `asks` by price ascending, rows
 * `{ price, quantity, total }` with running totals; best prices, spread and mid are those of the whole book, however the rows
 * are grouped. Rows that did not change are the same
 * objects, so memoised rows stay still. All readers of a market share one subscription.
 *
 * @example
 * ```tsx
 * const { data, status } = useDepth({ market, levels: 10 });
 * ```
 */
export function useDepth<S = Depth>(params: UseDepthParams<S>): Result<S> {
  const { market, precision = 1, levels = 20 } = params;
  const feed = useO2Feed();
  const answer = useAnswer(depthParams(market, precision, levels, params.venue, params.frequency), params);
  return useTopic(answer, depthView(feed, answer, levels), params);
}

/** A book of so many rows a side, made of the topics of `answer`. */
export function depthView(feed: FeedHandle, answer: Answer, levels: number): TopicView<"depth", Depth> {
  const together = answer.status === "topics" ? (answer.topics as DepthTopic[]) : [];
  return {
    channel: "depth",
    read: ([book, finest]) => {
      const rows = topOf(book as Depth, levels);
      return finest ? { ...finest, bids: rows.bids, asks: rows.asks, precision: rows.precision } : rows;
    },
    // Until a commit has what is asked for: the finer book that is shown has it.
    instead: (state, _, topic) => feed.regrouped(topic as DepthTopic, together, state),
  };
}
