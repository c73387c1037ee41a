// The list of markets: when it is read, and when again.
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Market } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import { thisPage } from "../client/page.ts";
import type { O2Rest } from "../client/rest.ts";
import { MarketList, withKept } from "./markets.ts";

function listOf(markets: () => Promise<readonly Market[]>) {
  const clock = { now: 5_000_000 };
  const read = vi.fn(markets);
  const onFailed = vi.fn();
  const list = new MarketList({
    rest: { markets: read } as unknown as O2Rest,
    now: () => clock.now,
    random: () => 0.5,
    page: thisPage,
    retryDelay: 1,
    onRead: () => undefined,
    onFailed,
    onOld: () => undefined,
  });
  return { clock, read, list, onFailed };
}

const named = (pair: string): readonly Market[] => [{ pair } as Market];

test("it is read once for all who ask meanwhile and for ten minutes after, then again: a market may have been listed", async () => {
  let now = named("old");
  const { clock, read, list } = listOf(() => Promise.resolve(now));
  expect(await Promise.all([list.get(), list.get()])).toEqual([named("old"), named("old")]);
  now = named("new");
  clock.now += 599_999;
  expect(await list.get()).toEqual(named("old"));
  expect(read).toHaveBeenCalledTimes(1);
  clock.now += 1;
  expect(await list.get()).toEqual(named("new"));
  expect(read).toHaveBeenCalledTimes(2);
});

test("where it cannot be read again the old list is better than none", async () => {
  let isDown = false;
  const { clock, list } = listOf(() => (isDown ? Promise.reject(new Error("down")) : Promise.resolve(named("old"))));
  await list.get();
  isDown = true;
  clock.now += 601_000;
  expect(await list.get()).toEqual(named("old"));
});

test("it rejects while none is known, and the next who asks reads anew", async () => {
  let isDown = true;
  const { list } = listOf(() => (isDown ? Promise.reject(new Error("down")) : Promise.resolve(named("back"))));
  await expect(list.get()).rejects.toThrow("down");
  isDown = false;
  expect(await list.get()).toEqual(named("back"));
});

test("wanted by many, it is read by one, and each failure is told once", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let isDown = true;
  const { read, list, onFailed } = listOf(() =>
    isDown ? Promise.reject(new O2RestError("down")) : Promise.resolve(named("back")),
  );
  list.want();
  list.want();
  await vi.advanceTimersByTimeAsync(0);
  expect([read.mock.calls.length, onFailed.mock.calls.length]).toEqual([1, 1]);
  isDown = false;
  expect(await list.get()).toEqual(named("back"));
  list.pause();
});

test("a list that is given up while it is read for somebody leaves no timer", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { list } = listOf(() => new Promise((_, reject) => setTimeout(() => reject(new Error("given up")), 10)));
  list.want();
  await vi.advanceTimersByTimeAsync(1);
  list.pause();
  await vi.advanceTimersByTimeAsync(100);
  expect(vi.getTimerCount()).toBe(0);
});

test("a read that was given up takes nothing from those who share the one after it", async () => {
  const ends: ((error: Error) => void)[] = [];
  const { read, list } = listOf(() => new Promise((_, reject) => ends.push(reject)));
  const first = list.get();
  list.pause();
  const second = list.get();
  ends[0]?.(new Error("given up"));
  await expect(first).rejects.toThrow("given up");
  const third = list.get();
  expect(read).toHaveBeenCalledTimes(2);
  ends[1]?.(new Error("down"));
  await expect(second).rejects.toThrow("down");
  await expect(third).rejects.toThrow("down");
});

describe("while it is shown", () => {
  const MINUTE = 60_000;

  /** A list that is wanted, in fake time. */
  async function open(isWanted = true) {
    vi.useFakeTimers({ now: 0 });
    onTestFinished(() => void vi.useRealTimers());
    const state = { isDown: false, isLive: false };
    const read = vi.fn(() => (state.isDown ? Promise.reject(new O2RestError("down")) : Promise.resolve(named("A/B"))));
    const list = new MarketList({
      rest: { markets: read } as unknown as O2Rest,
      now: () => Date.now(),
      random: () => 0.5,
      page: thisPage,
      retryDelay: 1_000,
      onRead: () => {
        state.isLive = true;
      },
      onFailed: () => {
        state.isLive = false;
      },
      onOld: () => {
        state.isLive = false;
      },
    });
    if (isWanted) list.want();
    /** Lets time pass, and gives how often it was read since the last time. */
    const pass = async (milliseconds: number) => {
      await vi.advanceTimersByTimeAsync(milliseconds);
      const { length } = read.mock.calls;
      read.mockClear();
      return length;
    };
    return { list, state, read, pass };
  }

  test("it is read again every few minutes, not sooner, and once however many want it", async () => {
    const { list, state, pass } = await open();
    expect(await pass(0)).toBe(1);
    list.want();
    expect(await pass(5 * MINUTE)).toBe(0);
    expect(await pass(30_000)).toBe(1);
    expect(await pass(60 * MINUTE)).toBe(11);
    expect(state.isLive).toBe(true);
  });

  test("what others have had read is young enough for the first who shows it", async () => {
    const { list, pass } = await open(false);
    await list.get();
    await pass(MINUTE);
    list.want();
    expect(await pass(5 * MINUTE)).toBe(0);
    expect(await pass(30_000)).toBe(1);
  });

  test("a read that fails makes it stale, and is tried again until it holds", async () => {
    const { state, pass } = await open();
    await pass(MINUTE);
    state.isDown = true;
    expect(await pass(6 * MINUTE)).toBeGreaterThan(2);
    expect(state.isLive).toBe(false);
    state.isDown = false;
    await pass(3 * MINUTE);
    expect(state.isLive).toBe(true);
  });

  test("soon after a reconnect it is read again; many in a row cost one read", async () => {
    const { list, pass } = await open();
    await pass(MINUTE);
    for (let time = 0; time < 5; time += 1) list.renew();
    expect(await pass(30_000)).toBe(1);
    expect(await pass(4 * MINUTE)).toBe(0);
  });

  test("a hidden page reads nothing: the list goes stale when its time comes, and is read when the page is shown", async () => {
    const { state, pass } = await open();
    await pass(0);
    vi.stubGlobal("document", { visibilityState: "hidden" });
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await pass(60 * MINUTE)).toBe(0);
    expect(state.isLive).toBe(false);
    vi.stubGlobal("document", { visibilityState: "visible" });
    expect(await pass(10_000)).toBe(1);
    expect(state.isLive).toBe(true);
  });

  test("paused it is not live and leaves no timer; resumed it is read at once", async () => {
    const { list, state, pass } = await open();
    await pass(MINUTE);
    list.pause();
    await vi.advanceTimersByTimeAsync(0);
    expect([state.isLive, vi.getTimerCount()]).toEqual([false, 0]);
    expect(await pass(60 * MINUTE)).toBe(0);
    list.resume();
    expect(await pass(0)).toBe(1);
    expect(state.isLive).toBe(true);
  });
});

test("what did not change keeps its objects, wherever it stands in the list now", () => {
  const market = (market_id: string, fee: bigint) => ({ market_id, taker_fee: fee, base: { symbol: "A" } }) as Market;
  const before = [market("1", 0n), market("2", 0n), market("3", 0n)];
  expect(withKept(before, [market("1", 0n), market("2", 0n), market("3", 0n)])).toBe(before);
  const next = withKept(before, [market("0", 0n), market("3", 0n), market("1", 5n), market("2", 0n)]);
  expect(next.map(({ market_id, taker_fee }) => `${market_id} ${taker_fee}`)).toEqual(["0 0", "3 0", "1 5", "2 0"]);
  expect(next.map((each) => before.includes(each))).toEqual([false, true, false, true]);
  expect(withKept(before, before.slice(1))).toEqual(before.slice(1));
  expect(withKept(undefined, before)).toEqual(before);
});
