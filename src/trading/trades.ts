// Trades as a taker made them. Pure.
import type { Market, Side, Trade } from "../client/entities.ts";
import { wholeOf } from "./units.ts";

/**
 * The side of the order that made a trade happen: a trade's own `side` is the maker's.
 *
 * @example
 * const colour = takerSide(trade) === "buy" ? "green" : "red";
 */
export function takerSide(trade: Pick<Trade, "side">): Side {
  return trade.side === "buy" ? "sell" : "buy";
}

/** The trades that one taker order made, one after the other, as one. Amounts are chain integers. */
export interface AggregatedTrade {
  /** The `trade_id` of its first trade in the list: a key for rows. */
  readonly trade_id: string;
  /** The taker's order id, lower case without `0x`; `undefined` where the trade's id does not tell it, and it stands alone. */
  readonly taker_order_id: string | undefined;
  /** The **taker's** side. */
  readonly side: Side;
  /** The volume-weighted price, rounded down, in quote units per whole base unit. */
  readonly price: bigint;
  /** The prices of its first and last trade in the list. */
  readonly firstPrice: bigint;
  readonly lastPrice: bigint;
  /** In base units. */
  readonly quantity: bigint;
  /** In quote units: each trade's price × quantity, rounded down. The `total` of trades is not used, for its unit is not known. */
  readonly value: bigint;
  /** The time of its first trade in the list, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly trades: readonly Trade[];
}

/** The taker's order id: the part behind the slash, without `0x` and case, for prefixes are not proved to be always the same. */
function takerOf({ trade_id }: Trade): string | undefined {
  const [, taker] = trade_id.split("/");
  return taker?.toLowerCase().replace(/^0x/, "") || undefined;
}

/**
 * The prints of one taker order as one: adjoining trades of the same side whose `trade_id` names the same taker order (the server's
 * types: `<maker order id>/<taker order id>`). In the order of the list, as `useTrades` gives it.
 *
 * @example
 * const rows = aggregateTrades(market, trades);
 */
export function aggregateTrades(market: Market, trades: readonly Trade[]): readonly AggregatedTrade[] {
  const runs: Trade[][] = [];
  for (const trade of trades) {
    const run = runs.at(-1);
    const taker = takerOf(trade);
    const first = run?.[0];
    if (run && first && taker && takerOf(first) === taker && first.side === trade.side) run.push(trade);
    else runs.push([trade]);
  }
  const whole = wholeOf(market.base);
  return runs.map((run) => {
    const [first] = run as [Trade, ...Trade[]];
    const quantity = run.reduce((sum, trade) => sum + trade.quantity, 0n);
    const product = run.reduce((sum, trade) => sum + trade.price * trade.quantity, 0n);
    return {
      trade_id: first.trade_id,
      taker_order_id: takerOf(first),
      side: takerSide(first),
      price: quantity > 0n ? product / quantity : first.price,
      firstPrice: first.price,
      lastPrice: (run.at(-1) ?? first).price,
      quantity,
      value: run.reduce((sum, trade) => sum + (trade.price * trade.quantity) / whole, 0n),
      timestamp: first.timestamp,
      trades: run,
    };
  });
}
