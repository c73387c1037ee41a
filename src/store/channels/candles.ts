// A market's candles, kept live by its trades: each trade counts in them once.
import type { Trade } from "../../client/entities.ts";
import { marketKey } from "../../client/venues.ts";
import { addToCandles } from "../candles.ts";
import { heldOf } from "../entries.ts";
import { addTrades, freshTrades } from "../merge.ts";
import type { Channel } from "./channel.ts";
import { trades } from "./trades.ts";

export const candles: Channel<"candles", Trade> = {
  none: [],
  shownFrom: "read",
  route: (update, { venue, market }, around) => trades.route(update, { channel: "trades", venue, market }, around),
  merge: ({ data: bars }, items, topic, { state, maxTrades }) => {
    const held = heldOf(state.trades[marketKey(topic)]);
    if (!bars || !held) return {};
    const fresh = [...countable(held, items, maxTrades)].reverse();
    return { data: addToCandles(bars, fresh, topic, held[0]?.timestamp) };
  },
  // All of them: more may be made while candles are read than are kept of trades.
  buffer: (waiting, items) => [...items, ...waiting],
};

/** The trades that no candle has counted yet: one behind all that is kept may have been counted before. */
function countable(held: readonly Trade[], items: readonly Trade[], maxTrades: number): readonly Trade[] {
  const fresh = freshTrades(held, items);
  const oldest = held.at(-1);
  if (!oldest || held.length < maxTrades) return fresh;
  const all = addTrades(held, items, Number.POSITIVE_INFINITY);
  const isNewer = new Set(all.slice(0, all.indexOf(oldest)));
  return fresh.filter((trade) => isNewer.has(trade));
}
