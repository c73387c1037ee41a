// The datafeed against the charting library's documented contract, by a stand-in for the library that says where the contract is broken.
import type { Bar, Market } from "o2-react";
import { type ChartBar, type ChartDatafeed, type ChartSymbol, createDatafeed } from "o2-react/charts/tradingview";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 10, 12);

/** An exchange at a fake time, and a datafeed over a feed of it. */
function open() {
  vi.useFakeTimers({ now: START });
  const exchange = createExchange();
  const { config, WebSocket, fetch } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, onError: () => undefined });
  feed.connect();
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const resets: (() => void)[] = [];
  const datafeed = createDatafeed(feed, {
    onReset: () => {
      for (const reset of resets) reset();
    },
  });
  const [market] = exchange.markets;
  return { exchange, feed, datafeed, market, resets };
}

const pass = (time: number) => vi.advanceTimersByTimeAsync(time);

/** Lets time pass at once, but for its end. */
async function later(time: number): Promise<void> {
  vi.setSystemTime(Date.now() + time - 1_000);
  await pass(1_000);
}

/** Calls a method and waits for its one answer, which must not come while it is called. */
async function ask<T>(call: (answer: (...args: T[]) => void, fail: (reason: unknown) => void) => void): Promise<T> {
  const answers: T[] = [];
  const failures: unknown[] = [];
  let isCalled = false;
  call(
    (answer) => {
      expect(isCalled).toBe(true);
      answers.push(answer as T);
    },
    (reason) => {
      expect(isCalled).toBe(true);
      failures.push(reason);
    },
  );
  isCalled = true;
  for (let waited = 0; answers.length + failures.length === 0 && waited < 600; waited += 1) await pass(100);
  await pass(1_000);
  expect(answers.length + failures.length).toBe(1);
  if (failures.length > 0) {
    expect(typeof failures[0]).toBe("string");
    throw new Error(failures[0] as string);
  }
  return answers[0] as T;
}

const resolve = (datafeed: ChartDatafeed, name: string): Promise<ChartSymbol> =>
  ask((answer, fail) => datafeed.resolveSymbol(name, answer, fail));

interface Period {
  readonly from: number;
  readonly to: number;
  readonly countBack?: number;
  readonly firstDataRequest?: boolean;
}

/** What `getBars` gives, looked at as the contract has it. Times in milliseconds. */
async function getBars(datafeed: ChartDatafeed, symbol: ChartSymbol, resolution: string, period: Period) {
  const { from, to, countBack, firstDataRequest = false } = period;
  const seconds = { from: Math.floor(from / 1_000), to: Math.ceil(to / 1_000), countBack, firstDataRequest };
  const answer = await ask<{ bars: ChartBar[]; noData: boolean }>((found, fail) =>
    datafeed.getBars(symbol, resolution, seconds, (bars, { noData }) => found({ bars, noData }), fail),
  );
  answer.bars.forEach(({ time }, index) => {
    expect(time).toBeGreaterThan(answer.bars[index - 1]?.time ?? 0);
    if (!firstDataRequest) expect(time).toBeLessThan(seconds.to * 1_000);
    expect(time % 1_000).toBe(0);
  });
  if (answer.bars.length > 0) expect(answer.noData).toBe(false);
  return answer;
}

/** The amount in decimal digits, read by the language itself. */
function inWhole(value: bigint, decimals: number): number {
  const digits = `${value}`.padStart(decimals + 1, "0");
  return Number(`${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`);
}

const barsOf = (bars: readonly Bar[], { base, quote }: Market): ChartBar[] =>
  bars
    .filter(({ volume }) => volume > 0n)
    .map(({ timestamp, open: first, high, low, close, volume }) => ({
      time: timestamp,
      open: inWhole(first, quote.decimals),
      high: inWhole(high, quote.decimals),
      low: inWhole(low, quote.decimals),
      close: inWhole(close, quote.decimals),
      volume: inWhole(volume, base.decimals),
    }));

/** A chart of the library: it reads bars, subscribes, and asks again once it was told to forget what it has. */
async function chartOf(
  { datafeed, resets }: Pick<ReturnType<typeof open>, "datafeed" | "resets">,
  symbol: ChartSymbol,
  resolution: string,
  { countBack = 100, before }: { countBack?: number; before?: () => Promise<void> } = {},
) {
  const chart = { bars: [] as ChartBar[], violations: [] as string[], forgotten: 0, reading: Promise.resolve() };
  const read = async (): Promise<void> => {
    const [to, from] = [Date.now() + MINUTE, Date.now() - countBack * MINUTE];
    chart.bars = (await getBars(datafeed, symbol, resolution, { from, to, countBack, firstDataRequest: true })).bars;
  };
  let isForgotten = false;
  resets.push(() => {
    if (!isForgotten) chart.violations.push("data was reset before the library was told to forget its bars");
    isForgotten = false;
    chart.reading = read();
  });
  await read();
  await before?.();
  const tell = (bar: ChartBar): void => {
    const last = chart.bars.at(-1);
    if (last && bar.time < last.time) chart.violations.push(`${bar.time} is before ${last.time}`);
    else if (bar.time === last?.time) chart.bars = [...chart.bars.slice(0, -1), bar];
    else chart.bars = [...chart.bars, bar];
  };
  let isCalled = false;
  const subscribed = (then: () => void) => () => {
    if (!isCalled) chart.violations.push("called back while it was called");
    then();
  };
  datafeed.subscribeBars(
    symbol,
    resolution,
    (bar) => subscribed(() => tell(bar))(),
    `${resolution}-1`,
    subscribed(() => {
      chart.forgotten += 1;
      isForgotten = true;
    }),
  );
  isCalled = true;
  await pass(1_000);
  return chart;
}

test("the configuration, the server's time and a market have what the library asks for, and come later", async () => {
  const { datafeed, market, exchange } = open();
  const configuration = await ask<unknown>((answer) => datafeed.onReady(answer));
  expect(configuration).toMatchObject({ supports_time: true, symbols_types: [{ value: "crypto" }] });
  const time = await ask<number>((answer) => datafeed.getServerTime(answer));
  expect(Math.abs(time - Date.now() / 1_000)).toBeLessThan(5);
  const symbol = await resolve(datafeed, market.pair);
  expect(symbol).toMatchObject({
    name: market.pair,
    ticker: market.market_id,
    session: "24x7",
    timezone: "Etc/UTC",
    minmov: 1,
    pricescale: 10 ** market.quote.max_precision,
    has_weekly_and_monthly: false,
  });
  // By each of its names, also with the exchange before it.
  for (const name of [symbol.ticker, symbol.full_name, market.pair.toLowerCase()])
    expect(await resolve(datafeed, name)).toEqual(symbol);
  // Nothing may be built on a resolution that is listed and not read.
  const read = symbol.supported_resolutions.filter((name) => !/^\d[WM]$/.test(name));
  for (const name of [...read, "D"]) {
    const { bars } = await getBars(datafeed, symbol, name, { from: START - HOUR, to: START, countBack: 1 });
    expect(Array.isArray(bars)).toBe(true);
  }
  expect(exchange.markets.length).toBeGreaterThan(1);
});

test("the search finds markets by their symbols, in any case and with or without the prefix, and by exchange and type", async () => {
  const { datafeed, exchange } = open();
  const search = async (text: string, on = "", type = "") =>
    (await ask<{ symbol: string }[]>((answer) => datafeed.searchSymbols(text, on, type, answer))).map(
      ({ symbol }) => symbol,
    );
  const all = exchange.markets.map(({ pair }) => pair);
  expect(await search("")).toEqual(all);
  for (const text of ["fuel", "FUEL/USDC", "fuelusdc", "ffuel"]) expect(await search(text)).toEqual(["fFUEL/fUSDC"]);
  expect(await search("fuel", "O2", "crypto")).toEqual(["fFUEL/fUSDC"]);
  expect(await search("fuel", "elsewhere")).toEqual([]);
  expect(await search("fuel", "", "stock")).toEqual([]);
  expect(await search("nothing")).toEqual([]);
});

test("the first bars are the exchange's, with the one under way, and each trade replaces it or begins the next", async () => {
  const world = open();
  const { exchange, market, datafeed } = world;
  exchange.warmUp({ hours: 3 });
  const symbol = await resolve(datafeed, market.pair);
  const chart = await chartOf(world, symbol, "1");
  const truth = () => barsOf(exchange.bars(market.market_id, "1m"), market);
  expect(chart.bars.length).toBeGreaterThanOrEqual(100);
  expect(chart.bars).toEqual(truth().slice(-chart.bars.length));
  for (let minute = 0; minute < 30; minute += 1) {
    await later(30_000);
    exchange.tick(5);
    await later(30_000);
    expect(chart.bars).toEqual(truth().slice(-chart.bars.length));
  }
  expect(chart).toMatchObject({ violations: [], forgotten: 0 });
  // Unsubscribed, it is told nothing.
  datafeed.unsubscribeBars("1-1");
  const before = chart.bars;
  exchange.tick(20);
  await later(MINUTE);
  expect(chart.bars).toBe(before);
});

test("bars that come between the first read and the subscription are told as well", async () => {
  const world = open();
  const { exchange, market, datafeed } = world;
  exchange.warmUp({ hours: 3 });
  const symbol = await resolve(datafeed, market.pair);
  const before = async (): Promise<void> => {
    for (let minute = 0; minute < 3; minute += 1) {
      exchange.tick(10);
      await later(MINUTE);
    }
  };
  const chart = await chartOf(world, symbol, "1", { before });
  expect(chart.bars).toEqual(barsOf(exchange.bars(market.market_id, "1m"), market).slice(-chart.bars.length));
  expect(chart).toMatchObject({ violations: [], forgotten: 0 });
});

test("older bars are so many as are wanted, over silence too, until there is none: then noData", async () => {
  const { exchange, market, datafeed } = open();
  // Trades in two stretches, a long time ago and lately.
  vi.setSystemTime(START - 100 * DAY);
  const trade = async (): Promise<void> => {
    const before = exchange.trades(market.market_id).length;
    while (exchange.trades(market.market_id).length === before) exchange.tick();
    vi.setSystemTime(Date.now() + 7 * MINUTE);
  };
  for (let count = 0; count < 40; count += 1) await trade();
  vi.setSystemTime(START - 2 * DAY);
  for (let count = 0; count < 20; count += 1) await trade();
  vi.setSystemTime(START);
  await pass(1_000);
  const symbol = await resolve(datafeed, market.pair);
  for (const [resolution, name] of [
    ["1", "1m"],
    ["5", "5m"],
    ["60", "1h"],
    ["1S", "1s"],
  ] as const) {
    const truth = barsOf(exchange.bars(market.market_id, name), market);
    let to = Date.now() + MINUTE;
    let read: ChartBar[] = [];
    for (let asked = 0; asked < 60; asked += 1) {
      const firstDataRequest = asked === 0;
      const { bars, noData } = await getBars(datafeed, symbol, resolution, {
        from: to - HOUR,
        to,
        countBack: 15,
        firstDataRequest,
      });
      read = [...bars, ...read];
      if (noData) break;
      expect(bars.length).toBeGreaterThan(0);
      to = bars[0]?.time ?? 0;
    }
    expect(read).toEqual(truth);
    expect(await getBars(datafeed, symbol, resolution, { from: to - HOUR, to, countBack: 15 })).toEqual({
      bars: [],
      noData: true,
    });
  }
  // Where bars are dense, so many as are wanted come at once, though they begin before `from`.
  const { bars } = await getBars(datafeed, symbol, "60", { from: START - 2 * DAY, to: START - DAY, countBack: 4 });
  expect(bars.length).toBeGreaterThanOrEqual(4);
});

test("during an outage nothing is told, after it what was missed, and the library is not asked to forget what ticks can mend", async () => {
  const world = open();
  const { exchange, market, datafeed, feed } = world;
  exchange.warmUp({ hours: 3 });
  const symbol = await resolve(datafeed, market.pair);
  const chart = await chartOf(world, symbol, "1");
  for (let outage = 0; outage < 3; outage += 1) {
    exchange.faults.drop();
    exchange.faults.refuse();
    await pass(1_000);
    const before = chart.bars;
    for (let minute = 0; minute < 5; minute += 1) {
      exchange.tick(10);
      await later(MINUTE);
    }
    // The link is there again, and what was missed cannot be read yet: what comes would be bars with holes.
    exchange.faults.rest({ fail: true, times: Infinity });
    exchange.faults.accept();
    await pass(40_000);
    expect(feed.store.getState().connection.status).toBe("connected");
    exchange.tick(10);
    await pass(2_000);
    expect(chart.bars).toBe(before);
    exchange.faults.clear();
    await pass(90_000);
    expect(chart.bars).toEqual(barsOf(exchange.bars(market.market_id, "1m"), market).slice(-chart.bars.length));
    expect(chart).toMatchObject({ violations: [], forgotten: 0 });
  }
});

test("after an outage longer than what is kept the library is asked to forget its bars, once, when all can be read again", async () => {
  const world = open();
  const { exchange, market, datafeed } = world;
  exchange.warmUp({ hours: 2 });
  const symbol = await resolve(datafeed, market.pair);
  const chart = await chartOf(world, symbol, "1S");
  exchange.faults.drop();
  exchange.faults.refuse();
  exchange.tick(10);
  await later(HOUR);
  exchange.tick(50);
  await later(10_000);
  exchange.faults.rest({ fail: true, times: Infinity });
  exchange.faults.accept();
  await pass(40_000);
  exchange.tick(10);
  await pass(2_000);
  // Asked now it would read nothing, or too little.
  expect(chart.forgotten).toBe(0);
  exchange.faults.clear();
  await pass(90_000);
  await chart.reading;
  expect(chart).toMatchObject({ violations: [], forgotten: 1 });
  expect(chart.bars).toEqual(barsOf(exchange.bars(market.market_id, "1s"), market).slice(-chart.bars.length));
  exchange.tick(10);
  await later(5_000);
  expect(chart.bars).toEqual(barsOf(exchange.bars(market.market_id, "1s"), market).slice(-chart.bars.length));
  expect(chart).toMatchObject({ violations: [], forgotten: 1 });
});

test("the first bars go up to the newest, also where the page's clock is behind, and a period without a count is that period", async () => {
  const { exchange, market, datafeed } = open();
  exchange.warmUp({ hours: 3 });
  const symbol = await resolve(datafeed, market.pair);
  const truth = barsOf(exchange.bars(market.market_id, "1m"), market);
  const ahead = { from: START - 70 * MINUTE, to: START - 10 * MINUTE };
  const first = await getBars(datafeed, symbol, "1", { ...ahead, countBack: 60, firstDataRequest: true });
  expect(first.bars.at(-1)).toEqual(truth.at(-1));
  const { bars } = await getBars(datafeed, symbol, "1", ahead);
  expect(bars).toEqual(truth.filter(({ time }) => time >= ahead.from && time < ahead.to));
  // One that ends with the candle under way has not got it.
  exchange.tick(20);
  await pass(1_000);
  const [before, underWay] = barsOf(exchange.bars(market.market_id, "1m"), market).slice(-2);
  const to = underWay?.time ?? 0;
  expect(Date.now() - to).toBeLessThan(MINUTE);
  const ended = await getBars(datafeed, symbol, "1", { from: to - HOUR, to, countBack: 5 });
  expect(ended.bars.at(-1)).toEqual(before);
  // Nothing before a period is read for it, and nothing before the first trade is there.
  const beginning = truth[0]?.time ?? 0;
  const empty = await getBars(datafeed, symbol, "1", { from: beginning - HOUR, to: beginning });
  expect(empty).toEqual({ bars: [], noData: true });
});

test("a candle that begins before a period and is traded within it is not taken for the end of history", async () => {
  const { exchange, market, datafeed } = open();
  vi.setSystemTime(START + 31 * MINUTE);
  while (exchange.trades(market.market_id).length === 0) exchange.tick();
  vi.setSystemTime(START + 5 * HOUR);
  await pass(1_000);
  const symbol = await resolve(datafeed, market.pair);
  const { bars } = await getBars(datafeed, symbol, "60", { from: START + 7 * MINUTE, to: START + 50 * MINUTE });
  expect(bars).toEqual(barsOf(exchange.bars(market.market_id, "1h"), market));
});

test("bars that are asked for during an outage come once they are whole", async () => {
  const { exchange, market, datafeed } = open();
  exchange.warmUp({ hours: 2 });
  const symbol = await resolve(datafeed, market.pair);
  exchange.faults.rest({ fail: true, times: 3 });
  const period = { from: START - HOUR, to: START + 10 * MINUTE, countBack: 50, firstDataRequest: true };
  const { bars } = await getBars(datafeed, symbol, "1", period);
  expect(bars.length).toBeGreaterThanOrEqual(50);
});

test("errors are sentences: an unknown market, a resolution that is not read, history that cannot be read, a feed that is closed", async () => {
  const { exchange, market, datafeed, feed } = open();
  exchange.warmUp({ hours: 2 });
  await expect(resolve(datafeed, "NO/SUCH")).rejects.toThrow(/"NO\/SUCH" is not one of the markets/);
  const symbol = await resolve(datafeed, market.pair);
  const period = { from: START - HOUR, to: START - MINUTE, countBack: 10 };
  await expect(getBars(datafeed, symbol, "7", period)).rejects.toThrow("no candles of the resolution 7");
  exchange.faults.rest({ fail: true, times: Infinity });
  await expect(getBars(datafeed, symbol, "1", { ...period, to: START - HOUR, from: START - 2 * HOUR })).rejects.toThrow(
    /\/v1\/bars failed/,
  );
  feed.close();
  await expect(getBars(datafeed, symbol, "5", { ...period, firstDataRequest: true })).rejects.toThrow(/closed/);
});

test("each listener is told for itself, and one that ends before its market is known is told nothing", async () => {
  const { exchange, market, datafeed, feed } = open();
  exchange.warmUp({ hours: 2 });
  const told: string[] = [];
  const symbol = await resolve(datafeed, market.pair);
  const listen = (name: string) =>
    datafeed.subscribeBars(
      symbol,
      "1",
      () => told.push(name),
      name,
      () => told.push("reset"),
    );
  for (const name of ["a", "b", "c"]) listen(name);
  datafeed.unsubscribeBars("c");
  await pass(2_000);
  told.length = 0;
  datafeed.unsubscribeBars("b");
  exchange.tick(20);
  await pass(2_000);
  expect(new Set(told)).toEqual(new Set(["a"]));
  datafeed.unsubscribeBars("a");
  await pass(60_000);
  expect([...feed.holders.keys()].filter((key) => key.startsWith("candles"))).toEqual([]);
});
