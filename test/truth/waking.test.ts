// @vitest-environment happy-dom
// The network, the page or the machine comes back: how soon the shown data is true again, and what that costs.
import type { O2FeedOptions, O2State } from "o2-react";
import { O2WebSocket } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import type { SimulatedExchangeOptions } from "o2-react/testing";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { toCandles } from "../support/bars.ts";
import { toTradeIds } from "../support/same.ts";
import { createExchange } from "../support/servers.ts";
import { type Simulated, simulate } from "../support/simulated.ts";

const HOUR = 3_600_000;

interface Shown extends Simulated {
  readonly market: string;
  /** The store's entry of the book. */
  book(): O2State["depth"][string] | undefined;
  /** Waits for everything under way, and compares the book with the exchange's own. */
  expectTrue(): Promise<void>;
  connection(): O2State["connection"];
  /** The reasons why links went down, in order. */
  readonly reasons: readonly string[];
}

/** A feed that shows one book. Nothing is random. */
async function shown(options: O2FeedOptions = {}, exchangeOptions: SimulatedExchangeOptions = {}): Promise<Shown> {
  const simulated = await simulate({ auditInterval: false, random: () => 0, ...options }, exchangeOptions);
  const { exchange, feed, pass } = simulated;
  const market = exchange.markets[0]!.market_id;
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  await pass(500);
  const reasons: string[] = [];
  feed.session.listen((event) => {
    if (event.type === "connection" && event.connection.reason !== undefined) reasons.push(event.connection.reason);
  });
  const book = (): O2State["depth"][string] | undefined => feed.store.getState().depth[`${market}:1`];
  return {
    ...simulated,
    market,
    book,
    expectTrue: async () => {
      await pass(300);
      expect(book()).toMatchObject({ isLive: true, error: undefined });
      const { bids, asks } = book()?.data ?? { bids: [], asks: [] };
      const plain = (rows: typeof bids) => rows.map(({ price, quantity }) => ({ price, quantity }));
      expect({ bids: plain(bids), asks: plain(asks) }).toEqual(exchange.depth(market, 1));
    },
    connection: () => feed.store.getState().connection,
    reasons,
  };
}

function visibility(state: "visible" | "hidden"): void {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}

function pageshow(persisted: boolean): void {
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
}

const EVENTS = {
  online: () => dispatchEvent(new Event("online")),
  offline: () => dispatchEvent(new Event("offline")),
  visible: () => visibility("visible"),
  resume: () => document.dispatchEvent(new Event("resume")),
};

type Name = keyof typeof EVENTS;

afterEach(() => {
  Reflect.deleteProperty(document, "visibilityState");
});

describe("while waiting to try again", () => {
  it.each<Name>(["online", "visible", "resume"])("%s ends the wait: connected within a round trip", async (name) => {
    const latency = 40;
    const { exchange, attempts, connection, pass, expectTrue } = await shown({}, { latency });
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(40_000);
    expect(connection()).toMatchObject({ status: "reconnecting", isLost: true });
    expect(connection().retryAt).toBeGreaterThan(Date.now() + 10_000);
    exchange.faults.accept();
    attempts.length = 0;
    EVENTS[name]();
    // A handshake takes a round trip, and the store shows it a frame later.
    await pass(2 * latency + 20);
    expect(connection()).toMatchObject({ status: "connected", attempt: 0, retryAt: undefined, isLost: false });
    expect(attempts).toHaveLength(1);
    await expectTrue();
  });

  it("events that repeat make no more than one attempt a second, refused or unanswered", async () => {
    const { exchange, attempts, pass } = await shown();
    for (const hang of [false, true]) {
      exchange.faults.refuse({ hang });
      exchange.faults.drop();
      await pass(20_000);
      attempts.length = 0;
      for (let times = 0; times < 500; times += 1) {
        EVENTS.online();
        EVENTS.visible();
        await pass(20);
      }
      expect(attempts.length).toBeGreaterThanOrEqual(hang ? 1 : 5);
      expect(attempts.length).toBeLessThanOrEqual(11);
    }
  });

  it("a network that is back a moment after `online` is not waited for as long as one that was down for hours", async () => {
    const { exchange, attempts, connection, pass } = await shown();
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(HOUR);
    EVENTS.online();
    await pass(1_500);
    exchange.faults.accept();
    await pass(2_500);
    expect(connection().status).toBe("connected");
    expect(attempts.length).toBeLessThan(80);
  });

  it("an attempt under way since before the wake is given the time of a probe, no more", async () => {
    const { exchange, connection, pass, expectTrue } = await shown();
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(100_000);
    exchange.faults.refuse({ hang: true });
    await pass((connection().retryAt ?? 0) - Date.now() + 50);
    expect(connection()).toMatchObject({ status: "reconnecting", retryAt: undefined });
    exchange.faults.accept();
    EVENTS.online();
    await pass(5_100);
    expect(connection().status).toBe("connected");
    await expectTrue();
  });
});

describe("on an open link", () => {
  it.each(Object.keys(EVENTS) as Name[])("%s costs one PING; answered, nothing else happens", async (name) => {
    const { exchange, feed, attempts, book, pass } = await shown({}, { latency: 30 });
    exchange.clearRequests();
    attempts.length = 0;
    const states: O2State[] = [];
    onTestFinished(feed.store.subscribe((state) => states.push(state)));
    const before = book();
    const { pings } = exchange;
    EVENTS[name]();
    EVENTS[name]();
    // Shorter than the silence after which the client sends a PING by itself.
    await pass(4_000);
    expect(exchange.pings).toBe(pings + 1);
    expect(exchange.requests).toEqual([]);
    expect(attempts).toEqual([]);
    expect(book()).toBe(before);
    for (const { connection, depth } of states) {
      expect(connection).toMatchObject({ status: "connected", isLost: false, latency: 60 });
      expect(Object.values(depth).every(({ isLive }) => isLive)).toBe(true);
    }
  });

  it("a page that is hidden asks nothing", async () => {
    const { exchange, pass } = await shown();
    const { pings } = exchange;
    visibility("hidden");
    await pass(10_000);
    expect(exchange.pings).toBe(pings);
  });

  it.each(Object.keys(EVENTS) as Name[])(
    "%s on a half-open link replaces it within the probe's deadline, without waiting for its close",
    async (name) => {
      const { exchange, attempts, book, connection, reasons, pass, expectTrue } = await shown();
      exchange.faults.stall();
      exchange.tick(300);
      await pass(1_000);
      expect(connection().status).toBe("connected");
      attempts.length = 0;
      EVENTS[name]();
      await pass(4_900);
      expect(attempts).toHaveLength(0);
      await pass(200);
      expect(attempts).toHaveLength(1);
      expect(reasons.at(-1)).toBe("no PONG came within 5000 ms of a PING");
      expect(connection()).toMatchObject({ status: "connected", reason: undefined });
      expect(book()?.isLive).toBe(true);
      await expectTrue();
      // The old socket closes late, and that changes nothing any more.
      await pass(30_000);
      expect(attempts).toHaveLength(1);
    },
  );

  it("a close that is told after the wake is followed by an attempt at once", async () => {
    // Chromium does the same with the sockets of a page that it froze.
    const { exchange, attempts, connection, pass, expectTrue } = await shown({ minReconnectDelay: 30_000 });
    await pass(2_000);
    attempts.length = 0;
    EVENTS.resume();
    exchange.faults.drop();
    await pass(20);
    expect(attempts).toHaveLength(1);
    expect(connection().status).toBe("connected");
    await expectTrue();
  });

  it("links that fall after every wake make no more than one attempt a second", async () => {
    const { exchange, attempts, pass, expectTrue } = await shown();
    await pass(2_000);
    attempts.length = 0;
    for (let times = 0; times < 500; times += 1) {
      EVENTS.resume();
      exchange.faults.drop();
      await pass(20);
    }
    expect(attempts.length).toBeLessThanOrEqual(11);
    await pass(2_000);
    await expectTrue();
  });

  it("pageshow from the back-forward cache replaces the link at once, though it says that it is open", async () => {
    const { exchange, attempts, reasons, pass, expectTrue } = await shown();
    exchange.faults.stall();
    exchange.tick(300);
    attempts.length = 0;
    pageshow(true);
    await pass(20);
    expect(attempts).toHaveLength(1);
    expect(reasons.at(-1)).toContain("back-forward cache");
    await expectTrue();
    await pass(30_000);
    expect(attempts).toHaveLength(1);
  });

  it("pageshow of a page that was loaded means nothing", async () => {
    const { exchange, attempts, pass } = await shown();
    attempts.length = 0;
    exchange.clearRequests();
    pageshow(false);
    await pass(1_000);
    expect(attempts).toEqual([]);
    expect(exchange.pings).toBe(0);
  });
});

describe("a laptop that slept an hour", () => {
  const sleep = (): void => {
    vi.setSystemTime(Date.now() + HOUR);
  };

  it.each(["right after a PING", "long after one"])(
    "whose link survived is asked within seconds and keeps it (%s)",
    async (when) => {
      const { exchange, feed, attempts, book, pass, expectTrue } = await shown();
      if (when === "long after one") await pass(25_000);
      attempts.length = 0;
      exchange.clearRequests();
      const states: O2State[] = [];
      onTestFinished(feed.store.subscribe((state) => states.push(state)));
      sleep();
      await pass(3_000);
      expect(exchange.pings).toBe(1);
      await pass(60_000);
      expect(attempts).toEqual([]);
      expect(exchange.requests).toEqual([]);
      expect(states.every(({ connection }) => connection.status === "connected")).toBe(true);
      expect(book()?.isLive).toBe(true);
      await expectTrue();
    },
  );

  it("whose link did not survive has a new one within seconds, without any event of the page", async () => {
    const { exchange, attempts, pass, expectTrue } = await shown();
    exchange.faults.stall();
    exchange.tick(300);
    attempts.length = 0;
    sleep();
    await pass(7_500);
    expect(attempts).toHaveLength(1);
    await expectTrue();
  });

  it("and was waiting to try again does so within seconds", async () => {
    const { exchange, attempts, connection, pass, expectTrue } = await shown();
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(150_000);
    expect(connection().retryAt).toBeGreaterThan(Date.now() + 20_000);
    exchange.faults.accept();
    attempts.length = 0;
    sleep();
    await pass(3_000);
    expect(connection().status).toBe("connected");
    expect(attempts).toHaveLength(1);
    await expectTrue();
  });
});

describe("clocks that jump", () => {
  it.each(["quiet", "busy"])(
    "an hour forth and back: no false death, nothing spins, and what is shown is true (%s)",
    async (kind) => {
      let skew = 0;
      const { exchange, feed, errors, attempts, reads, market, connection, pass, expectTrue } = await shown({
        now: () => Date.now() + skew,
      });
      const identity = exchange.accounts[0]!.identity;
      feed.retain([
        { channel: "trades", market },
        { channel: "candles", market, resolution: "1m", limit: 50 },
        { channel: "nonce", identity },
      ]);
      await pass(1_000);
      const commits = vi.fn();
      onTestFinished(feed.store.subscribe(commits));
      if (kind === "busy") exchange.start({ rate: 5 });
      attempts.length = 0;
      reads.length = 0;
      for (const jump of [HOUR, -HOUR, -HOUR, HOUR, 24 * HOUR, -48 * HOUR, 24 * HOUR]) {
        skew += jump;
        await pass(47_000);
      }
      exchange.stop();
      expect(attempts).toEqual([]);
      expect(reads).toEqual([]);
      expect(errors).toEqual([]);
      // A PING each 30 s, or 4.5 s of silence, and three for each jump.
      const pings = (7 * 47) / (kind === "busy" ? 30 : 4.5) + 3 * 7;
      expect(exchange.pings).toBeLessThan(pings);
      expect(commits.mock.calls.length).toBeLessThan(kind === "busy" ? 2_000 : pings);
      expect(connection().status).toBe("connected");
      await expectTrue();
      const state = feed.store.getState();
      const trades = state.trades[market]?.data ?? [];
      expect(toTradeIds(trades)).toEqual(toTradeIds(exchange.trades(market).slice(-trades.length).reverse()));
      expect(toCandles(state.candles[`${market}:1m:50`]?.data).slice(-10)).toEqual(
        toCandles(exchange.bars(market, "1m")).slice(-10),
      );
      expect(state.trades[market]?.isLive).toBe(true);
    },
  );

  it("back an hour: a wrong book is fetched anew as soon as before, and the last frame's time is the clock's", async () => {
    let skew = 0;
    const { exchange, book, connection, pass, expectTrue } = await shown({ now: () => Date.now() + skew });
    const corrupt = async (): Promise<void> => {
      exchange.faults.garbage(
        JSON.stringify({ action: "error", resync_required: true, market_id: exchange.markets[0]!.market_id }),
      );
      await pass(100);
    };
    await corrupt();
    await expectTrue();
    skew = -HOUR;
    await pass(10_000);
    await corrupt();
    await pass(2_000);
    expect(book()?.isLive).toBe(true);
    await expectTrue();
    expect(Math.abs((connection().lastMessageAt ?? 0) - (Date.now() + skew))).toBeLessThan(5_000);
  });

  it("back an hour, for the page too: the last frame is never said to have come in the future", async () => {
    const { exchange, connection, pass } = await shown();
    vi.setSystemTime(Date.now() - HOUR);
    for (let second = 0; second < 10; second += 1) {
      exchange.tick(20);
      await pass(1_000);
    }
    expect(connection().lastMessageAt).toBeLessThanOrEqual(Date.now());
  });

  it.each([HOUR, -HOUR])("by %d ms, on a link that is dead: it is replaced all the same", async (jump) => {
    let skew = 0;
    const { exchange, attempts, pass, expectTrue } = await shown({ now: () => Date.now() + skew });
    exchange.faults.stall();
    exchange.tick(100);
    attempts.length = 0;
    skew = jump;
    await pass(7_500);
    expect(attempts).toHaveLength(1);
    await expectTrue();
  });
});

describe("a hidden page", () => {
  it("goes on reducing, commits once a second at most, and shows the newest state in one commit on return", async () => {
    const { exchange, feed, market, book, pass } = await shown();
    feed.retain([{ channel: "trades", market }]);
    await pass(1_000);
    const told = vi.fn();
    feed.onTrade(market, told);
    exchange.start({ rate: 200 });
    await pass(500);
    const commits: number[] = [];
    onTestFinished(feed.store.subscribe(() => commits.push(Date.now())));
    visibility("hidden");
    commits.length = 0;
    told.mockClear();
    await pass(10_400);
    expect(commits.length).toBeGreaterThanOrEqual(9);
    expect(commits.length).toBeLessThanOrEqual(10);
    for (const [index, at] of commits.slice(1).entries())
      expect(at - (commits[index] ?? 0)).toBeGreaterThanOrEqual(999);
    expect(told.mock.calls.length).toBeGreaterThan(20);
    exchange.stop();
    const before = book();
    commits.length = 0;
    visibility("visible");
    // Synchronously, because a frame later would show the old state once more.
    expect(commits).toHaveLength(1);
    expect(book()).not.toBe(before);
    const rows = book()?.data?.bids.map(({ price, quantity }) => ({ price, quantity }));
    expect(rows).toEqual(exchange.depth(market, 1).bids);
    expect(toTradeIds(feed.store.getState().trades[market]?.data).slice(0, 1)).toEqual(
      toTradeIds(exchange.trades(market).slice(-1)),
    );
  });

  it("that is hidden and shown in quick succession commits no more often than frames", async () => {
    const { exchange, feed, pass } = await shown();
    exchange.start({ rate: 200 });
    let commits = 0;
    onTestFinished(feed.store.subscribe(() => (commits += 1)));
    for (let times = 0; times < 100; times += 1) {
      visibility("hidden");
      visibility("visible");
      visibility("hidden");
      await pass(10);
      visibility("visible");
    }
    expect(commits).toBeLessThanOrEqual(200);
  });

  it("that nothing happens to commits nothing while hidden; on return it is stale until the link has answered", async () => {
    // At noon the last 24 hours move on, which no component shows.
    const skew = Date.UTC(2026, 0, 15, 11, 59, 50) - Date.now();
    const { exchange, feed, book, pass } = await shown({ now: () => Date.now() + skew });
    const commits = vi.fn();
    onTestFinished(feed.store.subscribe(commits));
    visibility("hidden");
    await pass(20_000);
    expect(commits).not.toHaveBeenCalled();
    visibility("visible");
    expect(book()?.isLive).toBe(false);
    await pass(100);
    expect(book()?.isLive).toBe(true);
    expect(exchange.requests).toHaveLength(1);
  });
});

describe("listeners on the page", () => {
  it("are added by connect() and gone after close(), whatever the order of calls", async () => {
    vi.useFakeTimers();
    const held: { readonly type: string; readonly listener: unknown; readonly options: unknown }[] = [];
    for (const target of [window, document]) {
      vi.spyOn(target, "addEventListener").mockImplementation((type, listener, options) => {
        held.push({ type, listener, options });
      });
      vi.spyOn(target, "removeEventListener").mockImplementation((type, listener, options) => {
        const index = held.findIndex(
          (one) => one.type === type && one.listener === listener && one.options === options,
        );
        if (index >= 0) held.splice(index, 1);
      });
    }
    onTestFinished(() => {
      vi.restoreAllMocks();
      vi.useRealTimers();
    });
    vi.resetModules();
    const fresh = await import("o2-react/feed");
    const exchange = createExchange();
    const feed = fresh.createO2Feed({ config: exchange.config, WebSocket: exchange.WebSocket, fetch: exchange.fetch });
    new O2WebSocket(exchange.config);
    createO2Feed({ config: exchange.config });
    expect(held).toEqual([]);
    for (let round = 1; round <= 3; round += 1) {
      feed.connect();
      feed.connect();
      expect(held.map(({ type }) => type).sort()).toEqual([
        "offline",
        "online",
        "pageshow",
        "resume",
        "visibilitychange",
        "visibilitychange",
      ]);
      await vi.advanceTimersByTimeAsync(50);
      if (round === 2) feed.reconnect();
      feed.close();
      feed.close();
      expect(held).toEqual([]);
    }
    exchange.close();
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("a feed that is closed in the moment its link drops leaves no timer", async () => {
  const { exchange, feed, attempts, pass } = await shown({ minReconnectDelay: 60_000 });
  feed.session.listen((event) => {
    if (event.type === "connection" && event.connection.status === "reconnecting") feed.close();
  });
  attempts.length = 0;
  exchange.faults.drop();
  await pass(10);
  exchange.close();
  await pass(3_100);
  expect(vi.getTimerCount()).toBe(0);
  expect(attempts).toEqual([]);
});

describe("the connection as shown", () => {
  it("isLost comes after the grace, and a blip never shows it", async () => {
    const { exchange, feed, connection, pass } = await shown({ lostAfter: 3_000 });
    const lost: boolean[] = [];
    onTestFinished(feed.store.subscribe((state) => lost.push(state.connection.isLost)));
    exchange.faults.drop();
    await pass(2_000);
    expect(connection().status).toBe("connected");
    expect(lost).not.toContain(true);
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(2_950);
    expect(connection()).toMatchObject({ status: "reconnecting", isLost: false });
    await pass(100);
    expect(connection().isLost).toBe(true);
    // Failed attempts do not start the grace period again.
    await pass(20_000);
    expect(lost.slice(lost.indexOf(true))).not.toContain(false);
    exchange.faults.accept();
    await pass(60_000);
    expect(connection()).toMatchObject({ status: "connected", isLost: false });
  });

  it("isLost comes as well when the first connection does not", async () => {
    const { exchange, feed, connection, pass } = await shown();
    feed.close();
    exchange.faults.refuse({ hang: true });
    feed.connect();
    await pass(2_900);
    expect(connection()).toMatchObject({ status: "connecting", isLost: false });
    await pass(200);
    expect(connection()).toMatchObject({ status: "connecting", isLost: true });
    feed.close();
    expect(connection()).toMatchObject({ status: "closed", isLost: false });
    await pass(10_000);
    expect(connection().isLost).toBe(false);
  });

  it("retryAt is when the next attempt begins, and is unset while it is under way", async () => {
    const { exchange, attempts, connection, pass } = await shown();
    exchange.faults.refuse();
    exchange.faults.drop();
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await pass(100);
      const { retryAt = 0 } = connection();
      expect(connection()).toMatchObject({ status: "reconnecting", attempt });
      expect(retryAt).toBeGreaterThan(Date.now());
      if (attempt === 4) exchange.faults.refuse({ hang: true });
      attempts.length = 0;
      await pass(retryAt - Date.now() + 30);
      expect(attempts).toHaveLength(1);
      expect(Math.abs((attempts[0] ?? 0) - retryAt)).toBeLessThanOrEqual(5);
    }
    expect(connection()).toMatchObject({ status: "reconnecting", attempt: 4, retryAt: undefined });
    await pass(10_000);
    expect(connection().attempt).toBe(5);
    expect(connection().retryAt).toBeGreaterThan(Date.now());
  });

  it.each([35, 400])("latency is the round trip (%d ms each way)", async (latency) => {
    const { connection, pass } = await shown({}, { latency });
    await pass(5_000);
    EVENTS.online();
    await pass(2 * latency + 20);
    expect(connection().latency).toBe(2 * latency);
    await pass(30_000);
    expect(connection().latency).toBe(2 * latency);
  });

  it.each(["open", "half-open", "waiting", "connecting", "closed", "never connected"])(
    "reconnect() while %s connects at once",
    async (state) => {
      const { exchange, feed, attempts, connection, pass, expectTrue, market } = await shown();
      if (state === "half-open") exchange.faults.stall();
      if (state === "waiting" || state === "connecting") exchange.faults.refuse({ hang: state === "connecting" });
      if (state === "waiting" || state === "connecting") exchange.faults.drop();
      await pass(state === "connecting" ? 3_000 : 20_000);
      if (state === "closed") feed.close();
      exchange.faults.accept();
      exchange.tick(50);
      attempts.length = 0;
      if (state === "never connected") {
        const other = createO2Feed({ config: exchange.config, WebSocket: exchange.WebSocket, fetch: exchange.fetch });
        onTestFinished(() => other.close());
        other.retain([{ channel: "trades", market }]);
        other.reconnect();
        await pass(50);
        expect(other.store.getState().connection.status).toBe("connected");
        return;
      }
      feed.reconnect();
      await pass(50);
      expect(connection()).toMatchObject({ status: "connected", isLost: false });
      expect(attempts).toHaveLength(1);
      await expectTrue();
      await pass(60_000);
      expect(attempts).toHaveLength(1);
      expect(exchange.connections).toBe(1);
    },
  );
});
