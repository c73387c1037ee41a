// An answer that was still under way when the request changed is never taken for the answer to the new request.
import { O2WebSocket } from "o2-react/client";
import { createO2Feed, type O2Feed } from "o2-react/feed";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { createExchange } from "../support/servers.ts";
import { simulate } from "../support/simulated.ts";
import { speak } from "../support/spoken.ts";

/** An account places an order and cancels it again, so its nonce grows. */
function act(exchange: SimulatedExchange, account: Account): void {
  const { order_id } = exchange.place(account, quietBid(exchange.markets[0]!));
  exchange.cancel(account, order_id);
}

describe("a switch from one account to another", () => {
  it.each([
    ["at once", 0],
    ["within the linger", 3_000],
  ])("a late nonce of the account that was left never becomes the new one's (%s)", async (_, linger) => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false, linger }, { latency: 50 });
    const [ada, grace] = exchange.accounts;
    for (let i = 0; i < 40; i += 1) act(exchange, ada);
    await pass(500);
    const release = feed.retain([{ channel: "nonce", identity: ada.identity }]);
    await pass(1_000);
    // The server has just sent a nonce of Ada's, and sends more while hers lingers.
    act(exchange, ada);
    release();
    feed.retain([{ channel: "nonce", identity: grace.identity }]);
    for (let i = 0; i < 40; i += 1) {
      await pass(100);
      act(exchange, ada);
    }
    await pass(3_000);
    const shown = () => feed.store.getState().nonce[`ContractId:${grace.id}`];
    expect(shown()).toMatchObject({ isLive: true, data: exchange.nonce(grace.identity) });
    exchange.faults.drop();
    await pass(5_000);
    expect(shown()).toMatchObject({ isLive: true, data: exchange.nonce(grace.identity) });
  });

  it("a nonce that names another account is not taken for that of the only one followed", async () => {
    const { feed, say, pass } = await speak();
    const [own, foreign] = [`0x${"a".repeat(64)}`, `0x${"b".repeat(64)}`];
    feed.retain([{ channel: "nonce", identity: { ContractId: own } }]);
    await pass(50);
    say("PONG");
    say({ action: "subscribe_nonce", contract_id: own, nonce: "4" });
    say({ action: "subscribe_nonce", contract_id: foreign, nonce: "87" });
    await pass(50);
    expect(feed.store.getState().nonce[`ContractId:${own}`]).toMatchObject({ isLive: true, data: 4n });
  });

  it("an order that names nobody is the new account's only once the server has read the switch", async () => {
    const { feed, say, pass } = await speak({ linger: 0 });
    const [left, entered] = [`0x${"a".repeat(64)}`, `0x${"b".repeat(64)}`];
    const order = (order_id: string) => ({
      action: "subscribe_orders",
      orders: [{ order_id, side: "Buy", order_type: "Spot", price: "1", quantity: "1", timestamp: "1", close: false }],
    });
    const ids = () => feed.store.getState().orders[`ContractId:${entered}`]?.data?.map(({ order_id }) => order_id);
    const release = feed.retain([{ channel: "orders", identity: { ContractId: left } }]);
    await pass(50);
    say("PONG");
    release();
    feed.retain([{ channel: "orders", identity: { ContractId: entered } }]);
    await pass(20);
    // Sent before the server read the switch: the PONG for it comes later.
    say(order("0x01"));
    await pass(50);
    expect(ids()).toEqual([]);
    // The switch was two changes, each with its own PING: both accounts, then the new one alone.
    say("PONG");
    say(order("0x01"));
    await pass(50);
    expect(ids()).toEqual([]);
    say("PONG");
    say(order("0x02"));
    await pass(50);
    expect(ids()).toEqual(["0x02"]);
  });
});

describe("a book asked for at another precision", () => {
  const market = createExchange().markets[0]!.market_id;
  const snapshot = (price: string) => ({
    action: "subscribe_depth",
    market_id: market,
    orders: { buys: [{ price, quantity: "5" }], sells: [] },
  });

  /**
   * A book that is held at precision 3, then wanted at precision 1 too. The first snapshot for that has to be waited
   * for.
   */
  async function switched() {
    const spoken = await speak();
    const { feed, say, pass } = spoken;
    feed.retain([{ channel: "depth", market, precision: 3 }]);
    await pass(10);
    // The server has read it, and its snapshot takes long.
    say("PONG");
    feed.retain([{ channel: "depth", market, precision: 1 }]);
    await pass(10);
    const fine = () => feed.store.getState().depth[`${market}:1`];
    const expectOnlyItsOwn = async (): Promise<void> => {
      await pass(50);
      expect(fine()?.isLive).toBe(false);
      say(snapshot("1001"));
      say("PONG");
      await pass(50);
      expect(fine()).toMatchObject({ isLive: true, data: { bids: [{ price: 1001n }] } });
    };
    return { ...spoken, expectOnlyItsOwn };
  }

  it("a snapshot said twice is never shown as the live book of another precision", async () => {
    const { say, expectOnlyItsOwn } = await switched();
    say(snapshot("1000"));
    // In a browser's next task.
    await Promise.resolve();
    await Promise.resolve();
    say(snapshot("1000"));
    await expectOnlyItsOwn();
  });

  it("a snapshot that comes after its deadline is not taken for that of the precision asked for meanwhile", async () => {
    const { say, pass, expectOnlyItsOwn } = await switched();
    await pass(10_100);
    // This PONG stands for both PINGs: the heartbeat's, and that of the flush for level 1.
    say("PONG");
    say(snapshot("1000"));
    await expectOnlyItsOwn();
  });
});

it("an open order that a slightly old REST list lacks is not shown as closed, and is live once REST knows it", async () => {
  let source: SimulatedExchange | undefined;
  let isBehind = false;
  const old = new Map<string, string>();
  const { exchange, feed, pass } = await simulate({
    auditInterval: false,
    fetch: async (input, init) => {
      const url = String(input);
      const text = await (await source!.fetch(input, init)).text();
      if (!url.includes("/v1/orders")) return new Response(text);
      if (!isBehind) old.set(url, text);
      return new Response(old.get(url) ?? JSON.stringify({ orders: [] }));
    },
  });
  source = exchange;
  const [ada, grace] = exchange.accounts;
  feed.retain([{ channel: "orders", identity: ada.identity }]);
  await pass(1_000);
  const placed = exchange.place(ada, quietBid(exchange.markets[0]!));
  await pass(20);
  isBehind = true;
  // Another account in the same subscription, so Ada's orders are read again.
  feed.retain([{ channel: "orders", identity: grace.identity }]);
  await pass(300);
  const shown = () => feed.store.getState().orders[`ContractId:${ada.id}`];
  const isClosed = () => shown()?.data?.find(({ order_id }) => order_id === placed.order_id)?.close;
  expect({ isLive: shown()?.isLive, isClosed: isClosed() }).toEqual({ isLive: false, isClosed: false });
  await pass(3_000);
  isBehind = false;
  // The third wait is up to 8 s.
  await pass(10_000);
  expect({ isLive: shown()?.isLive, isClosed: isClosed() }).toEqual({ isLive: true, isClosed: false });
});

describe("an iterator and a component on one feed", () => {
  it("data that the iterator's subscription, not read yet, will not tell is not missed", async () => {
    vi.useFakeTimers();
    const uplink = { delay: 0 };
    const exchange = createExchange();
    class Slow extends exchange.WebSocket {
      override send(data: string): void {
        setTimeout(() => super.send(data), uplink.delay);
      }
    }
    const { config, fetch } = exchange;
    const feed = createO2Feed({ config, WebSocket: Slow, fetch, auditInterval: false });
    onTestFinished(() => {
      feed.close();
      exchange.close();
      vi.useRealTimers();
    });
    const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
    feed.connect();
    await pass(50);
    const ada = exchange.accounts[0]!;
    uplink.delay = 1_500;
    const ws = new O2WebSocket(feed.session);
    void ws.streamOrders([ada.identity]).next();
    void ws.streamNonce([ada.identity]).next();
    await pass(10);
    feed.retain([
      { channel: "orders", identity: ada.identity },
      { channel: "nonce", identity: ada.identity },
    ]);
    await pass(500);
    // The server has not read the subscription yet, so it sends nothing for it.
    exchange.place(ada, quietBid(exchange.markets[0]!));
    const id = `ContractId:${ada.id}`;
    const shown = () => {
      const { orders, nonce } = feed.store.getState();
      return [
        orders[id]?.isLive && orders[id]?.data?.filter(({ close }) => !close).length,
        nonce[id]?.isLive && nonce[id]?.data,
      ];
    };
    const truth = [1, exchange.nonce(ada)];
    for (let i = 0; i < 60; i += 1) {
      await pass(100);
      for (const [index, value] of shown().entries()) expect([false, truth[index]]).toContain(value);
    }
    expect(shown()).toEqual(truth);
  });
});

describe("a wallet", () => {
  it.each([
    ["another account", 1],
    ["its own trade account", 0],
  ])("its nonce is followed beside %s, whose nonces name an account as well", async (_, beside) => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false }, { latency: 20 });
    const [ada] = exchange.accounts;
    const other = exchange.accounts[beside]!;
    feed.retain([
      { channel: "nonce", identity: { Address: ada.owner } },
      { channel: "nonce", identity: other.identity },
    ]);
    await pass(500);
    const nonce = () => feed.store.getState().nonce[`Address:${ada.owner}`];
    act(exchange, ada);
    act(exchange, exchange.accounts[1]!);
    await pass(500);
    expect(nonce()).toMatchObject({ isLive: true, data: exchange.nonce(ada) });
  });
});

describe("a wallet whose trade account is not known yet", () => {
  it("does not take the nonce of a stranger's account for its own", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false }, { latency: 20 });
    const [ada] = exchange.accounts;
    act(exchange, ada);
    feed.retain([{ channel: "nonce", identity: { Address: ada.owner } }]);
    await pass(30);
    // Subscribed to, and not read yet.
    exchange.faults.garbage(
      JSON.stringify({ action: "subscribe_nonce", contract_id: `0x${"5e".repeat(32)}`, nonce: "4200" }),
    );
    await pass(500);
    const nonce = () => feed.store.getState().nonce[`Address:${ada.owner}`];
    expect(nonce()).toMatchObject({ isLive: true, data: exchange.nonce(ada) });
  });
});

describe("a link that is given up by whoever is told of a frame that waited", () => {
  it("is replaced by one that subscribes to everything, also when it is a change of the link that has the frame read", async () => {
    let feed: O2Feed | undefined;
    const errors: string[] = [];
    const world = await simulate({
      auditInterval: false,
      onError: ({ name }) => {
        errors.push(name);
        feed?.reconnect();
      },
    });
    feed = world.feed;
    const { exchange, pass } = world;
    const market = exchange.markets[0]!.market_id;
    feed.retain([{ channel: "depth", market, precision: 1 }]);
    await pass(500);
    const entry = () => feed?.store.getState().depth[`${market}:1`];
    expect(entry()?.isLive).toBe(true);
    exchange.faults.corrupt("subscribe_depth_update", (text) => text.slice(0, 150));
    act(exchange, exchange.accounts[0]!);
    // The answer changes the connection's latency before the next commit reads what waits.
    feed.session.wake();
    await pass(3_000);
    expect(errors).toEqual(["O2FrameError"]);
    expect(entry()?.isLive).toBe(true);
    exchange.place(exchange.accounts[0]!, quietBid(exchange.markets[0]!));
    await pass(1_000);
    const { bids = [], asks = [] } = entry()?.data ?? {};
    const levels = (rows: typeof bids) => rows.map(({ price, quantity }) => ({ price, quantity }));
    expect({ bids: levels(bids), asks: levels(asks) }).toEqual(exchange.depth(market, 1));
  });
});

describe("a book that was let go of before its snapshot came", () => {
  it("the late snapshot is not taken for that of the next one, of another precision", async () => {
    const { feed, say, pass } = await speak({ linger: 0 });
    const market = `0x${"1".repeat(64)}`;
    const release = feed.retain([{ channel: "depth", market, precision: 3 }]);
    await pass(5);
    say("PONG");
    release();
    await pass(20);
    // The connection is cut off, so the awaited book is in doubt and given up at once.
    say('{"action":"subs');
    await pass(20);
    feed.retain([{ channel: "depth", market, precision: 1 }]);
    await pass(5);
    const snapshot = (price: string) => ({
      action: "subscribe_depth",
      market_id: market,
      orders: { buys: [{ price, quantity: "7" }], sells: [{ price: "2000", quantity: "9" }] },
    });
    const shown = () => feed.store.getState().depth[`${market}:1`];
    say(snapshot("1000"));
    await pass(50);
    expect(shown()?.isLive).toBe(false);
    say(snapshot("1009"));
    say("PONG");
    await pass(50);
    expect(shown()).toMatchObject({ isLive: true, data: { bestBid: 1_009n } });
  });
});

describe("a page of older orders", () => {
  it("that was answered before an order ended, and is late, does not open it again", async () => {
    // The first answer of the history takes three seconds.
    let isFirst = true;
    const late = async (
      exchange: SimulatedExchange,
      input: RequestInfo | URL,
      init?: RequestInit,
    ): Promise<Response> => {
      const answer = await exchange.fetch(input, init);
      const { pathname, searchParams } = new URL(String(input));
      const isLate = pathname === "/v1/orders" && !searchParams.has("is_open") && isFirst;
      if (isLate) isFirst = false;
      if (isLate) await new Promise((resolve) => setTimeout(resolve, 3_000));
      return answer;
    };
    vi.useFakeTimers();
    const exchange = createExchange();
    const feed = createO2Feed({
      config: exchange.config,
      WebSocket: exchange.WebSocket,
      fetch: (input, init) => late(exchange, input as URL, init),
      auditInterval: false,
    });
    onTestFinished(() => {
      feed.close();
      exchange.close();
      vi.useRealTimers();
    });
    const [ada] = exchange.accounts;
    const market = exchange.markets[0]!;
    feed.connect();
    feed.retain([{ channel: "orders", identity: ada.identity }]);
    await vi.advanceTimersByTimeAsync(1_000);
    const open = () => feed.store.getState().orders[`ContractId:${ada.id}`]?.data?.filter(({ close }) => !close);
    expect(open()).toEqual([]);
    exchange.faults.refuse();
    exchange.faults.drop();
    const { order_id } = exchange.place(ada, quietBid(market));
    const reading = feed.readHistory([ada.identity], market.market_id);
    await vi.advanceTimersByTimeAsync(100);
    exchange.cancel(ada, order_id);
    exchange.faults.accept();
    await vi.advanceTimersByTimeAsync(2_000);
    const closed = [{ order_id, close: true }];
    expect(feed.store.getState().orders[`ContractId:${ada.id}`]).toMatchObject({ isLive: true, data: closed });
    await vi.advanceTimersByTimeAsync(3_000);
    await reading;
    expect(open()).toEqual([]);
  });

  it("that was asked for before the first orders were known is shown with them", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const [ada] = exchange.accounts;
    act(exchange, ada);
    feed.retain([{ channel: "orders", identity: ada.identity }]);
    const reading = feed.readHistory([ada.identity]);
    await pass(1_000);
    await reading;
    const shown = feed.store.getState().orders[`ContractId:${ada.id}`];
    expect([shown?.isLive, shown?.data?.filter(({ cancel }) => cancel).length]).toEqual([true, 1]);
  });

  it("that was asked for while the orders cannot be read is shown, marked stale", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const [ada] = exchange.accounts;
    act(exchange, ada);
    // Open orders are read in all markets.
    exchange.faults.rest({ path: "/v1/markets", status: 503 });
    feed.retain([{ channel: "orders", identity: ada.identity }]);
    const reading = feed.readHistory([ada.identity], exchange.markets[0]!.market_id);
    await pass(900);
    await reading;
    const shown = feed.store.getState().orders[`ContractId:${ada.id}`];
    expect([shown?.isLive, shown?.data?.filter(({ cancel }) => cancel).length]).toEqual([false, 1]);
  });
});
