// The trigger orders of the second exchange, which shares no code with the first one, as the client shows them.
import type { Order, TriggerOrder } from "o2-react";
import { expect, test } from "vitest";
import type { Spelling } from "../../lab/second/spelling.ts";
import { meet } from "../support/second.ts";

const idsOf = (list: readonly { readonly order_id: string }[] = []) => list.map(({ order_id }) => order_id).sort();

async function setUp(spelling: Spelling) {
  const met = await meet(spelling);
  const { exchange, feed, pass } = met;
  const [market] = exchange.markets;
  const { market_id: marketId, tick, step } = market;
  const zoe = exchange.createAccount("Zoe", { [market.base.asset]: 10n ** 24n, [market.quote.asset]: 10n ** 24n });
  const quantity = step * 200_000n;
  const last = () => exchange.trades(marketId).at(-1)!.price;
  const leg = (ticks: bigint, limit = last() + ticks * tick) => {
    return { side: "sell", at: last() + ticks * tick, limit, quantity } as const;
  };
  exchange.stop();
  const bid = () =>
    exchange.place(zoe, { marketId, side: "buy", price: exchange.top(marketId).bid! - 5n * tick, quantity });
  const entry = () => feed.store.getState().orders[`ContractId:${zoe.id}`];
  const shown = () => ({
    attached: idsOf(
      entry()
        ?.data?.filter(({ close }) => !close)
        .flatMap((order) => order.active_trigger_orders ?? []),
    ),
    alone: idsOf(entry()?.triggers?.list),
  });
  const truth = () => {
    const { attached, alone } = exchange.waiting(zoe);
    return { attached: [...attached].sort(), alone: [...alone].sort() };
  };
  const follow = () => feed.retain([{ channel: "orders", identity: zoe.identity }]);
  return { ...met, marketId, tick, quantity, zoe, leg, bid, entry, shown, truth, follow, pass };
}

test.each<Spelling>([{}, { orphans: "alt", orderTimes: "alt", additions: "alt" }])(
  "those that are there, and all that happens to them: %j",
  async (spelling) => {
    const { exchange, zoe, marketId, tick, leg, bid, entry, shown, truth, follow, pass } = await setUp(spelling);
    const parent = bid();
    exchange.wait(zoe, marketId, [leg(400n), leg(-400n)], parent.order_id);
    const [first = ""] = exchange.wait(zoe, marketId, [leg(300n), leg(-300n)]);
    // More than a page holds.
    for (let more = 0n; more < 60n; more += 1n) exchange.wait(zoe, marketId, [leg(500n + more)]);
    follow();
    await pass(3_000);
    expect(entry()).toMatchObject({ isLive: true, isComplete: true, triggers: { isWhole: true } });
    expect(shown()).toEqual(truth());
    expect(shown().alone).toHaveLength(62);
    exchange.unwait(zoe, first);
    exchange.fill(zoe, parent.order_id);
    await pass(1_000);
    expect(shown()).toEqual(truth());
    expect(shown()).toMatchObject({ attached: [], alone: { length: 63 } });
    // A pair of which one fires: it becomes an order, and the other one goes.
    const price = exchange.top(marketId).ask! + 2n * tick;
    const [take = ""] = exchange.wait(zoe, marketId, [{ ...leg(0n), at: price, limit: price }, leg(-600n)]);
    await pass(1_000);
    expect(shown().alone).toContain(take);
    const [grace] = [exchange.accounts[1]];
    const asks = exchange.depth(marketId, 0).asks.filter((level) => level.price <= price);
    const wanted = asks.reduce((sum, level) => sum + level.quantity, 0n) + exchange.markets[0].step * 200_000n;
    exchange.place(exchange.accounts[2], {
      marketId,
      side: "sell",
      price,
      quantity: exchange.markets[0].step * 200_000n,
    });
    exchange.place(grace, { marketId, side: "buy", price, quantity: wanted });
    await pass(1_000);
    expect(truth().alone).not.toContain(take);
    expect(shown()).toEqual(truth());
    const open = entry()?.data?.filter(({ close }) => !close);
    expect(idsOf(open)).toEqual(idsOf(exchange.orders(zoe).filter(({ close }) => !close)));
    // Changes from while the link is down are there afterwards.
    exchange.faults.drop();
    exchange.wait(zoe, marketId, [leg(900n)]);
    await pass(30_000);
    expect(entry()).toMatchObject({ isLive: true, triggers: { isWhole: true } });
    expect(shown()).toEqual(truth());
  },
);

test("an order has its fills and its steps, each with its transaction", async () => {
  const { exchange, zoe, bid, entry, follow, pass } = await setUp({});
  const placed = bid();
  follow();
  await pass(3_000);
  const told = (): Order | undefined => entry()?.data?.find(({ order_id }) => order_id === placed.order_id);
  expect(told()).toMatchObject({ fills: [], history: [{ type: "created", tx_id: expect.stringMatching(/^0x/) }] });
  exchange.fill(zoe, placed.order_id);
  await pass(1_000);
  const { fills = [], history = [], quantity_fill } = told() ?? {};
  expect(fills.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(quantity_fill);
  expect(history.map(({ type }) => type)).toEqual(["created", ...fills.map(() => "trade")]);
  expect(new Set(history.map(({ tx_id }) => tx_id)).size).toBeGreaterThan(1);
});

test("a trigger order tells what it waits for and what it becomes", async () => {
  const { exchange, zoe, marketId, leg, entry, follow, pass } = await setUp({});
  const wish = leg(300n);
  const [one = "", other = ""] = exchange.wait(zoe, marketId, [wish, leg(-300n)]);
  follow();
  await pass(3_000);
  const held = entry()?.triggers?.list.find(({ order_id }) => order_id === one) as TriggerOrder;
  expect(held).toMatchObject({
    market_id: marketId,
    owner: zoe.identity,
    side: "sell",
    trigger_price: wish.at,
    order_type: { Spot: { price: String(wish.limit) } },
    sibling_order: other,
    possible_amount: wish.quantity,
    history: [{ type: "created" }],
  });
});
