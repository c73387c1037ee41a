// The conversation about depth views. The far end is the test: it hears what is sent, and says when it has read it.
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Conversation } from "./conversation.ts";
import type { O2Error } from "./errors.ts";
import type { ClientEvent } from "./events.ts";
import { frameReaders } from "./frameReaders.ts";
import type { Frequency } from "./frequencies.ts";
import { Listeners } from "./listeners.ts";
import type { DepthUpdate, Topic } from "./protocol.ts";

const MARKET = `0x${"1".repeat(64)}`;
const OTHER = `0x${"2".repeat(64)}`;
const THIRD = `0x${"3".repeat(64)}`;
const view = (precision = 1, frequency: Frequency = "1s", market = MARKET): Topic => ({
  channel: "depthView",
  market,
  precision,
  frequency,
});
const TRADES: Topic = { channel: "trades", market: MARKET };
const BOOK: Topic = { channel: "depth", market: MARKET, precision: 1 };
const frame = (bid: string, market_id = MARKET, ask = "900") => ({
  action: "subscribe_depth_view",
  market_id,
  view: { precision: 1, buys: [{ price: bid, quantity: "1" }], sells: [{ price: ask, quantity: "1" }] },
});
const SNAPSHOT = { action: "subscribe_depth", market_id: MARKET, orders: { buys: [], sells: [] } };
const RENEWED = ["unsubscribe_depth_view 10 1s", "subscribe_depth_view 10 1s"];

function converse(...topics: Topic[]) {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  const sent: { action: string; precision?: string; frequency?: string }[] = [];
  const events: ClientEvent[] = [];
  const errors: O2Error[] = [];
  const asked: (() => void)[] = [];
  const listeners = new Listeners<ClientEvent>((error) => errors.push(error));
  listeners.add((event) => events.push(event));
  const conversation = new Conversation({
    snapshotTimeout: 10_000,
    minResyncDelay: 1_000,
    maxResyncDelay: 60_000,
    now: Date.now,
    random: () => 0,
    isOpen: () => true,
    send: (text) => sent.push(JSON.parse(text)),
    whenRead: (then) => asked.push(then),
    listeners,
    followers: new Listeners<DepthUpdate>((error) => errors.push(error)),
    readers: frameReaders(),
  });
  const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
  for (const topic of topics) conversation.subscriptions.retain(topic);
  conversation.opened();
  return {
    conversation,
    errors,
    pass,
    want: async (topic: Topic) => {
      conversation.subscriptions.retain(topic);
      conversation.changed();
      await pass();
    },
    say: (...frames: unknown[]) => {
      for (const each of frames) conversation.receiver.receive(typeof each === "string" ? each : JSON.stringify(each));
    },
    heard: () =>
      sent.splice(0).map(({ action, precision, frequency }) => [action, precision, frequency].join(" ").trim()),
    answerPings: async () => {
      for (const onRead of asked.splice(0)) onRead();
      await pass();
    },
    told: (type: ClientEvent["type"]) => events.filter((event) => event.type === type),
    bid: (precision = 1) =>
      conversation.peek({ market: MARKET, precision, levels: 5, frequency: "1s" })?.bids[0]?.price,
    isRead: (topic: Topic) => conversation.subscriptions.isRead(topic),
  };
}

describe("the first view", () => {
  it("proves that its subscription was read, and each one replaces the one before", () => {
    const { say, heard, bid, isRead, told } = converse(view());
    expect(heard()).toEqual(["subscribe_depth_view 10 1s"]);
    expect([bid(), isRead(view())]).toEqual([undefined, false]);
    say(frame("100"));
    expect([bid(), isRead(view())]).toEqual([100n, true]);
    say(frame("90"));
    expect(bid()).toBe(90n);
    expect(told("book")).toEqual(Array(3).fill({ type: "book", market: MARKET, isView: true }));
  });

  it("is asked for alone, once all else was read; those of other markets together once it has come", async () => {
    const { say, heard, pass, answerPings } = converse(TRADES, view(), view(1, "1s", OTHER), view(2, "3s", THIRD));
    expect(heard()).toEqual(["subscribe_trades"]);
    await answerPings();
    await pass(100);
    expect(heard()).toEqual(["subscribe_depth_view 10 1s"]);
    say(frame("100"));
    await pass();
    await answerPings();
    expect(heard()).toEqual(["subscribe_depth_view 10 1s", "subscribe_depth_view 100 3s"]);
  });
});

describe("a late view of the subscription before", () => {
  it("is never shown at a finer precision: it is asked for once more", async () => {
    const { say, heard, bid, want, answerPings } = converse(view(3));
    say(frame("1000", MARKET, "9000"));
    await answerPings();
    heard();
    await want(view(1));
    expect(heard()).toEqual(["unsubscribe_depth_view 1000 1s", "subscribe_depth_view 10 1s"]);
    say(frame("1000", MARKET, "9000"));
    expect([bid(1), bid(3)]).toEqual([undefined, undefined]);
    await answerPings();
    expect([bid(1), bid(3)]).toEqual([undefined, undefined]);
    expect(heard()).toEqual(RENEWED);
    say(frame("1234", MARKET, "9000"));
    await answerPings();
    expect([bid(1), bid(3)]).toEqual([1234n, 1000n]);
    expect(heard()).toEqual([]);
  });

  it("serves another frequency once that was read", async () => {
    const { say, heard, bid, want, isRead, answerPings } = converse(view(1, "3s"));
    say(frame("100"));
    await answerPings();
    heard();
    await want(view(1, "100ms"));
    expect(heard()).toEqual(["unsubscribe_depth_view 10 3s", "subscribe_depth_view 10 100ms"]);
    say(frame("101"));
    expect(bid()).toBeUndefined();
    await answerPings();
    expect([bid(), isRead(view(1, "100ms"))]).toEqual([101n, true]);
  });

  it("is nothing once nobody wants it", async () => {
    const { conversation, say, bid, pass, answerPings } = converse(view());
    say(frame("100"));
    await answerPings();
    conversation.subscriptions.release(view());
    conversation.changed();
    await pass();
    say(frame("101"));
    expect(bid()).toBeUndefined();
  });
});

describe("a server that does not know it", () => {
  it.each([
    { code: 1001, message: "unknown action" },
    { code: 6002, message: "subscription error" },
    { message: "unknown variant `subscribe_depth_view`" },
    { action: "subscribe_depth_view", code: 1001, message: "no" },
  ])("and says %j: the ordinary book serves it, nobody else is in doubt, and it is said once", async (error) => {
    const far = view(3, "3s", OTHER);
    const { say, heard, pass, answerPings, errors, told, bid, isRead } = converse(TRADES, view(2), far);
    expect(heard()).toEqual(["subscribe_trades"]);
    await answerPings();
    await pass(100);
    expect(heard()).toEqual(["subscribe_depth_view 100 1s"]);
    say(error);
    await pass();
    expect(heard()).toEqual(["subscribe_depth 100", "subscribe_depth 1000"]);
    say({ ...SNAPSHOT, orders: { buys: [{ price: "500", quantity: "1" }], sells: [] } });
    await answerPings();
    expect([bid(2), isRead(view(2)), isRead(TRADES), isRead(far)]).toEqual([500n, true, true, true]);
    expect(told("doubt")).toEqual([]);
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The server sends no depth views \(.*ordinary changes/),
    ]);
  });

  it.each([1003, 2000, 2001, 6000, 6001])("is not one that says %i: it is asked again, as a view", async (code) => {
    const { say, heard, pass, answerPings, errors, told } = converse(view());
    heard();
    say({ code, message: "not now" });
    await answerPings();
    expect(told("doubt")).toHaveLength(1);
    await pass(5_000);
    expect(heard().at(-1)).toBe("subscribe_depth_view 10 1s");
    expect(errors.filter(({ message }) => /depth views/.test(message))).toEqual([]);
  });

  it("and is silent: so long after its PONG the ordinary book serves it, and a view that comes later is nothing", async () => {
    const { say, heard, pass, answerPings, errors, bid } = converse(view());
    await pass(20_000);
    expect(errors).toEqual([]);
    await answerPings();
    heard();
    await pass(2_999);
    expect([heard(), errors]).toEqual([[], []]);
    await pass(1);
    expect(heard()).toEqual(["unsubscribe_depth_view 10 1s", "subscribe_depth 10"]);
    expect(errors).toHaveLength(1);
    say(frame("100"));
    expect(bid()).toBeUndefined();
    say({ ...SNAPSHOT, orders: { buys: [{ price: "7", quantity: "1" }], sells: [] } });
    await answerPings();
    say(frame("100"));
    expect(bid()).toBe(7n);
    await pass(60_000);
    expect(errors).toHaveLength(1);
  });

  it("leaves those whose views it serves with its doubts as well", async () => {
    const { conversation, say, pass, answerPings, told, heard } = converse(view());
    say({ code: 1001, message: "no" });
    await pass();
    say(SNAPSHOT);
    await answerPings();
    heard();
    const changes = { buys: [{ price: "5", quantity: "-1" }], sells: [] };
    say({ action: "subscribe_depth_update", market_id: MARKET, changes });
    // Changes wait until somebody looks.
    conversation.receiver.catchUp();
    await pass();
    expect(told("doubt").map((event) => "slot" in event && event.slot.channel)).toEqual(["depth", "depthView"]);
    expect(heard()).toEqual(["unsubscribe_depth", "subscribe_depth 10"]);
  });
});

describe("a doubt", () => {
  it.each([
    ["crossed", frame("901")],
    ["malformed", { ...frame("100"), view: { buys: [{ price: "x", quantity: "1" }] } }],
    ["cut off", JSON.stringify(frame("100")).slice(0, 150)],
    ["with changes", { action: "subscribe_depth_view", market_id: MARKET, changes: { buys: [], sells: [] } }],
    ["under another name", { ...frame("100"), action: "depth_view_v2" }],
  ])(
    "about a view that is %s: nothing of it counts until it was asked for again, and the ordinary book stands",
    async (name, bad) => {
      const { say, heard, pass, answerPings, bid, isRead } = converse(BOOK, view());
      say(SNAPSHOT);
      await answerPings();
      await pass(100);
      say(frame("100"));
      await answerPings();
      heard();
      say(bad);
      expect([bid(), isRead(view())]).toEqual([undefined, false]);
      say(frame("100"));
      expect(bid()).toBeUndefined();
      await pass();
      // It is not known which book a frame of an unknown name is of.
      const others = name === "under another name" ? ["unsubscribe_depth", "subscribe_depth 10"] : [];
      expect(heard()).toEqual([...others, ...RENEWED]);
      expect(isRead(BOOK)).toBe(others.length === 0);
      say(frame("102"));
      await answerPings();
      expect([bid(), isRead(view())]).toEqual([102n, true]);
    },
  );

  it("of a PONG that nobody asked for: a view that it let pass is asked for again", async () => {
    const { conversation, say, heard, want, answerPings, bid, pass } = converse(view(1, "3s"));
    say(frame("100"));
    await answerPings();
    await want(view(1, "1s"));
    say(frame("101"));
    await answerPings();
    expect(bid()).toBe(101n);
    heard();
    conversation.unproven(0);
    await pass();
    expect(bid()).toBeUndefined();
    expect(heard()).toEqual(RENEWED);
  });

  it("that a lost link leaves: only a view of the next one counts", () => {
    const { conversation, say, heard, bid, isRead } = converse(view());
    say(frame("100"));
    heard();
    conversation.lost();
    expect([bid(), isRead(view())]).toEqual([undefined, false]);
    say(frame("101"));
    expect(bid()).toBeUndefined();
    conversation.opened();
    expect(heard()).toEqual(["subscribe_depth_view 10 1s"]);
    say(frame("102"));
    expect([bid(), isRead(view())]).toEqual([102n, true]);
  });
});
