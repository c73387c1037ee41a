import { expect, it } from "vitest";
import { simulate } from "../support/simulated.ts";

it("trades of one sweep are shown newest first", async () => {
  const { exchange, feed, pass } = await simulate({ auditInterval: false });
  const id = exchange.markets[0]!.market_id;
  feed.retain([{ channel: "trades", market: id }]);
  await pass(1_000);
  const { bids } = exchange.depth(id, 1);
  const q = bids.slice(0, 3).reduce((s, b) => s + b.quantity, 0n);
  exchange.place(exchange.accounts[1]!, { marketId: id, side: "sell", price: bids[2]!.price, quantity: q });
  await pass(1_000);
  const shown = feed.store.getState().trades[id]?.data?.map((t) => t.trade_id);
  console.log(shown?.slice(0, 8), exchange.trades(id).slice(-8).reverse().map((t) => t.trade_id));
  expect(shown?.slice(0, 8)).toEqual(exchange.trades(id).slice(-8).reverse().map((t) => t.trade_id));
});
