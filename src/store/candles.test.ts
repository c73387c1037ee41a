// Candles: a late trade closes nothing, and no read asks for more than one answer holds.
import { expect, it, onTestFinished, vi } from "vitest";
import type { Trade } from "../client/protocol.ts";
import { O2Rest } from "../client/rest.ts";
import { addToCandles, readCandles } from "./candles.ts";

function trade(trade_id: string, timestamp: number, price: bigint): Trade {
  return { trade_id, side: "buy", price, quantity: 1n, total: 1n, timestamp };
}

it("a trade that comes late within its candle does not become its close", () => {
  const topic = { channel: "candles", market: "0x1", resolution: "1m", limit: 10 } as const;
  const before = addToCandles([], [trade("1", 1_000, 10n), trade("3", 3_000, 30n)], topic);
  const [candle] = addToCandles(before, [trade("2", 2_000, 20n)], topic, 3_000);
  expect(candle).toMatchObject({ open: 10n, close: 30n, volume: 3n });
});

it.each(["1w", "1M"] as const)("candles of %s ask for no more minutes than one answer holds", async (resolution) => {
  const rest = new O2Rest("http://x.y/");
  const bars = vi.spyOn(rest, "bars").mockResolvedValue([]);
  const trades = vi.spyOn(rest, "trades").mockResolvedValue([]);
  onTestFinished(() => {
    bars.mockRestore();
    trades.mockRestore();
  });
  await readCandles(
    { channel: "candles", market: "0x1", resolution, limit: 10 },
    { rest, now: Date.UTC(2026, 0, 25, 12), trades: [], signal: new AbortController().signal },
  );
  const minutes = bars.mock.calls.map(([asked]) => asked).filter((asked) => asked.resolution === "1m");
  expect(minutes.length).toBeGreaterThan(1);
  for (const { from, to } of minutes) expect((Number(to) - Number(from)) / 60_000).toBeLessThanOrEqual(5_000);
});
