// Iterators over a session whose sockets are the test's.
import { describe, expect, it, onTestFinished } from "vitest";
import { connected, meet, Socket } from "../../test/support/sockets.ts";
import { O2WebSocket } from "./O2WebSocket.ts";

const MARKET = `0x${"1".repeat(64)}`;
const OTHER = `0x${"2".repeat(64)}`;
const ADA = { ContractId: `0x${"a".repeat(64)}` };
const BOB = { ContractId: `0x${"b".repeat(64)}` };

const snapshot = (market_id = MARKET, prices: readonly number[] = [9]) => ({
  action: "subscribe_depth",
  market_id,
  orders: { buys: prices.map((price) => ({ price, quantity: 1 })), sells: [] },
});

describe("an O2WebSocket over it", () => {
  it("is there at once when the connection is, knows when it last heard, and can have it asked for a sign of life", async () => {
    const met = await connected();
    const guest = new O2WebSocket(met.session);
    expect(await guest.connect()).toBe(guest);
    met.socket().say("PONG");
    expect(guest.lastMessageAt).toBe(Date.now());
    guest.wake();
    await met.pass(5_100);
    expect(met.sockets).toHaveLength(2);
  });

  it("gives a late reader the book as it is, as the snapshot it would have had", async () => {
    const { session, socket, pass } = await connected();
    const ws = new O2WebSocket(session);
    void ws.streamDepth(MARKET).next();
    await pass(10);
    socket().say(snapshot());
    expect(await ws.streamDepth(MARKET).next()).toEqual({
      done: false,
      value: { action: "subscribe_depth", market_id: MARKET, view: { bids: [{ price: 9n, quantity: 1n }], asks: [] } },
    });
  });

  it("unsubscribes at once, also while a snapshot is awaited", async () => {
    const { session, socket, pass } = await connected();
    const ws = new O2WebSocket(session);
    const step = ws.streamDepth(MARKET).next();
    await pass(10);
    const sent = socket().sent.length;
    ws.unsubscribeDepth(MARKET);
    await pass(0);
    expect(socket().sent.slice(sent)).toEqual([JSON.stringify({ action: "unsubscribe_depth", market_id: MARKET })]);
    expect((await step).done).toBe(true);
    // Its snapshot is nobody's.
    socket().say(snapshot());
    expect(session.counters).toMatchObject({ malformedFrames: 0, resyncs: 0 });
  });

  it("as a guest leaves the connection, hears nothing more, and hears again after connect()", async () => {
    const { session, socket } = await connected();
    const guest = new O2WebSocket(session);
    guest.disconnect();
    guest.disconnect();
    expect(session.connection.status).toBe("connected");
    expect(await guest.connect()).toBe(guest);
    const stream = guest.streamTrades(MARKET);
    const step = stream.next();
    socket().say({ action: "subscribe_trades", market_id: MARKET, trades: [] });
    expect(await step).toMatchObject({ done: false, value: { market_id: MARKET } });
  });

  it("as a guest that comes back tells only of the connection's life from then on", async () => {
    const { session, socket, pass } = meet();
    const guest = new O2WebSocket(session);
    session.open();
    guest.disconnect();
    await pass(10);
    socket().open();
    await guest.connect();
    const life = guest.streamLifecycle();
    // The latency is told as a change of the connection, which is none of its life.
    await pass(30_000);
    socket().say("PONG");
    session.replace("another network");
    expect(await life.next()).toMatchObject({ value: { state: "disconnected" } });
  });

  it("keeps what is begun while it is being disconnected", async () => {
    const sockets: Socket[] = [];
    class Kept extends Socket {
      constructor() {
        super();
        sockets.push(this);
      }
    }
    const ws = new O2WebSocket({ wsUrl: "ws://o2.made/" }, { WebSocket: Kept });
    onTestFinished(() => ws.disconnect());
    const opening = ws.connect();
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]?.open();
    await opening;
    const before = ws.streamTrades(MARKET).next();
    let again: Promise<unknown> | undefined;
    let after: Promise<unknown> | undefined;
    ws.session.listen((event) => {
      if (event.type !== "connection" || event.connection.status !== "closed" || again) return;
      again = ws.connect();
      after = ws.streamTrades(MARKET).next();
    });
    ws.disconnect();
    expect(await before).toMatchObject({ done: true });
    await expect.poll(() => sockets.length).toBe(2);
    sockets[1]?.open();
    expect(await again).toBe(ws);
    sockets[1]?.say({ action: "subscribe_trades", market_id: MARKET, trades: [] });
    expect(await after).toMatchObject({ done: false });
  });

  it("as a guest ends its own iterators when it leaves", async () => {
    const { session } = await connected();
    const guest = new O2WebSocket(session);
    const step = guest.streamTrades(MARKET).next();
    guest.disconnect();
    expect(await step).toEqual({ done: true, value: undefined });
  });

  it("as a guest waits for its host's connection and opens none", async () => {
    const { session, sockets, socket, pass } = meet();
    const guest = new O2WebSocket(session);
    const opening = guest.connect();
    await pass(10);
    expect(sockets).toEqual([]);
    session.open();
    await pass(10);
    socket().open();
    expect(await opening).toBe(guest);
  });

  it("ends its iterators when the session is closed under it", async () => {
    const { session } = await connected();
    const guest = new O2WebSocket(session);
    const [step, life] = [guest.streamTrades(MARKET).next(), guest.streamLifecycle().next()];
    session.close();
    expect(await step).toEqual({ done: true, value: undefined });
    expect(await life).toMatchObject({ value: { state: "closed", message: "the connection was closed" } });
  });

  it("unsubscribes what was named, and no reader of another market, channel or account", async () => {
    const { session, socket, pass } = await connected();
    const ws = new O2WebSocket(session);
    const streams = {
      trades: ws.streamTrades(MARKET),
      otherTrades: ws.streamTrades(OTHER),
      depth: ws.streamDepth(MARKET),
      orders: ws.streamOrders([ADA]),
      balances: ws.streamBalances([ADA, BOB]),
      nonce: ws.streamNonce([ADA]),
    };
    const ended: string[] = [];
    for (const [name, stream] of Object.entries(streams))
      void stream.next().then(({ done }) => done && ended.push(name));
    const endedBy = async (act: () => void): Promise<string[]> => {
      act();
      await pass(10);
      return ended.splice(0);
    };
    expect(await endedBy(() => ws.unsubscribeTrades(MARKET))).toEqual(["trades"]);
    expect(await endedBy(() => ws.unsubscribeOrders())).toEqual(["orders"]);
    expect(await endedBy(() => ws.unsubscribeBalances([ADA]))).toEqual([]);
    expect(await endedBy(() => ws.unsubscribeNonce([BOB]))).toEqual([]);
    expect(await endedBy(() => ws.unsubscribeDepth(OTHER))).toEqual([]);
    expect(await endedBy(() => ws.unsubscribeDepth(MARKET))).toEqual(["depth"]);
    expect(await endedBy(() => ws.unsubscribeBalances([BOB]))).toEqual(["balances"]);
    socket().say(snapshot());
    await pass(10);
    expect(session.subscriptions.slots).toMatchObject([{ channel: "trades", market: OTHER }, { channel: "nonce" }]);
  });

  it("reports a refusal to whoever reads what was refused, and keeps silent for others'", async () => {
    const { session, socket, errors, pass } = await connected();
    const ws = new O2WebSocket(session);
    session.retain([{ channel: "trades", market: MARKET }]);
    void ws.streamTrades(OTHER).next();
    void ws.streamOrders([ADA]).next();
    await pass(10);
    socket().say({ action: "error", code: 6002, market_id: MARKET, message: "no" });
    expect(errors).toEqual([]);
    socket().say({ action: "error", code: 6002, market_id: OTHER, message: "no" });
    expect(errors).toMatchObject([{ marketId: OTHER }]);
    socket().say({ action: "error", code: 6001, message: "no" });
    expect(errors).toHaveLength(2);
  });

  it("has no room for an eleventh account, and is as it was after saying so", async () => {
    const { session } = await connected();
    const ws = new O2WebSocket(session);
    const account = (n: number) => ({ Address: `0x${String(n).padStart(64, "0")}` });
    for (let n = 0; n < 10; n += 1) void ws.streamOrders([account(n)]).next();
    session.retain([{ channel: "nonce", identity: ADA }]);
    const eleventh = ws.streamOrders([ADA]);
    await expect(eleventh.next()).rejects.toMatchObject({ name: "O2LimitError" });
    expect(await eleventh.next()).toEqual({ done: true, value: undefined });
    expect(session.subscriptions.overLimit()).toEqual([]);
    // This reader has nothing to do with what another refuses.
    const release = session.retain([{ channel: "orders", identity: BOB }]);
    void ws.streamBalances([ADA]).next();
    expect(session.subscriptions.overLimit()).toMatchObject([{ channel: "orders", identity: BOB }]);
    release();
  });
});
