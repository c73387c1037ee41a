// The conversation with the server. The far end is the test: it hears what is sent, and says when it has read it.
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Conversation } from "./conversation.ts";
import type { Identity } from "./entities.ts";
import { O2Error } from "./errors.ts";
import type { ClientEvent } from "./events.ts";
import { frameReaders } from "./frameReaders.ts";
import { Listeners } from "./listeners.ts";
import type { DepthUpdate, Topic } from "./protocol.ts";

const MARKET = `0x${"1".repeat(64)}`;
const OTHER = `0x${"2".repeat(64)}`;
const ADA: Identity = { ContractId: `0x${"a".repeat(64)}` };
const depth = (market = MARKET, precision = 1): Topic => ({ channel: "depth", market, precision });
const trades = (market = MARKET): Topic => ({ channel: "trades", market });
const ORDERS: Topic = { channel: "orders", identity: ADA };

const LEVELS = { buys: [{ price: "9", quantity: "1" }], sells: [{ price: "11", quantity: "1" }] };
const snapshot = (market_id = MARKET) => ({ action: "subscribe_depth", market_id, orders: LEVELS });
const change = (quantity = "1", market_id = MARKET) => ({
  action: "subscribe_depth_update",
  market_id,
  changes: { buys: [{ price: "9", quantity }], sells: [] },
});

function converse(...topics: Topic[]) {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  const state = { isOpen: true };
  const sent: { action: string; market_id?: string }[] = [];
  const events: ClientEvent[] = [];
  const errors: O2Error[] = [];
  const asked: (() => void)[] = [];
  const listeners = new Listeners<ClientEvent>((error) => errors.push(error));
  const followers = new Listeners<DepthUpdate>((error) => errors.push(error));
  listeners.add((event) => events.push(event));
  const conversation = new Conversation({
    snapshotTimeout: 10_000,
    minResyncDelay: 1_000,
    maxResyncDelay: 60_000,
    now: Date.now,
    random: () => 0,
    isOpen: () => state.isOpen,
    send: (text) => sent.push(JSON.parse(text)),
    whenRead: (then) => asked.push(then),
    listeners,
    followers,
    readers: frameReaders(),
  });
  for (const topic of topics) conversation.subscriptions.retain(topic);
  conversation.opened();
  return {
    conversation,
    state,
    errors,
    events,
    followers,
    say: (...frames: unknown[]) => {
      for (const frame of frames)
        conversation.receiver.receive(
          Object.prototype.toString.call(frame) === "[object Object]" ? JSON.stringify(frame) : frame,
        );
    },
    /** The actions sent since one last looked. */
    heard: () => sent.splice(0).map(({ action }) => action),
    /** The server has read what was sent first of all that it has not read yet. */
    answerPing: () => asked.shift()?.(),
    /** The server has read all that was sent. */
    answerPings: () => {
      for (const onRead of asked.splice(0)) onRead();
    },
    told: (type: ClientEvent["type"]) => events.filter((event) => event.type === type),
    pass: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds),
    bids: (market = MARKET) => conversation.books.get(market)?.view.bids,
  };
}

describe("what is asked", () => {
  it("a task's changes are one exchange of frames, and the next task's another", async () => {
    const { conversation, heard, pass } = converse();
    const { subscriptions } = conversation;
    for (const topic of [trades(), ORDERS]) {
      subscriptions.retain(topic);
      conversation.changed();
    }
    expect(heard()).toEqual([]);
    await pass(0);
    expect(heard()).toEqual(["subscribe_trades", "subscribe_orders"]);
    subscriptions.release(ORDERS);
    conversation.changed();
    await pass(0);
    expect(heard()).toEqual(["unsubscribe_orders"]);
  });

  it("nothing while the link is down, and nobody is told of what was not sent", async () => {
    const { conversation, state, heard, told, pass } = converse();
    state.isOpen = false;
    conversation.subscriptions.retain(trades());
    conversation.changed();
    await pass(0);
    expect([heard(), told("reset")]).toEqual([[], []]);
    state.isOpen = true;
    conversation.opened();
    expect(heard()).toEqual(["subscribe_trades"]);
  });

  it("topics beyond the server's room are told as refused; while there is room nobody hears of any", async () => {
    const { conversation, told, pass } = converse(ORDERS);
    expect(told("overLimit")).toEqual([]);
    for (let n = 0; n < 10; n += 1)
      conversation.subscriptions.retain({
        channel: "orders",
        identity: { Address: `0x${String(n).padStart(64, "0")}` },
      });
    conversation.changed();
    conversation.changed();
    await pass(0);
    expect(told("overLimit")).toMatchObject([{ topics: [{ channel: "orders" }], error: { name: "O2LimitError" } }]);
  });

  it("a reset is told for each slot that is subscribed, none for one that is let go", async () => {
    const { conversation, told, heard, pass } = converse(trades());
    expect(told("reset")).toMatchObject([{ slot: { channel: "trades", market: MARKET } }]);
    conversation.subscriptions.release(trades());
    conversation.changed();
    await pass(0);
    expect(heard()).toEqual(["subscribe_trades", "unsubscribe_trades"]);
    expect(told("reset")).toHaveLength(1);
  });

  it("a book that nobody follows any more is gone", async () => {
    const { conversation, say, pass } = converse(depth());
    say(snapshot());
    expect(conversation.books.get(MARKET)).toBeDefined();
    conversation.subscriptions.release(depth());
    conversation.changed();
    await pass(0);
    expect(conversation.books.get(MARKET)).toBeUndefined();
  });
});

describe("what the server has read", () => {
  it("is told once, for what it does not answer; a first book is told by its snapshot", async () => {
    const { told, answerPings } = converse(depth(), trades());
    answerPings();
    expect(told("read")).toMatchObject([{ slots: [{ channel: "trades" }] }]);
    expect(told("read")[0]).toHaveProperty("slots.length", 1);
  });

  it("a book whose precision changed is confirmed to nobody: its snapshot says it", async () => {
    const { conversation, say, told, answerPings, pass, bids } = converse(depth(MARKET, 2));
    say(snapshot());
    conversation.subscriptions.retain(depth());
    conversation.changed();
    await pass(0);
    say(snapshot());
    expect(conversation.books.get(MARKET)?.isReady).toBe(false);
    answerPings();
    expect(bids()).toEqual([{ price: 9n, quantity: 1n }]);
    expect(told("read")).toEqual([]);
  });

  it("a change that waits when the book is asked for anew is part of the old book", async () => {
    const { conversation, say, told, answerPings, pass, bids } = converse(depth(MARKET, 2));
    say(snapshot());
    conversation.subscriptions.retain(depth());
    say(change());
    conversation.changed();
    await pass(0);
    say(snapshot());
    say(change("5"));
    answerPings();
    conversation.receiver.catchUp();
    expect(bids()).toEqual([{ price: 9n, quantity: 6n }]);
    expect(told("doubt")).toEqual([]);
  });

  it("is not confirmed, once the link is gone", async () => {
    const { conversation, told, answerPings } = converse(trades());
    conversation.lost();
    answerPings();
    expect(told("read")).toEqual([]);
  });
});

describe("a link that is gone", () => {
  it("leaves no snapshot to be waited for, and no change that is applied", async () => {
    const { conversation, state, say, told, pass } = converse(depth());
    say(snapshot());
    state.isOpen = false;
    conversation.lost();
    expect(conversation.books.get(MARKET)?.isReady).toBe(false);
    say(snapshot());
    expect(conversation.books.get(MARKET)?.isReady).toBe(false);
    await pass(20_000);
    expect(told("doubt")).toEqual([]);
  });
});

describe("frames that wait", () => {
  it("a change waits while nobody follows; that one waits is told once", () => {
    const { conversation, say, told, bids } = converse(depth());
    say(snapshot(), change(), change());
    expect(told("waiting")).toHaveLength(1);
    expect(bids()).toEqual([{ price: 9n, quantity: 1n }]);
    conversation.receiver.catchUp();
    expect(bids()).toEqual([{ price: 9n, quantity: 3n }]);
  });

  it("none waits while somebody follows each", () => {
    const { say, told, followers } = converse(depth());
    const heard: string[] = [];
    followers.add(({ action }) => heard.push(action));
    say(snapshot(), change());
    expect(heard).toEqual(["subscribe_depth", "subscribe_depth_update"]);
    expect(told("waiting")).toEqual([]);
  });

  it("are counted, read or not: the frames that came and those that were refused", () => {
    const { conversation, say } = converse(depth());
    say(snapshot(), change(), `{"action":"subscribe_depth_update","market_id":"${MARKET}","chan`);
    expect(conversation.receiver.counters).toEqual({ frames: 3, malformedFrames: 1, unscannedFrames: 0, resyncs: 0 });
  });
});

/** The same frame, spelled so that only the decoder reads it. */
const respelled = (frame: object): string => JSON.stringify(frame).replace("{", "{ ");

const levelsFrom = (min: number) =>
  fc.array(
    fc.record({
      price: fc.integer({ min: 8, max: 12 }).map(String),
      quantity: fc.integer({ min, max: 4 }).map(String),
    }),
    { maxLength: 3 },
  );
const levels = levelsFrom(-2);
const held = levelsFrom(0);
const anyChange = fc.record({
  action: fc.constant("subscribe_depth_update"),
  market_id: fc.constantFrom(MARKET, MARKET, MARKET, OTHER),
  changes: fc.record({ buys: levels, sells: levels }),
});
const seen = fc
  .constantFrom("1900000000123456789", "1900000001123456789", "1900000002123")
  .map((seen_timestamp) => ({ seen_timestamp }));
const anyFrame = fc.oneof(
  { weight: 8, arbitrary: anyChange },
  { weight: 8, arbitrary: fc.tuple(anyChange, seen).map(([frame, stamp]) => ({ ...frame, ...stamp })) },
  { weight: 1, arbitrary: fc.constant(snapshot()) },
  { weight: 2, arbitrary: fc.record({ buys: held, sells: held }).map((orders) => ({ ...snapshot(), orders })) },
);

describe("what is scanned of a book", () => {
  property.prop([fc.array(fc.tuple(anyFrame, fc.boolean()), { maxLength: 12 }), fc.boolean(), fc.boolean()], {
    numRuns: 300,
  })(
    "does what it does when it is decoded: to books, clock, events, doubts and counts; also while the book waits, is fenced or is wrong",
    async (frames, isReplacement, isAnswered) => {
      const outcomes: unknown[] = [];
      for (const spell of [JSON.stringify, respelled]) {
        const { conversation, say, errors, answerPings, events } = converse(depth());
        if (isReplacement) conversation.books.start(MARKET, true);
        say(spell(snapshot()));
        if (isAnswered) answerPings();
        for (const [frame, isLookedAt] of frames) {
          say(spell(frame));
          if (!isLookedAt) continue;
          conversation.receiver.catchUp();
          conversation.books.view(MARKET, 5);
        }
        const { unscannedFrames, ...counters } = conversation.receiver.counters;
        answerPings();
        const book = conversation.books.get(MARKET);
        outcomes.push([events, errors, counters, book?.view, book?.isReady, conversation.clock.now]);
        // The requests at the end of this task belong to this fake time: on real timers they would outlive the test.
        await vi.advanceTimersByTimeAsync(0);
        vi.clearAllTimers();
      }
      expect(outcomes[0]).toEqual(outcomes[1]);
    },
  );

  it("makes no text into objects", () => {
    const { conversation, say, bids } = converse(depth());
    const parse = vi.spyOn(JSON, "parse");
    say(JSON.stringify(snapshot()), change(), change("2"));
    conversation.receiver.catchUp();
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    expect(bids()).toEqual([{ price: 9n, quantity: 4n }]);
  });

  it("is not scanned where somebody follows each: they are given the decoder's objects", () => {
    const { conversation, say, followers } = converse(depth());
    const heard: DepthUpdate[] = [];
    followers.add((update) => heard.push(update));
    say(snapshot(), change(), respelled(change()));
    expect(heard[1]).toEqual({
      action: "subscribe_depth_update",
      market_id: MARKET,
      changes: { bids: [{ price: 9n, quantity: 1n }], asks: [] },
    });
    expect(heard[2]).toEqual(heard[1]);
    expect(conversation.receiver.counters.unscannedFrames).toBe(0);
  });

  it("is counted where it is spelled otherwise, and only then", () => {
    const { conversation, say, bids } = converse(depth());
    const contradiction = change("-9");
    say(
      respelled(snapshot()),
      change(),
      respelled(change()),
      change("1", OTHER),
      respelled(change()),
      "PONG",
      contradiction,
    );
    expect(conversation.receiver.counters).toEqual({ frames: 7, malformedFrames: 0, unscannedFrames: 3, resyncs: 0 });
    expect(bids()).toEqual([{ price: 9n, quantity: 4n }]);
  });
});

describe("a PONG that nobody asked for", () => {
  it("has what the one before it proved confirmed anew, with a reset ahead of it", () => {
    const { conversation, answerPings, told } = converse(trades());
    answerPings();
    const before = told("reset").length;
    conversation.unproven(5);
    expect(told("reset")).toHaveLength(before + 1);
    expect(told("unproven")).toEqual([{ type: "unproven", since: 5 }]);
    expect(conversation.subscriptions.isRead(trades())).toBe(false);
    answerPings();
    expect(told("read")).toHaveLength(2);
    expect(conversation.subscriptions.isRead(trades())).toBe(true);
  });
});

describe("what cannot be read", () => {
  it.each<[string, unknown, string]>([
    ["text", "nonsense", "nonsense"],
    ["bytes", new TextEncoder().encode("nonsense"), "nonsense"],
    ["nothing", undefined, "undefined"],
  ])("is reported as the text it is: %s", (_, frame, shown) => {
    const { say, errors } = converse();
    say(frame);
    expect(errors).toMatchObject([{ name: "O2FrameError", frame: shown }]);
  });

  it("is over with the link: on the next one nothing is asked for twice", async () => {
    const { conversation, say, heard, answerPings, pass } = converse(ORDERS);
    answerPings();
    // Twice, so that the second waits.
    for (const _ of [1, 2]) {
      say({ action: "subscribe_orders", orders: "a frame that nobody can read" });
      await pass(0);
      answerPings();
    }
    conversation.lost();
    heard();
    conversation.opened();
    answerPings();
    expect(heard()).toEqual(["subscribe_orders"]);
    await pass(120_000);
    expect(heard()).toEqual([]);
  });

  it("puts in doubt the book it was about, and no other", () => {
    const { say, told } = converse(depth(), depth(OTHER));
    say(snapshot(), snapshot(OTHER), { action: "subscribe_depth", market_id: OTHER, orders: 7 });
    expect(told("doubt")).toMatchObject([{ slot: { channel: "depth", market: OTHER } }]);
  });
});

describe("a gap the server tells of", () => {
  it("in one market is that market's alone: its book and its trades are asked for again", async () => {
    const { say, told, heard, errors, pass } = converse(depth(), depth(OTHER), trades(), trades(OTHER));
    say(snapshot(), snapshot(OTHER));
    heard();
    say({ action: "error", resync_required: true, market_id: OTHER, message: "a gap" });
    expect(told("doubt")).toMatchObject([
      { slot: { channel: "depth", market: OTHER } },
      { slot: { channel: "trades", market: OTHER } },
    ]);
    expect(errors).toMatchObject([{ name: "O2ServerError", marketId: OTHER }]);
    await pass(0);
    expect(heard().sort()).toEqual(["subscribe_depth", "subscribe_trades", "unsubscribe_depth", "unsubscribe_trades"]);
  });

  it("that is a book's alone is told as its doubt, and not a second time as an error", () => {
    const { say, told, errors } = converse(depth());
    say(snapshot(), { action: "error", resync_required: true, market_id: MARKET, message: "a gap" });
    expect(told("doubt")).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});

describe("an action of a newer server", () => {
  it("that carries nothing of a channel is reported once, and costs nothing", async () => {
    const { conversation, say, told, heard, errors, pass } = converse(depth(), trades(), ORDERS);
    say(snapshot());
    await pass(0);
    heard();
    const before = told("reset").length;
    const frame = { action: "subscribe_trades_statistics", market_id: MARKET, count: 5 };
    say(frame, frame, { action: "depth_levels" }, frame);
    await pass(120_000);
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('its action "subscribe_trades_statistics" is unknown'),
      expect.stringContaining('its action "depth_levels" is unknown'),
    ]);
    expect([told("doubt"), told("reset").slice(before)]).toEqual([[], []]);
    expect(heard().filter((action) => action !== "PING")).toEqual([]);
    expect(conversation.receiver.counters).toMatchObject({ malformedFrames: 0, resyncs: 0 });
  });

  it("is told of for the first kinds only, however many a server makes up", () => {
    const { say, errors } = converse();
    for (let kind = 0; kind < 100; kind += 1) say({ action: `news_${kind}` });
    expect(errors).toHaveLength(20);
  });

  it("that carries a channel's payload puts that channel in doubt", () => {
    const { say, told, heard } = converse(depth(), trades(), ORDERS);
    say(snapshot());
    heard();
    say({ action: "trades_v2", market_id: MARKET, trades: [] });
    expect(told("doubt")).toMatchObject([
      { slot: { channel: "trades", market: MARKET }, error: { name: "O2FrameError" }, retryAt: Date.now() },
    ]);
  });
});

describe("frames of bytes", () => {
  const bytes = (frame: object) => new TextEncoder().encode(JSON.stringify(frame));

  it("are read as text is, in the order in which they came, a Blob ahead of the text behind it", async () => {
    const { conversation, told } = converse(depth());
    conversation.receiver.receive(new Blob([bytes(snapshot())]));
    conversation.receiver.receive(JSON.stringify(change()));
    conversation.receiver.receive(bytes(change()).buffer);
    expect(conversation.books.get(MARKET)?.isReady).toBe(false);
    await vi.waitFor(() => expect(conversation.books.get(MARKET)?.isReady).toBe(true));
    conversation.receiver.catchUp();
    expect(conversation.books.get(MARKET)?.version).toBe(3);
    expect(told("doubt")).toEqual([]);
  });

  it("that wait are gone with their link", async () => {
    const { conversation, told } = converse(depth());
    conversation.receiver.receive(new Blob([bytes(snapshot())]));
    conversation.lost();
    // Long enough for another one to be read.
    for (let turn = 0; turn < 5; turn += 1) await new Blob(["x"]).arrayBuffer();
    expect([conversation.books.get(MARKET)?.isReady, told("doubt")]).toEqual([false, []]);
  });
});

describe("the exchange's clock", () => {
  it("is told by changes and trades, in nanoseconds or by the chain in seconds, and by nothing that may be old", () => {
    const { conversation, say } = converse(depth(), trades(), ORDERS);
    vi.setSystemTime(Date.UTC(2026, 0, 15, 12));
    const offset = () => Math.round((conversation.clock.now - Date.now()) / 1_000);
    say(snapshot(), { action: "subscribe_orders", orders: [], seen_timestamp: "1" });
    expect(offset()).toBe(0);
    const later = Math.floor(Date.now() / 1_000) + 3_600;
    say({ action: "subscribe_trades", market_id: MARKET, trades: [], onchain_timestamp: String(later) });
    expect(offset()).toBe(3_600);
    say({ ...change(), onchain_timestamp: "1", seen_timestamp: `${later + 60}000000000` });
    conversation.receiver.catchUp();
    expect(offset()).toBe(3_660);
  });
});

it("a gap in a stream of no market concerns nobody", () => {
  const { say, told, errors } = converse(depth(), trades(), ORDERS);
  say(snapshot());
  const before = told("reset").length;
  say({ action: "error", resync_required: true, message: "a gap" });
  expect([told("doubt"), told("reset").slice(before), errors]).toEqual([[], [], []]);
});

describe("a refusal", () => {
  it.each([6000, 6001, 6002, undefined])(
    "by code %s: what was just asked for is rejected, and asked for again",
    async (code) => {
      const { say, told, errors, heard, answerPings, pass } = converse(ORDERS);
      heard();
      say({ action: "error", code, message: "no" });
      answerPings();
      expect(told("rejected")).toMatchObject([
        { slot: { channel: "orders" }, error: { code }, retryAt: Date.now() + 1_000 },
      ]);
      expect(errors).toEqual([]);
      await pass(60_000);
      expect(heard()).toContain("subscribe_orders");
    },
  );

  it("whatever its code, puts everything in doubt where nothing unanswered can have caused it, and is reported", async () => {
    const { say, told, errors, heard, answerPings, pass } = converse(depth(), ORDERS);
    say(snapshot());
    answerPings();
    await pass(5_000);
    heard();
    say({ code: 1000, message: "no" });
    expect(told("doubt")).toMatchObject([
      { slot: { channel: "depth", market: MARKET } },
      { slot: { channel: "orders" }, error: { code: 1000 } },
    ]);
    expect(told("rejected")).toEqual([]);
    expect(errors).toMatchObject([{ name: "O2ServerError", code: 1000 }]);
    await pass(1_000);
    // One at a time: the second when the first is answered.
    expect(heard()).toEqual(["unsubscribe_depth", "subscribe_depth"]);
    say(snapshot());
    answerPings();
    await pass(1_000);
    expect(heard()).toEqual(["unsubscribe_orders", "subscribe_orders"]);
  });

  it("of a book that is waited for is told as its doubt, once", () => {
    const { say, told, errors } = converse(depth());
    say({ action: "error", code: 6002, market_id: MARKET, message: "no" });
    expect(told("doubt")).toMatchObject([{ slot: { market: MARKET }, error: { code: 6002 } }]);
    expect(errors).toEqual([]);
  });

  it("costs the others nothing but the time until they are read", async () => {
    const { say, told, heard, answerPings, pass } = converse(trades(), trades(OTHER), ORDERS);
    say({ code: 6001, message: "too many" });
    answerPings();
    heard();
    const read = () => told("read").flatMap((event) => (event.type === "read" ? event.slots : []));
    for (let second = 0; second < 3; second += 1) {
      await pass(1_000);
      if (heard().includes("subscribe_orders")) say({ code: 6001, message: "too many" });
      answerPings();
    }
    expect(read()).toMatchObject([{ market: MARKET }, { market: OTHER }]);
  });
});

describe("an answer to what was said before is none to what was said since", () => {
  const BOB: Identity = { ContractId: `0x${"b".repeat(64)}` };

  it("a late snapshot of one precision is never taken for another's", async () => {
    const { conversation, say, answerPings, answerPing, bids, pass } = converse(depth(MARKET, 9));
    const { subscriptions } = conversation;
    say(snapshot());
    answerPings();
    subscriptions.retain(depth(MARKET, 4));
    conversation.changed();
    await pass(0);
    subscriptions.release(depth(MARKET, 4));
    conversation.changed();
    // Level 4 took too long and is in doubt: what is asked for now is level 9 again.
    await pass(10_001);
    say(snapshot());
    answerPing();
    expect(conversation.books.get(MARKET)?.isReady).toBe(false);
    say({ ...snapshot(), orders: { buys: [{ price: "1000000000", quantity: "7" }], sells: [] } });
    answerPing();
    expect(bids()).toEqual([{ price: 1_000_000_000n, quantity: 7n }]);
  });

  it("orders are confirmed once their newest subscription was read, and each time anew", async () => {
    const { conversation, answerPing, told, pass } = converse(ORDERS);
    conversation.subscriptions.retain({ channel: "orders", identity: BOB });
    conversation.changed();
    await pass(0);
    answerPing();
    expect(told("read")).toEqual([]);
    expect(conversation.subscriptions.isOnly("orders")).toBe(false);
    answerPing();
    expect(told("read")).toMatchObject([{ slots: [{ channel: "orders", identities: [ADA, BOB] }] }]);
  });

  it("trades that were let go and asked for again wait for their own answer", async () => {
    const { conversation, answerPing, told, pass } = converse(trades());
    for (const change of ["release", "retain"] as const) {
      conversation.subscriptions[change](trades());
      conversation.changed();
      await pass(0);
    }
    answerPing();
    expect(told("read")).toEqual([]);
    answerPing();
    expect(told("read")).toHaveLength(1);
  });
});

it("PONG, and what is another venue's, is nothing to anybody", () => {
  const { conversation, say, errors, told } = converse(trades());
  say("PONG", { action: "trades", turbo: true }, { action: "unsubscribe_trades" });
  expect(conversation.receiver.counters).toMatchObject({ frames: 3, malformedFrames: 0 });
  expect([errors, told("update")]).toEqual([[], []]);
});

it("a topic that is known to be incomplete is subscribed to anew with its slot, and no other is", async () => {
  const grace: Identity = { ContractId: `0x${"b".repeat(64)}` };
  const other: Topic = { channel: "orders", identity: grace };
  const { conversation, heard, told, pass, answerPings } = converse(ORDERS, other, trades(), trades(OTHER));
  answerPings();
  heard();
  const error = new O2Error("not all was told");
  conversation.doubts.topic({ channel: "orders", identity: grace }, error);
  conversation.doubts.topic({ channel: "trades", market: OTHER }, error);
  conversation.doubts.topic({ channel: "nonce", identity: ADA }, error);
  expect(conversation.subscriptions.isRead(ORDERS)).toBe(false);
  expect(conversation.subscriptions.isRead(trades())).toBe(true);
  expect(told("doubt")).toMatchObject([
    { slot: { channel: "orders", identities: [ADA, grace] }, error },
    { slot: { channel: "trades", market: OTHER }, error },
  ]);
  await pass(1);
  expect(heard()).toEqual(["unsubscribe_orders", "subscribe_orders", "unsubscribe_trades", "subscribe_trades"]);
});
