// A gap is filled completely, or the shown data says that it is not.
import type { O2Feed } from "o2-react";
import type { SimulatedExchange } from "o2-react/testing";
import { describe, expect, it } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { toTradeIds } from "../support/same.ts";
import { simulate } from "../support/simulated.ts";

/** A frame of orders that cannot be read. Nobody knows whose orders they were. */
const GAP = JSON.stringify({ action: "subscribe_orders", orders: "?" });
const ALWAYS = Number.POSITIVE_INFINITY;

describe("trades", () => {
  /** A feed that shows trades and has missed more than one page of them. Its link comes back when the test says so. */
  async function afterHole() {
    const simulated = await simulate({ auditInterval: false });
    const { exchange, feed, pass } = simulated;
    const id = exchange.markets[0]!.market_id;
    feed.retain([{ channel: "trades", market: id }]);
    await pass(1_000);
    expect(feed.store.getState().trades[id]?.isLive).toBe(true);
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(100);
    const before = exchange.trades(id).length;
    exchange.tick(1_500);
    expect(exchange.trades(id).length - before).toBeGreaterThan(100);
    exchange.faults.accept();
    return { ...simulated, id };
  }

  function expectWhole(exchange: SimulatedExchange, feed: O2Feed, id: string): void {
    const shown = feed.store.getState().trades[id];
    expect(shown?.isLive).toBe(true);
    const ids = toTradeIds(shown?.data);
    expect(ids.length).toBeGreaterThan(100);
    const truth = exchange.trades(id).slice(-ids.length).reverse();
    expect(ids).toEqual(toTradeIds(truth));
  }

  it("a hole of more than one page is filled although a live trade came before the REST answer", async () => {
    const { exchange, feed, pass, id } = await afterHole();
    exchange.faults.rest({ status: 503, path: "/v1/trades", times: 1 });
    await pass(1_100);
    for (let i = 0; i < 20; i += 1) {
      exchange.tick(5);
      await pass(50);
    }
    await pass(5_000);
    expectWhole(exchange, feed, id);
  });

  it("a hole is filled although the link drops again before the first fill is done", async () => {
    const { exchange, feed, pass, id } = await afterHole();
    exchange.faults.rest({ path: "/v1/trades", delay: 3_000, times: 1 });
    await pass(1_100);
    exchange.tick(50);
    await pass(100);
    exchange.faults.drop();
    await pass(10_000);
    expectWhole(exchange, feed, id);
  });

  it("with REST down from the start the stream's trades are shown, and said to be stale", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const id = exchange.markets[0]!.market_id;
    exchange.faults.rest({ status: 503, times: ALWAYS });
    feed.retain([{ channel: "trades", market: id }]);
    await pass(1_000);
    exchange.tick(500);
    await pass(3_000);
    const shown = feed.store.getState().trades[id];
    expect(shown?.isLive).toBe(false);
    expect(shown?.data?.length).toBeGreaterThan(0);
  });

  it("without REST, candles asked for after the trades are as live as those asked for with them", async () => {
    const { exchange, feed, pass } = await simulate({ config: { wsUrl: "wss://o2.simulated/v1/ws" } });
    const id = exchange.markets[0]!.market_id;
    feed.retain([
      { channel: "trades", market: id },
      { channel: "candles", market: id, resolution: "1m", limit: 10 },
    ]);
    await pass(500);
    feed.retain([{ channel: "candles", market: id, resolution: "5m", limit: 10 }]);
    await pass(500);
    exchange.tick(300);
    await pass(1_000);
    const { candles } = feed.store.getState();
    expect(candles[`${id}:1m:10`]?.isLive).toBe(true);
    expect(candles[`${id}:5m:10`]?.isLive).toBe(true);
  });
});

describe("a frame that cannot be read", () => {
  it("makes what it concerns stale until it is filled", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const [ada] = exchange.accounts;
    const shown = () => feed.store.getState().orders[`ContractId:${ada.id}`];
    feed.retain([{ channel: "orders", identity: ada.identity }]);
    await pass(1_000);
    expect(shown()?.isLive).toBe(true);
    exchange.faults.withhold("subscribe_orders", 1);
    const { order_id } = exchange.place(ada, quietBid(exchange.markets[0]!));
    exchange.faults.rest({ path: "/v1/orders", delay: 5_000, times: 10 });
    exchange.faults.garbage(GAP);
    await pass(1_000);
    expect(shown()?.data?.some((order) => order.order_id === order_id)).toBe(false);
    expect(shown()?.isLive).toBe(false);
    await pass(10_000);
    expect(shown()?.data?.some((order) => order.order_id === order_id)).toBe(true);
    expect(shown()?.isLive).toBe(true);
  });

  it("is reported where no REST can fill it", async () => {
    const { exchange, feed, pass, errors } = await simulate({ config: { wsUrl: "wss://o2.simulated/v1/ws" } });
    feed.retain([{ channel: "orders", identity: exchange.accounts[0]!.identity }]);
    await pass(1_000);
    exchange.faults.garbage(GAP);
    await pass(1_000);
    expect(errors).toMatchObject([{ name: "O2FrameError" }]);
  });
});

describe("orders", () => {
  it("one market that cannot be read does not repeat the reads of all others", async () => {
    const { exchange, feed, pass, reads } = await simulate({ auditInterval: false });
    const [ada] = exchange.accounts;
    exchange.faults.rest({ path: "/v1/orders", status: 503, times: 1 });
    feed.retain([{ channel: "orders", identity: ada.identity }]);
    await pass(10_000);
    expect(feed.store.getState().orders[`ContractId:${ada.id}`]?.isLive).toBe(true);
    // The open orders of each market and those of all, and one of these again.
    expect(reads.filter((path) => path.startsWith("/v1/orders"))).toHaveLength(exchange.markets.length + 2);
  });

  it("the way in which an order closed while the link was down is known even with a long history behind it", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false, maxClosedOrders: 300 });
    const [ada] = exchange.accounts;
    const market = exchange.markets[0]!;
    const { order_id } = exchange.place(ada, quietBid(market));
    await pass(10);
    feed.retain([{ channel: "orders", identity: ada.identity }]);
    await pass(1_000);
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(100);
    exchange.cancel(ada, order_id);
    for (let i = 0; i < 250; i += 1) {
      await pass(1);
      exchange.cancel(ada, exchange.place(ada, quietBid(market)).order_id);
    }
    exchange.faults.accept();
    await pass(5_000);
    const shown = feed.store.getState().orders[`ContractId:${ada.id}`];
    expect(shown?.isLive).toBe(true);
    expect(shown?.data?.find((order) => order.order_id === order_id)).toMatchObject({ close: true, cancel: true });
  });

  it("a read that is ahead of the stream is live only when the stream has caught up: never a mixture of two moments", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const [ada] = exchange.accounts;
    const bid = quietBid(exchange.markets[0]!);
    // Frames take 100 ms, reads 60.
    exchange.faults.delay(100);
    exchange.faults.rest({ path: "/v1/orders", delay: 60, times: ALWAYS });
    feed.retain([{ channel: "orders", identity: ada.identity }]);
    await pass(50);
    const first = exchange.place(ada, bid).order_id;
    await pass(45);
    exchange.cancel(ada, first);
    const second = exchange.place(ada, bid).order_id;
    const open = exchange.orders(ada.identity, { open: true }).map(({ order_id }) => order_id);
    expect(open).toContain(second);
    const lives: (readonly string[])[] = [];
    for (let i = 0; i < 50; i += 1) {
      await pass(10);
      const shown = feed.store.getState().orders[`ContractId:${ada.id}`];
      if (shown?.isLive) lives.push(shown.data?.filter(({ close }) => !close).map(({ order_id }) => order_id) ?? []);
    }
    expect(lives.length).toBeGreaterThan(10);
    for (const shown of lives) expect(shown.toSorted()).toEqual(open.toSorted());
  });

  it("late frames of an ended subscription are older than the reads for the next one", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false, linger: 10 });
    const [ada] = exchange.accounts;
    const topic = { channel: "orders", identity: ada.identity } as const;
    exchange.faults.delay(100);
    const release = feed.retain([topic]);
    await pass(1_000);
    // Sent, and under way while the topic is released, cancelled and retained again.
    const { order_id } = exchange.place(ada, quietBid(exchange.markets[0]!));
    release();
    await pass(20);
    exchange.cancel(ada, order_id);
    feed.retain([topic]);
    await pass(1_000);
    const shown = feed.store.getState().orders[`ContractId:${ada.id}`];
    expect(shown?.isLive).toBe(true);
    expect(shown?.data?.find((order) => order.order_id === order_id)?.close ?? true).toBe(true);
  });
});
