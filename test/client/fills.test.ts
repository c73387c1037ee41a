// The iterator of fills, and an account's own trades over REST: each match once, with the data that each of the two can
// know.
import { type Fill, type FillUpdate, O2InputError, O2Rest, O2RestError } from "o2-react/client";
import type { Account, SimulatedExchange, SimulatedExchangeOptions, SimulatedVenue } from "o2-react/testing";
import { expect, it, vi } from "vitest";
import { collect } from "../support/served.ts";
import { createExchange } from "../support/servers.ts";
import { simulateClient } from "../support/simulatedClient.ts";

async function connect(options: SimulatedExchangeOptions = {}) {
  vi.useFakeTimers();
  const exchange = createExchange(options);
  exchange.tick(300);
  const { ws, pass } = await simulateClient(exchange);
  const market = exchange.markets[0].market_id;
  return { exchange, ws, pass, market, zoe: rich(exchange, "Zoe") };
}

function rich(venue: SimulatedExchange | SimulatedVenue, name: string): Account {
  const assets = venue.markets.flatMap(({ base, quote }) => [base.asset, quote.asset]);
  return venue.createAccount(name, Object.fromEntries(assets.map((asset) => [asset, 10n ** 40n])));
}

/** A buy that rests at the best bid and can be filled in four parts. */
function rest(venue: SimulatedVenue, account: Account, market: string) {
  const { bid = 0n } = venue.top(market);
  const part = venue.market(market).step * 1_000_000n;
  return { ...venue.place(account, { marketId: market, side: "buy", price: bid, quantity: 4n * part }), part };
}

const fillsOf = (updates: readonly FillUpdate[]): readonly Fill[] => updates.flatMap(({ fills }) => fills);

it("tells each match once, with the own side and order, and nothing that only REST knows", async () => {
  const { exchange, ws, pass, market, zoe } = await connect();
  const { values } = collect(ws.streamFills([zoe.id]));
  await pass(50);
  const order = rest(exchange, zoe, market);
  await pass(50);
  expect(values).toEqual([]);
  for (let part = 1; part <= 3; part += 1) {
    exchange.fill(zoe, order.order_id, order.part);
    await pass(50);
  }
  const trades = exchange.trades(market).slice(-3);
  expect(fillsOf(values)).toEqual(
    trades.map(({ trade_id, price, quantity, timestamp }) => ({
      market_id: market,
      identity: zoe.identity,
      side: "buy",
      price,
      quantity,
      timestamp,
      order_id: order.order_id,
      counter_order_id: trade_id.split("/")[1],
    })),
  );
  expect(values.map(({ unlisted }) => unlisted)).toEqual([[], [], []]);
});

it("tells earlier matches with the first update of their order", async () => {
  const { exchange, ws, pass, market, zoe } = await connect();
  const order = rest(exchange, zoe, market);
  exchange.fill(zoe, order.order_id, order.part);
  const { values } = collect(ws.streamFills([zoe.id]));
  await pass(50);
  exchange.fill(zoe, order.order_id, order.part);
  await pass(50);
  expect(values.map(({ fills }) => fills.length)).toEqual([2]);
});

it("tells the filled amount if no match is told", async () => {
  const { exchange, ws, pass, market, zoe } = await connect({ wire: { orderFills: "absent" } });
  const { values } = collect(ws.streamFills([zoe.id]));
  await pass(50);
  const { order_id, part } = rest(exchange, zoe, market);
  for (const count of [1n, 2n]) {
    exchange.fill(zoe, order_id, part * count);
    await pass(50);
  }
  exchange.cancel(zoe, order_id);
  await pass(50);
  const unlisted = (quantity: bigint) => ({ fills: [], unlisted: [{ order_id, market_id: market, quantity }] });
  expect(values).toMatchObject([unlisted(part), unlisted(part * 2n)]);
});

it("tells a trade with oneself once, of both sides where one frame tells both orders", async () => {
  const { exchange, ws, pass, market, zoe } = await connect();
  const { values } = collect(ws.streamFills([zoe.id]));
  await pass(50);
  const { bid = 0n } = exchange.top(market);
  const price = bid + exchange.market(market).tick;
  const order = { marketId: market, price, quantity: exchange.market(market).step * 1_000_000n };
  exchange.place(zoe, { ...order, side: "buy" });
  exchange.place(zoe, { ...order, side: "sell" });
  await pass(50);
  expect(fillsOf(values).map(({ side }) => side)).toEqual(["both"]);
});

it("has one subscription with orders, one for each venue, and ends with it", async () => {
  const { exchange, ws, pass, market, zoe } = await connect();
  const margin = exchange.turbo();
  margin.tick(300);
  const twin = rich(margin, "Zoe");
  const orders = collect(ws.streamOrders([zoe.id]));
  const [spot, turbo] = [collect(ws.streamFills([zoe.id])), collect(ws.streamFills([zoe.id], { venue: "turbo" }))];
  await pass(50);
  const sent = exchange.requests.map(({ frame }) => frame);
  expect(sent).toEqual([
    { action: "subscribe_orders", identities: [zoe.identity] },
    { action: "subscribe_orders", identities: [zoe.identity], turbo: true },
  ]);
  const order = rest(margin, twin, market);
  margin.fill(twin, order.order_id, order.part);
  await pass(50);
  expect([fillsOf(spot.values).length, fillsOf(turbo.values).length]).toEqual([0, 1]);
  expect(turbo.values[0]?.venue).toBe("turbo");
  ws.unsubscribeOrders();
  await Promise.all([orders.ended, spot.ended]);
  await pass(50);
  margin.fill(twin, order.order_id, order.part);
  await pass(50);
  expect(fillsOf(turbo.values)).toHaveLength(2);
});

it("readers that ask ahead get the updates in their order", async () => {
  const { exchange, ws, pass, market, zoe } = await connect();
  const stream = ws.streamFills([zoe.id]);
  const [first, second] = [stream.next(), stream.next()];
  await pass(50);
  const order = rest(exchange, zoe, market);
  for (const count of [1n, 2n]) {
    await pass(10);
    exchange.fill(zoe, order.order_id, order.part * count);
  }
  await pass(50);
  const quantities = (await Promise.all([first, second])).map(({ value }) => value?.fills[0]?.quantity);
  expect(quantities).toEqual([order.part, order.part * 2n]);
  await stream.return();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it("rejects an invalid topic before anything is sent", async () => {
  const { exchange, ws, zoe } = await connect();
  expect(() => ws.streamFills([])).toThrow(O2InputError);
  expect(() => ws.streamFills(["0x12"])).toThrow(/identities: "0x12" is not an identity/);
  expect(() => ws.streamFills([zoe.id], { venue: "margin" as never })).toThrow(/venue: "margin" is not a venue/);
  expect(exchange.requests).toEqual([]);
});

it.each(["likely", "alt", "mixed"] as const)(
  "own trades come page by page, with the part in each: %s",
  async (wire) => {
    vi.useRealTimers();
    const exchange = createExchange({ wire });
    exchange.tick(300);
    const market = exchange.markets[0].market_id;
    const zoe = rich(exchange, "Zoe");
    const order = rest(exchange, zoe, market);
    const part = order.quantity / 100n;
    for (let index = 0; index < 70; index += 1) exchange.fill(zoe, order.order_id, part);
    const reads = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch });
    const bare = (id: string | undefined) => id?.toLowerCase().replaceAll("0x", "");
    const first = await reads.accountTrades({ market, identity: zoe.identity });
    expect(first).toHaveLength(50);
    const next = await reads.accountTrades({ market, identity: zoe.identity, before: first.at(-1) });
    const all = [...first, ...next.filter(({ trade_id }) => bare(trade_id) !== bare(first.at(-1)?.trade_id))];
    expect(all.map(({ trade_id }) => bare(trade_id))).toEqual(
      exchange
        .trades(market)
        .slice(-70)
        .reverse()
        .map(({ trade_id }) => bare(trade_id)),
    );
    expect(new Set(all.map(({ trader_side }) => trader_side))).toEqual(new Set(["maker"]));
    expect(await reads.accountTrades({ market, identity: { Address: zoe.owner } })).toHaveLength(50);
    expect(await reads.accountTrades({ market, identity: { ContractId: `0x${"9".repeat(64)}` } })).toEqual([]);
  },
);

it("an answer of the other venue, one that is malformed and a refusal are errors", async () => {
  const identity = { ContractId: `0x${"1".repeat(64)}` };
  const market = `0x${"2".repeat(64)}`;
  const read = (body: unknown, status = 200) =>
    new O2Rest("https://o2.simulated", { retries: 0, fetch: async () => Response.json(body, { status }) });
  const asked = { market, identity };
  await expect(read({ turbo: true, trades: [] }).accountTrades(asked)).rejects.toThrow(O2RestError);
  await expect(read({ trades: [] }).accountTrades({ ...asked, venue: "turbo" })).rejects.toThrow(/"turbo":true/);
  await expect(read({ trades: [{ trade_id: "1" }] }).accountTrades(asked)).rejects.toThrow(/side/);
  await expect(read({ code: 2000, message: "no" }, 404).accountTrades(asked)).rejects.toMatchObject({ code: 2000 });
  expect(await read({ code: 4002, message: "no" }, 404).accountTrades(asked)).toEqual([]);
  expect(() => read({}).accountTrades({ ...asked, count: 51 })).toThrow(O2InputError);
});
