// The memory that a long stream leaves behind.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { MARKET, marketFrames, tradeFrames } from "../../lab/bench/frames.ts";
import { speak } from "../support/spoken.ts";

function heapMegabytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") for (let times = 0; times < 3; times += 1) collect();
  return process.memoryUsage().heapUsed / 1_048_576;
}

it("300,000 updates leave less than 0.6 megabytes behind: two bytes each", async () => {
  const { feed, say, pass } = await speak();
  const { snapshot, updates } = marketFrames(200, 1_000);
  const trades = tradeFrames(1_000);
  feed.retain([
    { channel: "depth", market: MARKET, precision: 1, levels: 20 },
    { channel: "depth", market: MARKET, precision: 9, levels: 20 },
    { channel: "trades", market: MARKET },
  ]);
  await pass(0);
  say(snapshot);
  const hear = async (count: number): Promise<void> => {
    for (let said = 0; said < count; said += 1) {
      say(updates[said % updates.length]);
      if (said % 100 === 0) say(trades[(said / 100) % trades.length]);
      if (said % 500 === 0) await pass(16);
    }
    await pass(16);
  };
  await hear(100_000);
  const before = heapMegabytes();
  await hear(300_000);
  const grown = heapMegabytes() - before;
  expect(feed.store.getState().depth[`${MARKET}:1`]).toMatchObject({ isLive: true });
  expect(feed.session.counters.frames).toBeGreaterThan(400_000);
  expect(grown).toBeLessThan(0.6);
});
