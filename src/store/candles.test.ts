// Candles: a late trade closes nothing, and no read asks for more than one answer holds.
import { expect, it, onTestFinished, vi } from "vitest";
import type { Bar, Resolution, Trade } from "../client/entities.ts";
import { O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
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

it("of trades of one millisecond the last one told is the close", () => {
  const [candle] = addToCandles([], [trade("9", 5, 10n), trade("3", 5, 20n), trade("7", 5, 15n)], topicOf("1m"));
  expect(candle).toMatchObject({ open: 10n, high: 20n, close: 15n });
});

it("of trades of one millisecond, read and said meanwhile, each counts once and the last one said is the close", async () => {
  const rest = new O2Rest("http://x.y/");
  vi.spyOn(rest, "bars").mockResolvedValue([]);
  vi.spyOn(rest, "trades").mockResolvedValue([trade("0xa07", SUNDAY, 15n), trade("0xa09", SUNDAY, 10n)]);
  onTestFinished(() => void vi.restoreAllMocks());
  const join = await readCandles(topicOf("1m"), { rest, now: SUNDAY, trades: undefined, how: {} });
  const said = [trade("a09", SUNDAY, 10n), trade("A07", SUNDAY, 15n), trade("a03", SUNDAY, 12n)];
  expect(join(said)).toMatchObject([{ open: 10n, high: 15n, close: 12n, volume: 3n }]);
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
    { rest, now: Date.UTC(2026, 0, 25, 12), trades: [], how: {} },
  );
  const minutes = bars.mock.calls.map(([asked]) => asked).filter((asked) => asked.resolution === "1m");
  expect(minutes.length).toBeGreaterThan(1);
  for (const { from, to } of minutes) expect((Number(to) - Number(from)) / 60_000).toBeLessThanOrEqual(5_000);
});

const topicOf = (resolution: Resolution, limit = 1_000) =>
  ({ channel: "candles", market: "0x1", resolution, limit }) as const;

it.each([
  ["1s", "2026-01-28T13:47:23.000Z"],
  ["1m", "2026-01-28T13:47:00.000Z"],
  ["2m", "2026-01-28T13:46:00.000Z"],
  ["3m", "2026-01-28T13:45:00.000Z"],
  ["5m", "2026-01-28T13:45:00.000Z"],
  ["15m", "2026-01-28T13:45:00.000Z"],
  ["30m", "2026-01-28T13:30:00.000Z"],
  ["1h", "2026-01-28T13:00:00.000Z"],
  ["2h", "2026-01-28T12:00:00.000Z"],
  ["4h", "2026-01-28T12:00:00.000Z"],
  ["6h", "2026-01-28T12:00:00.000Z"],
  ["8h", "2026-01-28T08:00:00.000Z"],
  ["12h", "2026-01-28T12:00:00.000Z"],
  ["1d", "2026-01-28T00:00:00.000Z"],
  ["1w", "2026-01-26T00:00:00.000Z"],
  ["1M", "2026-01-01T00:00:00.000Z"],
  ["3M", "2026-01-01T00:00:00.000Z"],
] as const)("the candle of %s that holds a Wednesday's 13:47:23 began at %s", (resolution, begin) => {
  const [candle] = addToCandles([], [trade("1", Date.parse("2026-01-28T13:47:23.456Z"), 1n)], topicOf(resolution));
  expect(new Date(candle?.timestamp ?? 0).toISOString()).toBe(begin);
});

it("a trade of an earlier candle goes where it belongs, and the list it was added to stays as it was", () => {
  const before = addToCandles([], [trade("1", 60_000, 5n), trade("2", 240_000, 6n)], topicOf("1m"));
  const late = [trade("3", 125_000, 7n), trade("4", 61_000, 9n), trade("5", 62_000, 3n), trade("6", 0, 2n)];
  const after = addToCandles(before, late, topicOf("1m"), 240_000);
  expect(after).toMatchObject([
    { timestamp: 0, open: 2n, high: 2n, low: 2n, close: 2n, volume: 1n },
    { timestamp: 60_000, open: 5n, high: 9n, low: 3n, close: 5n, volume: 3n },
    { timestamp: 120_000, open: 7n, volume: 1n },
    { timestamp: 240_000, open: 6n, volume: 1n },
  ]);
  expect(before.map(({ timestamp, volume }) => [timestamp, volume])).toEqual([
    [60_000, 1n],
    [240_000, 1n],
  ]);
});

it("no trades change nothing, and of many candles the newest are kept", () => {
  const bars = addToCandles([], [trade("1", 60_000, 5n), trade("2", 120_000, 6n)], topicOf("1m"));
  expect(addToCandles(bars, [], topicOf("1m"))).toBe(bars);
  const [only, ...others] = addToCandles(bars, [trade("3", 180_000, 7n)], topicOf("1m", 1));
  expect([only?.timestamp, others.length]).toEqual([180_000, 0]);
});

// A Sunday: its week has more minutes than one answer holds.
const SUNDAY = Date.parse("2026-02-01T13:47:00.000Z");

/** Trades of ten days up to a Sunday's 13:47 and some seconds, many in the last minutes; newest first. */
function tradesUntil(second: number): readonly Trade[] {
  const now = SUNDAY + second * 1_000;
  const times = [
    ...Array.from({ length: 5_760 }, (_, n) => now - (5_760 - n) * 150_000),
    ...Array.from({ length: 299 }, (_, n) => now - (299 - n) * 1_000),
    SUNDAY - 60_001,
  ].sort((a, b) => a - b);
  return times.map((time, n) => trade(String(n), time, BigInt(100 + ((n * 37) % 41)))).reverse();
}

/** The answer of the server; a candle that ended less than five seconds ago, or did not end, is wrong. */
function answering(trades: readonly Trade[]): O2Rest {
  const rest = new O2Rest("http://x.y/");
  vi.spyOn(rest, "bars").mockImplementation(async ({ resolution, from, to }) => {
    const all = addToCandles([], trades, topicOf(resolution, Number.POSITIVE_INFINITY));
    const isOver = (index: number) =>
      index < all.length - 1 &&
      (resolution !== "1m" || (all[index]?.timestamp ?? 0) + 65_000 <= (trades[0]?.timestamp ?? 0));
    return all
      .map((bar, index) => (isOver(index) ? bar : { ...bar, volume: bar.volume + 1_000n }))
      .filter(({ timestamp }) => timestamp >= Number(from) && timestamp <= Number(to));
  });
  vi.spyOn(rest, "trades").mockImplementation(async ({ before }) => {
    const index = before ? trades.findIndex(({ trade_id }) => trade_id === before.trade_id) + 1 : 0;
    return trades.slice(index, index + PAGE.trades);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return rest;
}

it.each([
  ["1m", 4, 23, undefined],
  ["1m", 4, 3, undefined],
  ["5m", 20, 58, undefined],
  ["5m", 20, 5, 7],
  ["1h", 100, 23, 60],
  ["1d", 5, 59, 500],
  ["1w", 3, 23, 1],
] as const)(
  "candles of %s, %i of them, read at second %i with %s trades known, are those of all trades, each once",
  async (resolution, limit, second, count) => {
    const all = tradesUntil(second);
    const known = count === undefined ? undefined : all.slice(0, count);
    const rest = answering(all);
    const { signal } = new AbortController();
    const now = SUNDAY + second * 1_000;
    const join = await readCandles(topicOf(resolution, limit), {
      rest,
      now,
      trades: known,
      how: { retries: 0, signal },
    });
    const later = trade("later", now + 61_000, 50n);
    const truth = addToCandles([], [...all, later], topicOf(resolution, limit));
    expect(join([later, ...all.slice(0, 3)])).toEqual(truth);
    const asked = [...vi.mocked(rest.bars).mock.calls, ...vi.mocked(rest.trades).mock.calls].map(
      ([request]) => request,
    );
    for (const request of asked) expect(request).toMatchObject({ market: "0x1", retries: 0, signal });
  },
);

it("months are asked for from as long ago as candles are wanted", async () => {
  const rest = answering([]);
  const now = Date.UTC(2026, 0, 25, 12);
  await readCandles(topicOf("1M", 10), { rest, now, trades: [], how: {} });
  const [history] = vi.mocked(rest.bars).mock.calls.map(([asked]) => asked);
  expect(history?.resolution).toBe("1M");
  expect(history?.from).toBeLessThanOrEqual(Date.UTC(2025, 3));
});

it.each(["3d", "1w", "1M", "3M"] as const)("candles of %s are never asked for from before 1970", async (resolution) => {
  const rest = answering([]);
  const now = Date.UTC(2026, 0, 25, 12);
  await readCandles(topicOf(resolution, 10_000), { rest, now, trades: [], how: {} });
  expect(
    vi
      .mocked(rest.bars)
      .mock.calls.map(([{ from }]) => Number(from))
      .filter((from) => from < 0),
  ).toEqual([]);
});

it("in a market where nothing is traded just now, whatever more is answered than was asked, each minute counts once", async () => {
  const rest = new O2Rest("http://x.y/");
  const bar = (minute: number, price: bigint) =>
    ({ timestamp: SUNDAY + minute * 60_000, open: price, high: price, low: price, close: price, volume: 1n }) as const;
  vi.spyOn(rest, "trades").mockResolvedValue([]);
  vi.spyOn(rest, "bars").mockImplementation(async ({ resolution }) =>
    // It is 13:47:23: the candle that began at 13:45 still grows.
    resolution === "1m"
      ? [-4, -3, -2, -1, 0, 1].map((minute) => bar(minute, BigInt(50 + minute)))
      : [-17, -12, -7, -2].map((minute) => ({ ...bar(minute, 20n), volume: 5n })),
  );
  onTestFinished(() => void vi.restoreAllMocks());
  const join = await readCandles(topicOf("5m", 3), { rest, now: SUNDAY + 23_000, trades: [], how: {} });
  const minute = 60_000;
  expect(join([])).toMatchObject([
    { timestamp: SUNDAY - 12 * minute, volume: 5n },
    { timestamp: SUNDAY - 7 * minute, volume: 5n },
    { timestamp: SUNDAY - 2 * minute, open: 48n, high: 49n, low: 48n, close: 49n, volume: 2n },
  ]);
});

it("trades are read from the oldest known one back to where the bars begin, and no further", async () => {
  const all = Array.from({ length: 1_000 }, (_, n) => trade(String(5_000 - n), SUNDAY + 23_000 - n * 1_000, 1n));
  const asked = async (trades: readonly Trade[] | undefined) => {
    const rest = answering(all);
    await readCandles(topicOf("1m", 3), { rest, now: SUNDAY + 23_000, trades, how: {} });
    return vi.mocked(rest.trades).mock.calls.map(([{ before }]) => before?.trade_id);
  };
  expect(await asked(all.slice(0, 10))).toEqual(["4991"]);
  expect(await asked(undefined)).toEqual([undefined]);
  expect(await asked(all.slice(0, 30))).toEqual([]);
  // There were none: the first one is the stream's to say.
  expect(await asked([])).toEqual([]);
});

const day = (date: string): number => Date.parse(`${date}T00:00:00.000Z`);

it.each([
  ["3d", "2026-01-27", "2026-01-30", "2026-02-02"],
  ["1w", "2026-01-25", "2026-02-01", "2026-02-08"],
  ["1M", "2026-01-01", "2026-02-01", "2026-03-01"],
  ["3M", "2025-12-01", "2026-03-01", "2026-06-01"],
] as const)("candles of %s go on from where the server's begin", (resolution, first, second, third) => {
  const bar = { timestamp: day(first), open: 1n, high: 1n, low: 1n, close: 1n, volume: 1n };
  const times = [day(second) - 1, day(second), day(third) - 1, day(third)];
  const trades = times.map((time, index) => trade(String(index), time, 5n));
  const candles = addToCandles([bar], trades, topicOf(resolution));
  expect(candles.map(({ timestamp, volume }) => [new Date(timestamp).toISOString().slice(0, 10), volume])).toEqual([
    [first, 2n],
    [second, 2n],
    [third, 1n],
  ]);
});

it.each(["3d", "1w", "3M"] as const)(
  "a server whose candles of %s begin on another day: each trade counts once in the one under way",
  async (resolution) => {
    const all = tradesUntil(23);
    // All that happened, in candles that begin a day, or a month, later than ours would.
    const [ours] = addToCandles([], [all.at(-1) as Trade], topicOf(resolution));
    const begin = resolution === "3M" ? day("2025-12-01") : (ours?.timestamp ?? 0) + 86_400_000;
    const older = all.filter(({ timestamp }) => timestamp >= begin);
    const zero = { timestamp: begin, open: 1n, high: 1n, low: 1n, close: 1n, volume: 0n };
    const truth = addToCandles([zero], older, topicOf(resolution));
    const rest = answering(all);
    const minutes = vi.mocked(rest.bars).getMockImplementation();
    vi.mocked(rest.bars).mockImplementation((asked) =>
      asked.resolution === "1m" && minutes ? minutes(asked) : Promise.resolve(truth),
    );
    const join = await readCandles(topicOf(resolution), {
      rest,
      now: SUNDAY + 23_000,
      trades: all.slice(0, 100),
      how: {},
    });
    const sumOf = (bars: readonly Bar[]) => bars.map(({ timestamp, volume }) => [timestamp, volume]).slice(-1);
    expect(sumOf(join([]))).toEqual(sumOf(truth));
  },
);

it("the two parts of a volume are kept where bars alone are joined, and gone once a trade is in it", () => {
  const bar = { timestamp: 0, open: 1n, high: 1n, low: 1n, close: 1n, volume: 3n, buy_volume: 1n, sell_volume: 2n };
  const [candle] = addToCandles([bar], [trade("1", 1_000, 1n)], topicOf("1m"));
  expect(candle).toMatchObject({ volume: 4n });
  expect(candle).not.toHaveProperty("buy_volume");
});
