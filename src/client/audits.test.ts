// When a book is compared with what REST says, and what follows. The session and REST are made up.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Audits } from "./audits.ts";
import { comparedBooks } from "./bookComparison.ts";
import type { BookSides } from "./entities.ts";
import type { O2Error } from "./errors.ts";
import { OrderBook } from "./OrderBook.ts";
import type { DepthUpdate } from "./protocol.ts";
import type { O2Rest } from "./rest.ts";
import type { Session } from "./session.ts";

const MARKET = "0x1";
const side = (...pairs: readonly [number, number][]) =>
  pairs.map(([price, quantity]) => ({ price: BigInt(price), quantity: BigInt(quantity) }));
const START: BookSides = { bids: side([100, 5], [99, 1]), asks: side([101, 4]) };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function auditing({ interval = 60_000, random = 0.5 } = {}) {
  const book = new OrderBook();
  const followers = new Set<(update: DepthUpdate) => void>();
  const doubts: string[] = [];
  const errors: string[] = [];
  const state = { isHeld: true, answer: async (): Promise<BookSides> => START };
  const depth = vi.fn((_request: unknown) => state.answer());
  const session = {
    book: (market: string) => (market === MARKET && state.isHeld ? { book, precision: 3 } : undefined),
    follow: (listener: (update: DepthUpdate) => void) => {
      followers.add(listener);
      return () => followers.delete(listener);
    },
    books: { doubt: (market: string, error: O2Error) => doubts.push(`${market} ${error.message}`) },
  };
  const audits = new Audits({
    compared: comparedBooks({ session: session as unknown as Session, rest: { depth } as unknown as O2Rest }),
    interval,
    random: () => random,
    onError: (error) => errors.push(error.message),
  });
  const say = (update: DepthUpdate): void => {
    if (update.market_id === MARKET) book.apply(update);
    for (const follower of followers) follower(update);
  };
  const change = (bids: BookSides["bids"], asks: BookSides["asks"] = [], market_id = MARKET): void =>
    say({ action: "subscribe_depth_update", market_id, changes: { bids, asks } });
  const snapshot = (view: BookSides): void => say({ action: "subscribe_depth", market_id: MARKET, view });
  snapshot(START);
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  return { audits, book, followers, doubts, errors, state, depth, say, change, snapshot, pass };
}
const wrong: BookSides = { bids: side([100, 6], [99, 1]), asks: side([101, 4]) };

it("a market is read once per interval, at the precision it is held at, and an equal book is counted", async () => {
  const { audits, depth, pass, doubts } = auditing();
  audits.start(MARKET);
  audits.start(MARKET);
  expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 0 });
  await pass(59_999);
  expect(depth).not.toHaveBeenCalled();
  await pass(1);
  expect(depth).toHaveBeenCalledExactlyOnceWith({
    market: MARKET,
    precision: 3,
    isUrgent: false,
    retries: 0,
    signal: expect.any(AbortSignal),
  });
  expect(audits.counters(MARKET)).toEqual({ audits: 1, mismatches: 0 });
  await pass(60_000);
  expect(audits.counters(MARKET)).toEqual({ audits: 2, mismatches: 0 });
  expect(doubts).toEqual([]);
});

it.each([
  [0, 45_000],
  [1, 75_000],
])("the time between audits is a quarter shorter or longer by chance (%d)", async (random, first) => {
  const { audits, depth, pass } = auditing({ random });
  audits.start(MARKET);
  await pass(first - 1);
  expect(depth).not.toHaveBeenCalled();
  await pass(1);
  expect(depth).toHaveBeenCalledTimes(1);
});

it("a book is followed only from five seconds before its audit to its end", async () => {
  const { audits, followers, pass, state } = auditing();
  audits.start(MARKET);
  await pass(54_999);
  expect(followers.size).toBe(0);
  await pass(1);
  expect(followers.size).toBe(1);
  await pass(5_000);
  expect(followers.size).toBe(0);
  state.answer = async () => wrong;
  await pass(60_000);
  expect(followers.size).toBe(1);
  await pass(1_000);
  expect(followers.size).toBe(0);
});

it("a version between two changes proves the book, whatever happens in other markets; one that it never was does not", async () => {
  const { audits, change, pass, state, doubts } = auditing();
  audits.start(MARKET);
  await pass(56_000);
  change(side([7, 7]), [], "0x2");
  change(side([100, 1]));
  change(side([98, 2]));
  state.answer = async () => wrong;
  await pass(4_000);
  expect(audits.counters(MARKET)).toEqual({ audits: 1, mismatches: 0 });
  await pass(56_000);
  change(side([98, 1]));
  await pass(5_000);
  expect(audits.counters(MARKET)).toEqual({ audits: 1, mismatches: 1 });
  expect(doubts).toEqual([]);
});

it("nothing is waited for once a market is given up, also while the book might still become what was read", async () => {
  const { audits, pass, state } = auditing();
  state.answer = async () => wrong;
  audits.start(MARKET);
  await pass(60_000);
  expect(vi.getTimerCount()).toBe(1);
  audits.stop(MARKET);
  expect(vi.getTimerCount()).toBe(0);
});

it("REST may be behind: a version of the last five seconds proves the book, on either side", async () => {
  const { audits, change, pass } = auditing();
  audits.start(MARKET);
  await pass(56_000);
  change(side([100, -5]), side([101, 3]));
  change(side([98, 2]));
  change([], side([105, 1]), "0x2");
  await pass(4_000);
  expect(audits.counters(MARKET)).toEqual({ audits: 1, mismatches: 0 });
});

it("an older version proves nothing", async () => {
  const { audits, change, pass } = auditing();
  audits.start(MARKET);
  await pass(54_000);
  change(side([98, 2]));
  await pass(6_000 + 1_000);
  expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 1 });
});

it("REST may be ahead: the book may still become what was read within a second", async () => {
  const { audits, change, pass, state } = auditing();
  state.answer = async () => wrong;
  audits.start(MARKET);
  await pass(60_500);
  expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 0 });
  change([], side([101, 1]));
  change([], side([101, -1]));
  change(side([100, 1]));
  await pass(0);
  expect(audits.counters(MARKET)).toEqual({ audits: 1, mismatches: 0 });
  expect(vi.getTimerCount()).toBe(1);
});

it("a book that differs from what was read is no proof, whichever side differs", async () => {
  for (const answer of [
    wrong,
    { ...START, asks: side([101, 5]) },
    { bids: START.bids, asks: [] },
    { bids: [], asks: START.asks },
  ]) {
    const { audits, pass, state } = auditing();
    state.answer = async () => answer;
    audits.start(MARKET);
    await pass(60_999);
    expect(audits.counters(MARKET).mismatches).toBe(0);
    await pass(1);
    expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 1 });
  }
});

it("a book is doubted when two audits in a row disagree, the second some seconds after the first", async () => {
  const { audits, doubts, depth, pass, state } = auditing();
  state.answer = async () => wrong;
  audits.start(MARKET);
  await pass(61_000);
  expect([doubts.length, depth.mock.calls.length]).toEqual([0, 1]);
  await pass(6_999);
  expect(depth).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(depth).toHaveBeenCalledTimes(2);
  await pass(1_000);
  expect(doubts).toEqual([expect.stringMatching(/^0x1 .*a REST read disagrees with it, twice in a row/)]);
});

it("one audit that agrees forgets one that did not", async () => {
  const { audits, doubts, pass, state } = auditing();
  audits.start(MARKET);
  state.answer = async () => wrong;
  await pass(61_000);
  state.answer = async () => START;
  await pass(7_000);
  expect(audits.counters(MARKET)).toEqual({ audits: 1, mismatches: 1 });
  state.answer = async () => wrong;
  await pass(61_000);
  expect([audits.counters(MARKET).mismatches, doubts.length]).toEqual([2, 0]);
});

it("a read that fails says nothing about the book, and the next comes at its usual time", async () => {
  const { audits, doubts, depth, pass, state } = auditing();
  audits.start(MARKET);
  state.answer = () => Promise.reject(new Error("down"));
  await pass(60_000);
  expect([audits.counters(MARKET), doubts]).toEqual([{ audits: 0, mismatches: 0 }, []]);
  await pass(59_999);
  expect(depth).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(depth).toHaveBeenCalledTimes(2);
});

it("a book that is fetched anew during an audit, waits for that, or is not held, gets no verdict", async () => {
  const { audits, book, snapshot, depth, pass, state } = auditing();
  audits.start(MARKET);
  state.answer = async () => wrong;
  await pass(60_500);
  snapshot(START);
  await pass(500);
  expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 0 });
  await pass(60_500);
  book.reset();
  await pass(500);
  expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 0 });
  expect(depth).toHaveBeenCalledTimes(2);
  // While it waits nothing is read at all.
  await pass(60_000);
  state.isHeld = false;
  await pass(60_000);
  expect(depth).toHaveBeenCalledTimes(2);
  expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 0 });
});

it("a snapshot that came in the last seconds is what the audit begins with", async () => {
  const { audits, snapshot, pass, state } = auditing();
  audits.start(MARKET);
  await pass(57_000);
  snapshot(wrong);
  state.answer = async () => wrong;
  await pass(3_000);
  expect(audits.counters(MARKET)).toEqual({ audits: 1, mismatches: 0 });
});

it("when REST disagrees with three fresh snapshots that is said once, and it is asked ten times less often", async () => {
  const { audits, doubts, errors, depth, pass, state, snapshot } = auditing({ interval: 10_000 });
  state.answer = async () => wrong;
  audits.start(MARKET);
  await pass(10_000 + 1_000);
  for (let round = 1; round < 6; round += 1) {
    snapshot(START);
    await pass(7_000 + 1_000);
  }
  expect([doubts.length, errors]).toEqual([
    3,
    [expect.stringMatching(/REST disagrees with fresh snapshots too, so it is audited ten times less often/)],
  ]);
  const before = depth.mock.calls.length;
  await pass(99_999);
  expect(depth).toHaveBeenCalledTimes(before);
  await pass(1);
  expect(depth).toHaveBeenCalledTimes(before + 1);
  for (let more = 0; more < 4; more += 1) await pass(110_000);
  expect(errors).toHaveLength(1);
});

it("ten times an interval that a timer can hold is not at once", async () => {
  const interval = 2 ** 29;
  const { audits, depth, pass, state, snapshot } = auditing({ interval });
  state.answer = async () => wrong;
  audits.start(MARKET);
  await pass(interval + 1_000);
  for (let round = 1; round < 6; round += 1) {
    snapshot(START);
    await pass(7_000 + 1_000);
  }
  const reads = depth.mock.calls.length;
  await pass(86_400_000);
  expect(depth).toHaveBeenCalledTimes(reads);
});

it("an audit that is stopped reads nothing more, tells nothing, and leaves no timer and no listener", async () => {
  const { audits, followers, doubts, depth, pass, state } = auditing();
  audits.start(MARKET);
  await pass(56_000);
  audits.stop(MARKET);
  expect([followers.size, vi.getTimerCount()]).toEqual([0, 0]);
  audits.start(MARKET);
  state.answer = async () => wrong;
  await pass(60_500);
  const [{ signal }] = depth.mock.calls[0] as [{ signal: AbortSignal }];
  audits.stop(MARKET);
  expect(signal.aborted).toBe(true);
  await pass(200_000);
  expect([followers.size, vi.getTimerCount(), depth.mock.calls.length, doubts.length]).toEqual([0, 0, 1, 0]);
  expect(audits.counters(MARKET)).toEqual({ audits: 0, mismatches: 0 });
  audits.stop("0x2");
});
