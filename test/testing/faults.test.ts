import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { rawLink, stillExchange } from "./support.ts";
import { readyTrader, settle } from "./trader.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Time for everything under way. A timer that a fake timer starts is due 1 ms later. */
const pass = () => vi.advanceTimersByTime(5);

const open = (exchange: SimulatedExchange) => {
  const socket = new exchange.WebSocket(exchange.config.wsUrl);
  const events: string[] = [];
  socket.onopen = () => events.push("open");
  socket.onmessage = ({ data }) => events.push(String(data));
  socket.onerror = () => events.push("error");
  socket.onclose = ({ code, wasClean }) => events.push(`close ${code} ${wasClean}`);
  pass();
  const ping = () => {
    socket.send("PING");
    pass();
  };
  return { socket, events, ping };
};

describe("links", () => {
  test("drop cuts all of them, or one", () => {
    const exchange = createExchange();
    const links = [open(exchange), open(exchange), open(exchange)] as const;
    exchange.faults.drop(2);
    expect(exchange.connections).toBe(2);
    pass();
    expect(links.map(({ events }) => events.at(-1))).toEqual(["open", "close 1006 false", "open"]);
    exchange.faults.drop();
    pass();
    expect(links.map(({ socket }) => socket.readyState)).toEqual([3, 3, 3]);
    expect(vi.getTimerCount()).toBe(0);
    expect(open(exchange).events).toEqual(["open"]);
  });

  test("a stalled link looks open and says nothing; resumed it passes again", () => {
    const exchange = createExchange();
    const { socket, events, ping } = open(exchange);
    exchange.faults.stall();
    ping();
    exchange.faults.garbage("unheard");
    vi.advanceTimersByTime(20_000);
    expect([socket.readyState, events, exchange.pings]).toEqual([1, ["open"], 0]);
    exchange.faults.resume();
    ping();
    expect(events).toEqual(["open", "PONG"]);
  });

  test("a close on a stalled link is noticed after 10 s only, and a new link is not affected", () => {
    const exchange = createExchange();
    const { socket, events } = open(exchange);
    exchange.faults.stall();
    socket.close();
    vi.advanceTimersByTime(9_999);
    expect([socket.readyState, events]).toEqual([2, ["open"]]);
    const other = open(exchange);
    other.ping();
    expect(other.events).toEqual(["open", "PONG"]);
    vi.advanceTimersByTime(1);
    expect([socket.readyState, events.at(-1)]).toEqual([3, "close 1006 false"]);
  });

  test("a stalled link that the server gave up meanwhile is dropped when it resumes", () => {
    const exchange = createExchange();
    const { events } = open(exchange);
    exchange.faults.stall();
    vi.advanceTimersByTime(120_000);
    expect(events).toEqual(["open"]);
    exchange.faults.resume();
    pass();
    expect([events.at(-1), exchange.connections]).toEqual(["close 1006 false", 0]);
  });

  test("a forgotten subscription says nothing more, and the link goes on; a new subscribe is taken", () => {
    const exchange = stillExchange();
    const [link, other] = [rawLink(exchange), rawLink(exchange)];
    const [{ market_id }] = exchange.markets;
    const [ada] = exchange.accounts;
    const identities = [ada.identity];
    const channels = ["depth", "trades", "orders", "balances", "nonce"] as const;
    const subscribe = (each: typeof link) => {
      for (const channel of channels)
        each.send({ action: `subscribe_${channel}`, market_id, precision: "10", identities });
      each.texts.length = 0;
    };
    const told = (each: typeof link) => channels.map((channel) => each.texts.join().includes(`"subscribe_${channel}`));
    subscribe(link);
    subscribe(other);
    for (const channel of channels) exchange.faults.forget(channel, link.number);
    const act = () => exchange.fill(ada, exchange.place(ada, quietBid(exchange.markets[0])).order_id);
    act();
    link.send("PING");
    expect(link.texts).toEqual(["PONG"]);
    expect(told(other)).toEqual(channels.map(() => true));
    subscribe(link);
    act();
    expect(told(link)).toEqual(channels.map(() => true));
  });

  test("refused connections fail at once, hanging ones not at all", () => {
    const exchange = createExchange();
    exchange.faults.refuse();
    expect(open(exchange).events).toEqual(["error", "close 1006 false"]);
    exchange.faults.refuse({ hang: true });
    const hanging = open(exchange);
    vi.advanceTimersByTime(60_000);
    expect([hanging.socket.readyState, hanging.events]).toEqual([0, []]);
    hanging.socket.close();
    pass();
    expect(hanging.events).toEqual(["error", "close 1006 false"]);
    exchange.faults.accept();
    expect(open(exchange).events).toEqual(["open"]);
  });
});

describe("frames", () => {
  const setUp = () => {
    const exchange = stillExchange();
    exchange.tick(300);
    const link = rawLink(exchange);
    const { market_id } = exchange.markets[0]!;
    return { exchange, link, subscribe: () => link.send({ action: "subscribe_depth", market_id, precision: "10" }) };
  };

  test("withhold swallows the next that match, and no more", () => {
    const { exchange, link, subscribe } = setUp();
    exchange.faults.withhold("subscribe_depth_update", 2);
    subscribe();
    const made: unknown[] = [];
    exchange.onCommit(({ depth }) =>
      made.push(...depth.filter(({ marketId }) => marketId === exchange.markets[0]!.market_id)),
    );
    exchange.tick(100);
    expect(link.of("subscribe_depth")).toHaveLength(1);
    expect(link.of("subscribe_depth_update")).toHaveLength(made.length - 2);
  });

  test("duplicate says the next that match twice", () => {
    const { exchange, link, subscribe } = setUp();
    exchange.faults.duplicate((frame) => typeof frame === "object" && frame !== null && "orders" in frame);
    subscribe();
    expect(link.texts).toHaveLength(2);
    expect(link.texts[0]).toBe(link.texts[1]);
    link.send("PING");
    expect(link.texts).toHaveLength(3);
  });

  test("corrupt changes the text of the next that match", () => {
    const { exchange, link, subscribe } = setUp();
    exchange.faults.corrupt("subscribe_depth", (text) => text.slice(0, 20));
    subscribe();
    expect(link.texts).toEqual(['{"action":"subscribe']);
  });

  test("the heartbeat can be withheld by its text, and faults cleared", () => {
    const { exchange, link } = setUp();
    exchange.faults.withhold("PONG", 5);
    link.send("PING");
    exchange.faults.clear();
    link.send("PING");
    expect(link.texts).toEqual(["PONG"]);
  });

  test("garbage is said to every client, whatever it is", () => {
    const { exchange, link } = setUp();
    const other = rawLink(exchange);
    const turbo = JSON.stringify({
      action: "subscribe_trades",
      market_id: exchange.markets[0]!.market_id,
      turbo: true,
      trades: [],
    });
    exchange.faults.garbage(turbo);
    exchange.faults.garbage();
    expect(link.texts).toEqual([turbo, '{"action":"subscribe_depth_update",']);
    expect(other.texts).toEqual(link.texts);
  });

  test("delay holds frames back in order, also those after it is ended", () => {
    const { exchange, link } = setUp();
    exchange.faults.delay(500);
    exchange.faults.garbage("one");
    link.send("PING");
    expect(link.texts).toEqual(["one"].slice(1));
    vi.advanceTimersByTime(499);
    exchange.faults.delay(0);
    link.send({ action: "nonsense" });
    vi.advanceTimersByTime(1);
    expect(link.texts.map((text) => text.slice(0, 4))).toEqual(["one", "PONG"]);
    vi.advanceTimersByTime(500);
    expect(link.texts).toHaveLength(3);
    link.send("PING");
    expect(link.texts).toHaveLength(4);
  });

  test("what a dropped link still held back is lost, with its timers", () => {
    const { exchange, link } = setUp();
    exchange.faults.delay(500);
    link.send("PING");
    exchange.faults.drop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect([link.texts, link.closes]).toEqual([[], [{ code: 1006, reason: "" }]]);
  });
});

test("actions are refused a number of times, in order, and no more once faults are cleared", async () => {
  vi.useRealTimers();
  const exchange = stillExchange();
  const [market] = exchange.markets;
  const trader = await readyTrader(exchange, exchange.now());
  const act = async () => (await trader.act([{ market_id: market.market_id, actions: [settle(trader.account)] }])).body;
  exchange.faults.refuseActions({ code: 7005, times: 2 });
  exchange.faults.refuseActions({ reason: "Paused", message: "later" });
  expect(await act()).toMatchObject({ code: 7005 });
  // A batch that is malformed itself does not use up the fault.
  expect((await trader.act([])).body).toMatchObject({ code: 7003 });
  expect(await act()).toMatchObject({ code: 7005 });
  expect(await act()).toMatchObject({ reason: "Paused", message: expect.stringContaining("later") });
  expect(await act()).toHaveProperty("tx_id");
  exchange.faults.refuseActions();
  exchange.faults.clear();
  expect(await act()).toHaveProperty("tx_id");
});

test("under a parallel nonce a refusal on demand uses up that one, and leaves the account's own", async () => {
  vi.useRealTimers();
  const exchange = stillExchange({ parallelNonces: true });
  const [market] = exchange.markets;
  const trader = await readyTrader(exchange, exchange.now());
  const expiry = BigInt(Math.floor(exchange.now() / 1_000) + 60);
  const nonce = ((expiry << 136n) + (0n << 8n)).toString();
  const before = await trader.nonce();
  exchange.faults.refuseActions({ reason: "Paused" });
  const groups = [{ market_id: market.market_id, actions: [settle(trader.account)] }];
  expect((await trader.act(groups, { nonce })).body).toMatchObject({ reason: "Paused" });
  expect((await trader.act(groups, { nonce })).body).toMatchObject({ reason: "AlreadyUsed" });
  expect(await trader.nonce()).toBe(before);
});
