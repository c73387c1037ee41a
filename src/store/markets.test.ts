// The list of markets: when it is read, and when again.
import { expect, onTestFinished, test, vi } from "vitest";
import { O2RestError } from "../client/errors.ts";
import type { Market } from "../client/protocol.ts";
import type { O2Rest } from "../client/rest.ts";
import { MarketList } from "./markets.ts";

function listOf(markets: () => Promise<readonly Market[]>) {
  const clock = { now: 5_000_000 };
  const read = vi.fn(markets);
  const onFailed = vi.fn();
  const list = new MarketList({
    rest: { markets: read } as unknown as O2Rest,
    now: () => clock.now,
    retryDelay: 1,
    onRead: () => undefined,
    onFailed,
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

test("wanted by many, each failure is told once; a wish reads again what was read ten minutes ago, no sooner", async () => {
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
  const other = listOf(() => Promise.resolve(named("known")));
  await other.list.get();
  for (const [wait, reads] of [
    [599_999, 1],
    [1, 2],
    [600_000, 3],
  ] as const) {
    other.clock.now += wait;
    other.list.want();
    await vi.advanceTimersByTimeAsync(0);
    expect(other.read).toHaveBeenCalledTimes(reads);
  }
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
