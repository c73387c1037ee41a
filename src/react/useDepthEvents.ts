// A callback per commit that changes a book, for what is drawn past React; renders nothing.
import { useEffect, useInsertionEffect, useLayoutEffect, useState } from "react";
import type { Frequency } from "../client/frequencies.ts";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { depthParams } from "../store/hookParams.ts";
import { type DepthEvent, DepthListener } from "./DepthListener.ts";
import { useShown } from "./O2Provider.tsx";
import { useAnswer } from "./useAnswer.ts";
import { depthView } from "./useDepth.ts";
import { keyOf, useTopicSelector } from "./useTopic.ts";

/** The parameters of {@link useDepthEvents}. */
export interface UseDepthEventsParams {
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
  /** `false` asks for nothing. Default `true`. */
  readonly enabled?: boolean | undefined;
}

/** The drawing is right before the page is painted. A server draws nothing, and React 18 warns of layout effects there. */
const useDrawingEffect = typeof document === "undefined" ? useEffect : useLayoutEffect;

/**
 * Calls back with a market's book, at most once a frame, without rendering. It is made for a ladder on a canvas, or one that writes
 * to the DOM. The callback gets the result that `useDepth` gives for the same parameters, in chain integers, and in `changes` the
 * places to draw again. A drawing that draws these and shows the `status` is true or marked stale:
 *
 * - it is called when the component mounts, before the first paint, whatever the status is, and then whenever the result changes:
 *   with new rows, and when the book becomes stale or live again;
 * - with other parameters, after a hidden tree is shown again, and after a callback that threw, `changes` has all places, also those
 *   to be cleared, and nothing of another book.
 *
 * The callback need not be stable. One that throws is reported through `onError` and disturbs nobody. Shares its subscription with
 * `useDepth`.
 *
 * @example
 * useDepthEvents({ market, levels: 10 }, ({ status, changes }) => {
 *   for (const { side, index, row } of changes) console.log(status, side, index, row?.price);
 * });
 */
export function useDepthEvents(params: UseDepthEventsParams, callback: (event: DepthEvent) => void): void {
  const shown = useShown();
  const { market, precision = 1, levels = 20 } = params;
  const answer = useAnswer(depthParams(market, precision, levels, params.venue, params.frequency), params);
  const select = useTopicSelector(answer, depthView(shown.feed, answer, levels));
  const [listener] = useState(() => new DepthListener());
  useInsertionEffect(() => listener.ask({ key: keyOf(answer), select, callback }));
  useDrawingEffect(() => listener.follow(shown), [listener, shown]);
  // Other parameters are told of in the very commit that has them.
  useDrawingEffect(() => listener.look(shown));
}
