import { expect, test } from "vitest";
import { lagOf, toMilliseconds } from "./lag.ts";
import type { Commit } from "./look.ts";
import type { LoggedFrame } from "./Reel.ts";

const MARKET = `0x${"a".repeat(64)}`;
const NOW = 1_768_478_400_000;

function frame(number: number, at: number, onchain: number, seen: number, market = MARKET): LoggedFrame {
  const text = `{"action":"subscribe_depth_update","market_id":"${market}","changes":{"buys":[],"sells":[]},"onchain_timestamp":"${onchain}","seen_timestamp":"${seen}"}`;
  return { number, at, text, isSent: false };
}

const commit = (at: number, frames: number, ...subjects: string[]): Commit => ({ at, frames, subjects });

test("each leg is told by itself, the last by the commit that shows the frame", () => {
  const frames = [frame(0, NOW + 150, NOW, NOW + 100), frame(1, NOW + 160, NOW, NOW + 110)];
  const commits = [
    // Before the second came; of another topic; and then of this one.
    commit(NOW + 155, 1, `depth:${MARKET}`),
    commit(NOW + 165, 2, "orders"),
    commit(NOW + 171, 2, `depth:${MARKET}`),
  ];
  const [depth, ...others] = lagOf(frames, commits);
  expect(others).toEqual([]);
  expect(depth).toMatchObject({
    channel: "depth",
    frames: 2,
    seen: { count: 2, median: 110, p95: 110 },
    received: { count: 2, median: 50, p95: 50 },
    committed: { count: 2, median: 11, p95: 11 },
    total: { count: 2, median: 171 },
  });
});

test("clocks that disagree give a negative leg, not a zero", () => {
  expect(lagOf([frame(0, NOW, NOW + 20, NOW + 40)], [])[0]).toMatchObject({
    seen: { median: 20 },
    received: { median: -40 },
    committed: undefined,
  });
});

test("a frame that changes nothing has no commit of its own, however long one waits", () => {
  const [depth] = lagOf([frame(0, NOW, NOW, NOW)], [commit(NOW + 5_000, 1, `depth:${MARKET}`)]);
  expect(depth?.committed).toBeUndefined();
});

test("a stamp is understood in whatever unit", () => {
  const seconds = NOW / 1_000;
  for (const text of [String(seconds), String(NOW), `${NOW}000`, `${NOW}000000`, new Date(NOW).toISOString()])
    expect(toMilliseconds(text), text).toBe(NOW);
  expect(toMilliseconds(String(2n ** 62n + 10n + BigInt(seconds)))).toBe(NOW);
  expect(toMilliseconds("0")).toBeUndefined();
  expect(toMilliseconds("soon")).toBeUndefined();
});
