// The events that wait for a page of another thread are told around the right write of its store, whenever its view is sent.
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { ServedTap } from "./ServedTap.ts";
import type { TapEvent } from "./taps.ts";

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** A feed of its own pace, which is tapped, and all that was taken of the tap. */
async function open() {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange();
  exchange.tick(300);
  const { config, WebSocket, fetch } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, commits: 1_000, onError: () => undefined });
  const [{ market_id: market }] = exchange.markets;
  const tap = new ServedTap(feed, () => undefined);
  const unsubscribe = feed.store.subscribe(() => tap.committed());
  onTestFinished(() => {
    unsubscribe();
    tap.stop();
    feed.close();
    exchange.close();
  });
  feed.connect();
  feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
  ]);
  await pass(3_000);
  tap.take();
  return { exchange, feed, market, tap };
}

const tradesOf = (events: readonly TapEvent[]) =>
  events.flatMap((event) => {
    const text = event.type === "frame" ? String(event.data) : "";
    return [...text.matchAll(/"trade_id":"([^"]+)"/g)].map(([, id]) => id);
  });

test("events that the last commit has are told before it, and those since then after it", async () => {
  const { exchange, feed, market, tap } = await open();
  exchange.tick(100);
  await pass(1_100);
  exchange.tick(100);
  await pass(100);
  const { events, shown } = tap.take();
  const known = new Set(feed.store.getState().trades[market]?.data?.map(({ trade_id }) => trade_id));
  const [before, after] = [tradesOf(events.slice(0, shown)), tradesOf(events.slice(shown))];
  expect([before.length > 0, after.length > 0]).toEqual([true, true]);
  expect(before.filter((id) => !known.has(id ?? ""))).toEqual([]);
  expect(after.filter((id) => known.has(id ?? ""))).toEqual([]);
  expect(tap.take()).toMatchObject({ events: [], shown: 0 });
});

test("books are those of a commit: they are not given while anything was heard since", async () => {
  const { exchange, market, tap } = await open();
  await pass(1_000);
  exchange.tick(100);
  await pass(100);
  tap.wantBaseline();
  expect(tap.take().events.map(({ type }) => type)).not.toContain("baseline");
  await pass(1_000);
  const { events, shown } = tap.take();
  const [baseline] = events.slice(shown);
  expect(baseline?.type === "baseline" && baseline.books).toEqual([
    { market, precision: 1, sides: exchange.depth(market, 1) },
  ]);
  // Once for each time that it is asked for.
  await pass(1_000);
  expect(tap.take().events.map(({ type }) => type)).not.toContain("baseline");
});
