import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Bar } from "../client/entities.ts";
import { EMPTY_ENTRY, INITIAL_STATE } from "../store/state.ts";
import { type CandleTopic, feedId } from "../store/topics.ts";
import { BarStreams } from "./BarStreams.ts";

const topic: CandleTopic = { channel: "candles", market: `0x${"1".repeat(64)}`, resolution: "1m", limit: 500 };
const bar = (timestamp: number, close = 1n): Bar => ({ timestamp, open: 1n, high: 9n, low: 1n, close, volume: 1n });

/** A subscription to a store that is written here, which was given some candles. */
async function listen(given: readonly Bar[] | undefined) {
  const store = createStore(() => INITIAL_STATE);
  const streams = new BarStreams({ store, retain: () => () => undefined });
  const told: (number | "reset")[] = [];
  if (given) streams.note(topic, given);
  const listener = {
    topic,
    tell: ({ timestamp }: Bar) => told.push(timestamp),
    reset: () => told.push("reset"),
  };
  await streams.add("a", async () => listener);
  const show = (data: readonly Bar[], isLive = true) => {
    told.length = 0;
    store.setState({ candles: { [feedId(topic)]: { ...EMPTY_ENTRY, data, isLive } } });
    return [...told];
  };
  return { show, streams, listener, told };
}

test("a bar before the newest that is another has the listener forget its bars, once, when it is current", async () => {
  const { show } = await listen([bar(1), bar(2), bar(3)]);
  const corrected = [bar(1), bar(2, 7n), bar(3), bar(4)];
  expect(show([bar(1), bar(2), bar(3, 5n)])).toEqual([3]);
  expect(show(corrected, false)).toEqual([]);
  expect(show(corrected)).toEqual(["reset"]);
  expect(show([...corrected])).toEqual([]);
  expect(show([...corrected, bar(5)])).toEqual([5]);
});

test("the first candles of a market are told, and without a read before it only the newest", async () => {
  expect((await listen([])).show([bar(1), bar(2)])).toEqual([1, 2]);
  expect((await listen(undefined)).show([bar(1), bar(2)])).toEqual([2]);
});

test("a listener that comes later goes on from what was told last", async () => {
  const { show, streams, listener, told } = await listen([bar(1)]);
  expect(show([bar(1), bar(2)])).toEqual([2]);
  streams.remove("a");
  expect(show([bar(1), bar(2), bar(3)])).toEqual([]);
  await streams.add("b", async () => listener);
  expect(told).toEqual([3]);
});
