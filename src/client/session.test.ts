// One client's session over sockets that the test opens, closes and speaks through.
import { describe, expect, it, vi } from "vitest";
import { connected, meet } from "../../test/support/sockets.ts";
import type { ClientEvent, WireFrame } from "./events.ts";
import type { Topic } from "./protocol.ts";

const MARKET = `0x${"1".repeat(64)}`;
const DEPTH: Topic = { channel: "depth", market: MARKET, precision: 1 };
const TRADES: Topic = { channel: "trades", market: MARKET };

const snapshot = (market_id = MARKET, prices: readonly number[] = [9]) => ({
  action: "subscribe_depth",
  market_id,
  orders: { buys: prices.map((price) => ({ price, quantity: 1 })), sells: [] },
});
const change = (quantity: number) => ({
  action: "subscribe_depth_update",
  market_id: MARKET,
  changes: { buys: [{ price: 9, quantity }], sells: [] },
});

describe("before it is open", () => {
  it("wake(), replace(), close() and wishes are nothing to a session that was never opened", async () => {
    const { session, sockets, pass } = meet();
    session.wake();
    session.replace("now");
    session.retain([TRADES]);
    session.close();
    await pass(10);
    expect(sockets).toEqual([]);
    expect([session.connection.status, session.lastMessageAt]).toEqual(["idle", undefined]);
  });

  it("what is wanted before is asked for as soon as it is, once", async () => {
    const { session, socket, pass } = meet();
    session.retain([TRADES]);
    session.open();
    session.open();
    await pass(10);
    expect(socket().sent).toEqual([]);
    socket().open();
    await pass(10);
    expect(socket().sent.filter((text) => text !== "PING")).toEqual([
      `{"action":"subscribe_trades","market_id":"${MARKET}"}`,
    ]);
  });
});

describe("wishes", () => {
  it("are let go of once, however often that is said", async () => {
    const { session, socket, pass } = await connected();
    const release = session.retain([TRADES]);
    session.retain([TRADES]);
    release();
    release();
    await pass(10);
    expect(socket().sent).toContain(`{"action":"subscribe_trades","market_id":"${MARKET}"}`);
    expect(session.subscriptions.slots).toMatchObject([{ channel: "trades" }]);
  });
});

describe("what waits is read before", () => {
  async function waiting() {
    const met = await connected();
    met.session.retain([DEPTH]);
    await met.pass(10);
    met.socket().say(snapshot());
    // The snapshot asks for a flush, which reads what waits.
    await met.pass(0);
    met.socket().say(change(4));
    return met;
  }

  it("a book is looked at", async () => {
    const { session } = await waiting();
    expect(session.view({ market: MARKET, precision: 1, levels: 5 })?.bids).toEqual([{ price: 9n, quantity: 5n }]);
  });

  it("a book is taken", async () => {
    const { session } = await waiting();
    expect(session.book(MARKET)?.book.view.bids).toEqual([{ price: 9n, quantity: 5n }]);
  });

  it("its counters are read", async () => {
    const { session, socket } = await waiting();
    socket().say({ ...change(1), changes: 7 });
    expect(session.countersOf(MARKET)).toEqual({ resyncs: 0, malformedFrames: 1 });
  });

  it("somebody follows each update: what was before is none of them", async () => {
    const { session, socket } = await waiting();
    const heard: unknown[] = [];
    session.follow((update) => heard.push(update.changes?.bids[0]?.quantity));
    socket().say(change(2));
    expect(heard).toEqual([2n]);
  });

  it("the link is lost: the book that stays to be shown has it", async () => {
    const { session, socket } = await waiting();
    socket().fall(1006);
    expect(session.books.get(MARKET)).toMatchObject({ isReady: false, view: { bids: [{ price: 9n, quantity: 5n }] } });
  });
});

describe("a book", () => {
  it("that nobody holds is none, and neither is one that is held at a coarser precision", async () => {
    const { session, socket, pass } = await connected();
    expect([session.book(MARKET), session.view({ market: MARKET, precision: 1, levels: 1 })]).toEqual([
      undefined,
      undefined,
    ]);
    session.retain([{ ...DEPTH, precision: 2 }]);
    await pass(10);
    socket().say(snapshot(MARKET, [901, 902]));
    expect(session.view({ market: MARKET, precision: 1, levels: 5 })).toBeUndefined();
    expect(session.view({ market: MARKET, precision: 2, levels: 5 })?.bids).toHaveLength(2);
    expect(session.view({ market: MARKET, precision: 3, levels: 5 })?.bids).toHaveLength(1);
    expect(session.book(MARKET)?.precision).toBe(2);
  });

  it("let go of while the link is down is nobody's at once", async () => {
    const { session, socket, pass } = await connected();
    const release = session.retain([DEPTH]);
    await pass(10);
    socket().say(snapshot());
    socket().fall();
    release();
    expect(session.book(MARKET)).toBeUndefined();
  });
});

describe("the wire", () => {
  it("shows each frame as it goes over it, sent and heard, before it is read, until one looks away", async () => {
    const { session, socket, pass } = await connected();
    const frames: WireFrame[] = [];
    const order: string[] = [];
    const untap = session.tap((frame) => {
      frames.push(frame);
      order.push("wire");
    });
    session.listen(({ type }) => order.push(type));
    session.retain([TRADES]);
    await pass(10);
    const said = JSON.stringify({ action: "subscribe_trades", market_id: MARKET, trades: [] });
    order.length = 0;
    socket().say(said);
    expect(order).toEqual(["wire", "update"]);
    expect(frames).toEqual([
      { data: `{"action":"subscribe_trades","market_id":"${MARKET}"}`, isSent: true },
      { data: said, isSent: false },
    ]);
    untap();
    socket().say(said);
    expect(frames).toHaveLength(2);
    expect(session.lastMessageAt).toBe(Date.now());
  });
});

describe("the connection", () => {
  it.each<[string, number | undefined, string | undefined, string]>([
    ["with a reason", 4000, "enough", "the connection closed (4000, enough)"],
    ["with a code", 1006, "", "the connection closed (code 1006)"],
    ["without a word", undefined, undefined, "the connection closed (code unknown)"],
  ])("that falls says why: %s", async (_, code, reason, told) => {
    const { session, socket } = await connected();
    socket().fall(code, reason);
    expect(session.connection).toMatchObject({ status: "reconnecting", attempt: 1, reason: told });
  });

  it("says when it is tried again; a wake says how much sooner that is", async () => {
    const { session, socket, sockets, pass } = await connected({ minReconnectDelay: 30_000 });
    await pass(5_000);
    socket().fall();
    const begin = Date.now();
    expect(session.connection.retryAt).toBe(begin + 30_000);
    await pass(10_000);
    session.wake();
    expect(session.connection.retryAt).toBe(Date.now());
    await pass(10);
    expect([sockets.length, session.connection.retryAt]).toEqual([2, undefined]);
  });

  it("that a listener asks for, whenever one is waited for, comes when it says, and is told of twice at most", async () => {
    const { session, socket, sockets, errors, pass } = await connected({ minReconnectDelay: 30_000 });
    await pass(5_000);
    const told: (number | undefined)[] = [];
    session.listen((event) => {
      if (event.type !== "connection" || event.connection.retryAt === undefined) return;
      told.push(event.connection.retryAt);
      session.wake();
    });
    const begin = Date.now();
    socket().fall();
    expect([told, errors]).toEqual([[begin + 30_000, begin], []]);
    await pass(10);
    expect(sockets).toHaveLength(2);
  });

  it("that a listener replaces as soon as it is open is told of in order, and nothing is asked for over it", async () => {
    const { session, socket, pass } = meet();
    session.retain([TRADES]);
    let isReplaced = false;
    session.listen((event) => {
      if (event.type !== "connection" || event.connection.status !== "connected" || isReplaced) return;
      isReplaced = true;
      session.replace("another network");
    });
    const heard: string[] = [];
    session.listen((event) => {
      if (event.type === "connection") heard.push(event.connection.status);
    });
    session.open();
    await pass(10);
    const first = socket();
    first.open();
    await pass(10);
    expect([heard, first.sent]).toEqual([["connecting", "connected", "reconnecting"], []]);
    socket().open();
    await pass(10);
    expect(socket().sent).toHaveLength(2);
  });

  it("that is closed on purpose says so, and hears nothing any more", async () => {
    const { session, socket, pass } = await connected();
    const events: ClientEvent[] = [];
    session.listen((event) => events.push(event));
    const last = socket();
    session.close();
    expect(session.connection).toMatchObject({ status: "closed", reason: undefined });
    events.length = 0;
    last.say({ action: "subscribe_trades", market_id: MARKET, trades: [] });
    last.fall();
    await pass(120_000);
    expect(events).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that opens after it was given up opens nothing", async () => {
    const { session, sockets, pass } = meet();
    session.open();
    await pass(10);
    session.close();
    sockets[0]?.open();
    expect(session.connection.status).toBe("closed");
  });

  it("a heartbeat of a link that is given up is silent, and the new one's is alone", async () => {
    const { session, sockets, socket, pass } = await connected({ pingInterval: 1_000 });
    session.replace("another network");
    await pass(10);
    socket().open();
    const pings = () => sockets.map(({ sent }) => sent.filter((text) => text === "PING").length);
    const [before, after] = pings();
    socket().say("PONG");
    await pass(1_000);
    expect(pings()).toEqual([before, (after ?? 0) + 1]);
  });

  it("that opens in time after a wake stays, though it was hurried", async () => {
    const { session, sockets, socket, pass } = meet();
    session.open();
    await pass(10);
    session.wake();
    await pass(1_000);
    socket().open();
    await pass(20_000);
    expect([sockets.length, session.connection.status]).toEqual([1, "connected"]);
  });

  it("that takes its time is not given up for what the one before it owed", async () => {
    const { session, sockets, pass } = await connected();
    session.wake();
    session.replace("another network");
    await pass(9_000);
    expect(sockets).toHaveLength(2);
  });

  it("that never was is not called one that is made again", async () => {
    const { session, socket, pass } = meet();
    session.open();
    await pass(10);
    socket().fall();
    expect(session.connection.status).toBe("connecting");
    session.replace("another network");
    expect(session.connection.status).toBe("connecting");
  });

  it("that falls as soon as it opens is tried ever later, and one that held soon again", async () => {
    const { session, socket, pass } = meet({ minUptime: 5_000 });
    session.open();
    const waits: number[] = [];
    for (const uptime of [0, 4_999, 0, 5_000]) {
      await pass(20);
      socket().open();
      await pass(uptime);
      socket().fall();
      waits.push((session.connection.retryAt ?? 0) - Date.now());
      await pass(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 1_000]);
  });

  it("that is waited for comes no later for a wake, and a wait that was cut short does not cut the next", async () => {
    const { session, sockets, socket, pass } = await connected({ minReconnectDelay: 1_500 });
    await pass(5_000);
    socket().fall();
    await pass(1_400);
    session.wake();
    await pass(110);
    expect(sockets).toHaveLength(2);
    socket().fall();
    const due = session.connection.retryAt ?? 0;
    session.wake();
    const sooner = session.connection.retryAt ?? 0;
    expect(sooner).toBeLessThan(due);
    await pass(sooner - Date.now() + 10);
    expect(sockets).toHaveLength(3);
    socket().fall();
    const next = session.connection.retryAt ?? 0;
    await pass(next - Date.now() - 10);
    expect(sockets).toHaveLength(3);
    await pass(30);
    expect(sockets).toHaveLength(4);
  });

  it("that is due sooner than a wake may ask for it comes when it is due", async () => {
    const { session, socket, pass } = await connected({ minReconnectDelay: 200 });
    socket().fall();
    const due = session.connection.retryAt;
    session.wake();
    expect([session.connection.retryAt, (due ?? 0) - Date.now()]).toEqual([due, 200]);
    await pass(200);
  });

  it("that a wake has brought forward leaves no wait behind that would cut the next one short", async () => {
    const { session, sockets, socket, pass } = await connected({ minReconnectDelay: 3_000 });
    await pass(5_000);
    socket().fall();
    await pass(500);
    session.wake();
    await pass(10);
    socket().fall();
    const wait = (session.connection.retryAt ?? 0) - Date.now();
    expect([sockets.length, wait]).toEqual([2, 3_000]);
    await pass(wait - 1);
    expect(sockets).toHaveLength(2);
    await pass(10);
    expect(sockets).toHaveLength(3);
  });
});
