// A lost connection costs one frame per slot, and never leads to a wrong book.
import { O2WebSocket, OrderBook } from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { collect, serve, until } from "../support/served.ts";

describe("after a drop", () => {
  it("each slot is subscribed exactly once, however many readers it has", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const identities = exchange.accounts.map((account) => account.identity);
    const readers = [
      ws.streamDepth(id),
      ws.streamDepth(id, "1000"),
      ws.streamTrades(id),
      ws.streamTrades(id),
      ...identities.map((identity) => ws.streamOrders([identity])),
      ws.streamBalances(identities),
      ws.streamNonce(identities),
    ].map((stream) => collect<unknown>(stream));
    await until(() => expect(readers[0]?.values).toHaveLength(1));
    requests();
    exchange.faults.drop();
    await until(() => expect(readers[0]?.values).toHaveLength(2));
    await until(() => expect(exchange.subscriptions[0]?.nonce).toHaveLength(3));
    expect(requests()).toEqual([
      { action: "subscribe_depth", market_id: id, precision: "10" },
      { action: "subscribe_trades", market_id: id },
      { action: "subscribe_orders", identities },
      { action: "subscribe_balances", identities },
      { action: "subscribe_nonce", identities },
    ]);
  });

  it("readers get the book anew, and no change of the old life lands in it", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const { values } = collect(ws.streamDepth(id));
    const book = new OrderBook();
    const caughtUp = (): void => {
      for (const update of values.splice(0)) expect(book.apply(update)).toBeUndefined();
      expect(book.view).toEqual(exchange.depth(id, 1));
    };
    for (let round = 0; round < 5; round += 1) {
      exchange.tick(100);
      exchange.faults.drop();
      exchange.tick(100);
      await until(caughtUp);
    }
  });

  it("streams begun and ended while the link is down decide the subscriptions when it is back", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const [one, two] = exchange.markets.map((market) => market.market_id);
    const gone = collect(ws.streamTrades(one!));
    await until(() => expect(requests()).toHaveLength(1));
    exchange.faults.refuse();
    exchange.faults.drop();
    await until(() => expect(ws.connection.status).toBe("reconnecting"));
    ws.unsubscribeTrades(one!);
    await gone.ended;
    void collect(ws.streamTrades(two!));
    exchange.faults.accept();
    await until(() =>
      expect(exchange.requests.map(({ frame }) => frame)).toEqual([{ action: "subscribe_trades", market_id: two }]),
    );
  });

  it("a half-open link is replaced within the deadline, without waiting for its close", async () => {
    const { client, exchange } = await serve();
    const ws = await client({ pingInterval: 20, deadAfter: 60, probeTimeout: 40 }).connect();
    const id = exchange.markets[0]!.market_id;
    const { values } = collect(ws.streamDepth(id));
    await until(() => expect(values.length).toBeGreaterThan(0));
    // On a busy machine a healthy link may be replaced as well, so only connections after the stall count.
    const before = values.length;
    const life = collect(ws.streamLifecycle());
    exchange.faults.stall();
    await until(() => expect(values.length).toBeGreaterThan(before));
    expect(values[before]?.view).toEqual(exchange.depth(id, 1));
    expect(life.values).toContainEqual(
      expect.objectContaining({ state: "reconnecting", message: expect.stringMatching(/nothing was heard|no PONG/) }),
    );
    expect(ws.connection.reason).toBeUndefined();
  });

  it("reconnect() gives the link up and connects anew at once", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client({ minReconnectDelay: 60_000, maxReconnectDelay: 60_000 }).connect();
    const { values } = collect(ws.streamDepth(exchange.markets[0]!.market_id));
    await until(() => expect(values).toHaveLength(1));
    requests();
    ws.reconnect();
    await until(() => expect(values).toHaveLength(2));
    expect(requests()).toHaveLength(1);
    await until(() => expect(exchange.connections).toBe(1));
  });
});

/** Lets fake time pass until a condition holds. */
async function passUntil(isSo: () => boolean): Promise<void> {
  for (let passed = 0; !isSo(); passed += 1) {
    expect(passed).toBeLessThan(5_000);
    await vi.advanceTimersByTimeAsync(1);
  }
}

describe("waiting to try again", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("starts at 1 s and doubles to 60 s", async () => {
    vi.useFakeTimers();
    const exchange = createExchange();
    exchange.faults.refuse();
    const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket, random: () => 0 });
    void ws.connect().catch(() => undefined);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await passUntil(() => ws.connection.attempt === attempt);
      const wait = (ws.connection.retryAt ?? 0) - Date.now();
      waits.push(Math.round(wait / 1_000));
      await vi.advanceTimersByTimeAsync(wait - 500);
      expect(ws.connection.attempt).toBe(attempt);
      await vi.advanceTimersByTimeAsync(600);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    ws.disconnect();
    exchange.close();
  });

  it("is jittered by up to half", async () => {
    vi.useFakeTimers();
    const exchange = createExchange();
    exchange.faults.refuse();
    const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket, random: () => 1 });
    void ws.connect().catch(() => undefined);
    await passUntil(() => ws.connection.attempt === 1);
    const wait = (ws.connection.retryAt ?? 0) - Date.now();
    // Looked at every millisecond.
    expect(wait).toBeGreaterThanOrEqual(498);
    expect(wait).toBeLessThanOrEqual(500);
    ws.disconnect();
    exchange.close();
  });

  it("starts at 1 s again once a connection has held, and not when it opens and falls at once", async () => {
    vi.useFakeTimers();
    const exchange = createExchange();
    const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket, random: () => 0 });
    const connecting = ws.connect();
    await vi.advanceTimersByTimeAsync(50);
    await connecting;
    const fall = async (): Promise<number> => {
      exchange.faults.drop();
      await passUntil(() => ws.connection.status === "reconnecting");
      return ws.connection.attempt;
    };
    expect(await fall()).toBe(1);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(ws.connection.status).toBe("connected");
    expect(await fall()).toBe(2);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(ws.connection.status).toBe("connected");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await fall()).toBe(1);
    ws.disconnect();
    exchange.close();
  });

  it.each(["connecting", "waiting", "open", "half-open"])(
    "disconnect() while %s leaves no timer and no socket",
    async (state) => {
      vi.useFakeTimers();
      const exchange = createExchange();
      if (state === "connecting") exchange.faults.refuse({ hang: true });
      if (state === "waiting") exchange.faults.refuse();
      const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket });
      void ws.connect().catch(() => undefined);
      void collect(ws.streamDepth(exchange.markets[0]!.market_id));
      await vi.advanceTimersByTimeAsync(300);
      if (state === "half-open") exchange.faults.stall();
      ws.disconnect();
      exchange.close();
      await vi.advanceTimersByTimeAsync(1);
      expect(vi.getTimerCount()).toBe(0);
      expect(exchange.connections).toBe(0);
    },
  );
});

describe("the heartbeat", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("pings every 30 s, even while data flows, because the server closes a silent client's connection", async () => {
    vi.useFakeTimers();
    const exchange = createExchange();
    exchange.start({ rate: 5 });
    const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket });
    void ws.connect();
    void collect(ws.streamDepth(exchange.markets[0]!.market_id)).ended;
    await vi.advanceTimersByTimeAsync(300_500);
    // One behind the subscription, ten for the server, and some when the market was silent.
    expect(exchange.pings).toBeGreaterThanOrEqual(11);
    expect(exchange.pings).toBeLessThan(40);
    expect(ws.connection.status).toBe("connected");
    expect(exchange.requests).toHaveLength(1);
    ws.disconnect();
    exchange.close();
  });

  it("a quiet market is no fault while PONG comes back, and latency is told", async () => {
    vi.useFakeTimers();
    const exchange = createExchange({ latency: 20 });
    const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket });
    const { values } = collect(ws.streamLifecycle());
    void ws.connect();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(values.map(({ state }) => state)).toEqual(["connected"]);
    expect(ws.connection.latency).toBe(40);
    ws.disconnect();
    exchange.close();
  });

  it("a link on which nothing arrived for 60 s is replaced", async () => {
    vi.useFakeTimers();
    const exchange = createExchange();
    const ws = new O2WebSocket(exchange.config, { WebSocket: exchange.WebSocket });
    const { values } = collect(ws.streamLifecycle());
    void ws.connect();
    await vi.advanceTimersByTimeAsync(100);
    exchange.faults.stall();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(values.map(({ state }) => state)).toEqual(["connected"]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(values.map(({ state }) => state)).toEqual(["connected", "disconnected", "reconnecting", "reconnected"]);
    ws.disconnect();
    exchange.close();
  });
});
