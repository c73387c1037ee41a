// The list of markets: when it is read, and when again.
import { expect, test, vi } from "vitest";
import type { Market } from "../client/protocol.ts";
import type { O2Rest } from "../client/rest.ts";
import { MarketList } from "./markets.ts";

function listOf(markets: () => Promise<readonly Market[]>) {
  const clock = { now: 0 };
  const read = vi.fn(markets);
  const list = new MarketList({
    rest: { markets: read } as unknown as O2Rest,
    now: () => clock.now,
    retryDelay: 1,
    onRead: () => undefined,
    onFailed: () => undefined,
  });
  return { clock, read, list };
}

const named = (pair: string): readonly Market[] => [{ pair } as Market];

test("it is read once for all who ask meanwhile and for ten minutes after, then again: a market may have been listed", async () => {
  let now = named("old");
  const { clock, read, list } = listOf(() => Promise.resolve(now));
  expect(await Promise.all([list.get(), list.get()])).toEqual([named("old"), named("old")]);
  now = named("new");
  clock.now = 599_000;
  expect(await list.get()).toEqual(named("old"));
  expect(read).toHaveBeenCalledTimes(1);
  clock.now = 601_000;
  expect(await list.get()).toEqual(named("new"));
  expect(read).toHaveBeenCalledTimes(2);
});

test("where it cannot be read again the old list is better than none", async () => {
  let isDown = false;
  const { clock, list } = listOf(() => (isDown ? Promise.reject(new Error("down")) : Promise.resolve(named("old"))));
  await list.get();
  isDown = true;
  clock.now = 601_000;
  expect(await list.get()).toEqual(named("old"));
});

test("it rejects while none is known, and the next who asks reads anew", async () => {
  let isDown = true;
  const { list } = listOf(() => (isDown ? Promise.reject(new Error("down")) : Promise.resolve(named("back"))));
  await expect(list.get()).rejects.toThrow("down");
  isDown = false;
  expect(await list.get()).toEqual(named("back"));
});
