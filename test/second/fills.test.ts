// An account's fills in a busy market, against a server that shares nothing with the client: live most of the time, and
// never wrong then.
import { expect, it } from "vitest";
import type { Spelling } from "../../lab/second/spelling.ts";
import { meet } from "../support/second.ts";

it.each<Spelling>([{}, { orderTimes: "alt" }, { tradeIds: "alt" }, { trades: "alt" }])(
  "%j: each fill is there once, and an order's add up to what is filled of it",
  async (spelling) => {
    const { exchange, feed, pass, errors } = await meet(spelling);
    const [account] = exchange.accounts;
    const market = exchange.markets[0]?.market_id as string;
    const identity = { ContractId: account.id };
    feed.retain([
      { channel: "fills", identity, market },
      { channel: "orders", identity },
    ]);
    await pass(2_000);
    let live = 0;
    for (let look = 0; look < 60; look += 1) {
      await pass(500);
      if (look === 30) exchange.faults.drop();
      const { fills, orders } = feed.store.getState();
      const entry = Object.values(fills)[0];
      const list = entry?.data ?? [];
      const names = list.map(({ order_id, counter_order_id, trade_id }) =>
        order_id === undefined ? trade_id : [order_id, counter_order_id].sort().join(),
      );
      expect(new Set(names).size).toBe(names.length);
      if (!entry?.isLive) continue;
      live += 1;
      const held = Object.values(orders)[0];
      // Numbered trades do not name the orders of the earlier ones.
      if (!held?.isLive || spelling.tradeIds === "alt") continue;
      for (const order of held.data ?? []) {
        // An order from before the oldest page may have older fills.
        if (order.market_id !== market || Number(order.timestamp) < 1e12) continue;
        if (Number(order.timestamp) <= (list.at(-1)?.timestamp ?? 0)) continue;
        const own = list.filter((fill) => fill.order_id === order.order_id || fill.counter_order_id === order.order_id);
        expect(own.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(order.quantity_fill);
      }
    }
    expect(live).toBeGreaterThan(45);
    // A read completes each.
    exchange.stop();
    await pass(10_000);
    const { fills } = feed.store.getState();
    const [entry] = Object.values(fills);
    expect([entry?.isLive, entry?.data?.filter(({ trader_side }) => !trader_side)]).toEqual([true, []]);
    expect(entry?.data?.length).toBeGreaterThan(10);
    expect(errors).toEqual([]);
  },
);
