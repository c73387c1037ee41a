// Candles on the real Lightweight Charts, in Chromium: what it draws is what the candles say, and a reader who looks at the past stays there.
import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type IChartApi,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import type { Bar, Market } from "o2-react";
import { bindCandles, priceFormatOf } from "o2-react/charts/lightweight";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

afterEach(() => {
  document.body.replaceChildren();
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 0, 15);
const [market] = createExchange().markets;
const COLORS = { upColor: "#00ff00", downColor: "#ff0000", wickUpColor: "#00aa00", borderVisible: false } as const;
const GREY = { up: "#aaaaaa", down: "#555555" } as const;

/** A chart with bound series, and the times at which all points were set anew. */
function bound({ hasVolume = true } = {}) {
  const box = document.createElement("div");
  document.body.append(box);
  const chart = createChart(box, { width: 800, height: 400, timeScale: { barSpacing: 6 } });
  const candles = chart.addSeries(CandlestickSeries, COLORS);
  const volume = chart.addSeries(HistogramSeries, { priceScaleId: "" });
  const setAnew = vi.spyOn(candles, "setData");
  const binding = bindCandles({ candles, volume: hasVolume ? volume : undefined, staleColors: GREY });
  const draw = (
    data: readonly Bar[] | undefined,
    more: { isStale?: boolean; of?: Market; resolution?: "1m" | "5m" } = {},
  ) =>
    binding.draw({
      market: more.of ?? market,
      resolution: more.resolution ?? "1m",
      data,
      isStale: more.isStale ?? false,
    });
  return { chart, candles, volume, binding, draw, setAnew };
}

const bar = (minute: number, close = 100_000_000n, more: Partial<Bar> = {}): Bar => ({
  timestamp: START + minute * MINUTE,
  open: 100_000_000n,
  high: 120_000_000n,
  low: 90_000_000n,
  close,
  volume: 5_000_000_000n,
  ...more,
});
const bars = (from: number, to: number): Bar[] => Array.from({ length: to - from }, (_, index) => bar(from + index));

/** The points of a series that are no empty places, as they are to be for these candles. */
function drawnOf({ candles, volume }: Pick<ReturnType<typeof bound>, "candles" | "volume">) {
  const sizes = new Map(volume.data().map((point) => [point.time, "value" in point ? point.value : undefined]));
  return candles
    .data()
    .flatMap((point) => ("open" in point ? [{ ...point, volume: sizes.get(point.time) }] : []))
    .map(({ time, open, high, low, close, volume: size }) => ({ time, open, high, low, close, volume: size }));
}
const pointsOf = (data: readonly Bar[], of: Market = market) =>
  data.map(({ timestamp, open, high, low, close, volume }) => ({
    time: timestamp / 1_000,
    ...Object.fromEntries(
      Object.entries({ open, high, low, close }).map(([name, value]) => [name, inWhole(value, of.quote.decimals)]),
    ),
    volume: inWhole(volume, of.base.decimals),
  }));
/** The amount in decimal digits, read by the language itself. */
function inWhole(value: bigint, decimals: number): number {
  const digits = `${value}`.padStart(decimals + 1, "0");
  return Number(`${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`);
}
const visible = (chart: IChartApi): readonly Time[] => {
  const range = chart.timeScale().getVisibleRange();
  return range ? [range.from, range.to] : [];
};

test("a trade replaces the newest point or appends one, without setting the others anew, also when the oldest candle is let go of", () => {
  const { draw, setAnew, ...series } = bound();
  let data: readonly Bar[] = bars(0, 200);
  draw(data);
  expect(setAnew).toHaveBeenCalledTimes(1);
  expect(drawnOf(series)).toEqual(pointsOf(data));
  for (let minute = 199; minute < 300; minute += 1) {
    data = [...data.slice(-200, -1), bar(minute, 110_000_000n)];
    draw(data);
    data = [...data.slice(1), bar(minute + 1)];
    draw(data);
    expect(drawnOf(series).slice(-200)).toEqual(pointsOf(data));
  }
  expect(setAnew).toHaveBeenCalledTimes(1);
  // The same once more, and equal candles that are other objects, are nothing new.
  const updates = vi.spyOn(series.candles, "update");
  draw(data);
  draw(data.map((each) => ({ ...each })));
  expect(updates).not.toHaveBeenCalled();
  expect(setAnew).toHaveBeenCalledTimes(1);
});

test.each([true, false])(
  "a reader who looks at the past stays there for days, through candles that come, that change late and that are read again (with volume: %s)",
  async (hasVolume) => {
    const { draw, setAnew, chart, ...series } = bound({ hasVolume });
    let data: readonly Bar[] = bars(0, 400);
    draw(data);
    chart.timeScale().setVisibleLogicalRange({ from: 250, to: 300 });
    // The chart moves in a frame.
    await vi.waitFor(() => expect(chart.timeScale().scrollPosition()).toBeLessThan(-50));
    const before = visible(chart);
    expect(before).toHaveLength(2);
    for (let minute = 400; minute < 520; minute += 1) {
      data = [...data.slice(1), bar(minute)];
      draw(data);
      // A late trade, and a read whose candles are all other objects.
      if (minute % 10 === 0)
        data = data.map((each, index) => (index === 397 ? { ...each, high: each.high + BigInt(minute) } : { ...each }));
      // After an outage several are new, and one before them is another.
      if (minute % 25 === 0) {
        data = [
          ...data.slice(3).map((each, index) => (index === 395 ? { ...each, low: 80_000_000n } : each)),
          ...bars(minute + 1, minute + 4),
        ];
        minute += 3;
      }
      draw(data);
      const volumes = hasVolume ? {} : { volume: undefined };
      expect(drawnOf(series).slice(-data.length)).toEqual(pointsOf(data).map((point) => ({ ...point, ...volumes })));
      expect(visible(chart)).toEqual(before);
    }
    // Only what changed before the newest.
    expect(setAnew.mock.calls.length).toBeLessThan(25);
  },
);

test("older candles and another market or length are set anew, once, and nothing of the one before stays", () => {
  const { draw, setAnew, ...series } = bound();
  draw(bars(100, 200));
  draw(bars(0, 200));
  expect(setAnew).toHaveBeenCalledTimes(2);
  expect(drawnOf(series)).toEqual(pointsOf(bars(0, 200)));
  const [, other = market] = createExchange().markets;
  // Candles that could be the next of those that are drawn.
  draw(bars(199, 201), { of: other });
  expect(setAnew).toHaveBeenCalledTimes(3);
  expect(drawnOf(series)).toEqual(pointsOf(bars(199, 201), other));
  draw([bar(200), bar(205)], { of: other, resolution: "5m" });
  expect(drawnOf(series)).toEqual(pointsOf([bar(200), bar(205)], other));
  draw(undefined, { of: other, resolution: "5m" });
  expect(series.candles.data()).toEqual([]);
  expect(series.volume.data()).toEqual([]);
});

test("a quiet stretch is as wide as it was long, and an endless one leaves the chart no more places than candles can be given", () => {
  const { draw, chart, ...series } = bound();
  draw([bar(0), bar(4), bar(5)]);
  draw([bar(0), bar(4), bar(5), bar(9)]);
  const placeOf = (minute: number) => chart.timeScale().timeToIndex((START / 1_000 + 60 * minute) as UTCTimestamp);
  expect([0, 4, 5, 9].map(placeOf)).toEqual([0, 4, 5, 9]);
  expect(drawnOf(series)).toEqual(pointsOf([bar(0), bar(4), bar(5), bar(9)]));
  draw([bar(0), bar(4), bar(5), bar(9), bar(1_000_000), bar(1_000_010)]);
  expect([1_000_000, 1_000_010].map(placeOf)).toEqual([0, 10]);
  // Months are of different lengths.
  const at = (month: number) => bar(0, 100_000_000n, { timestamp: Date.UTC(2026, month) });
  const months = bound();
  months.binding.draw({ market, resolution: "1M", data: [at(0), at(6)], isStale: false });
  const scale = months.chart.timeScale();
  const places = [0, 1, 2, 3, 4, 5, 6].map((month) => scale.timeToIndex((at(month).timestamp / 1_000) as UTCTimestamp));
  expect(places).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("what is stale is grey, candles and volume, also what comes meanwhile, and has its colours again when it is current", () => {
  const { draw, chart, setAnew, ...series } = bound();
  const fallen = bar(1, 95_000_000n);
  const colors = () => series.volume.data().map((point) => ("color" in point ? point.color : undefined));
  const painted = () => {
    const { upColor, downColor, wickUpColor, borderUpColor } = series.candles.options();
    return { upColor, downColor, wickUpColor, borderUpColor };
  };
  draw([bar(0), fallen]);
  const current = painted();
  expect(current).toMatchObject({ upColor: "#00ff00", downColor: "#ff0000", wickUpColor: "#00aa00" });
  expect(colors()).toEqual(["#00ff00", "#ff0000"]);
  for (let outage = 0; outage < 5; outage += 1) {
    draw([bar(0), fallen], { isStale: true });
    expect(painted()).toEqual({ upColor: GREY.up, downColor: GREY.down, wickUpColor: GREY.up, borderUpColor: GREY.up });
    expect(colors()).toEqual([GREY.up, GREY.down]);
    draw([bar(0), fallen, bar(2)], { isStale: true });
    expect(colors()).toEqual([GREY.up, GREY.down, GREY.up]);
    draw([bar(0), fallen, bar(2)]);
    expect(painted()).toEqual(current);
    expect(colors()).toEqual(["#00ff00", "#ff0000", "#00ff00"]);
    draw([bar(0), fallen]);
  }
  expect(setAnew.mock.calls.length).toBeLessThan(8);
  // A theme that is changed meanwhile stays.
  draw([bar(0), fallen], { isStale: true });
  series.candles.applyOptions({ upColor: "#0000ff" });
  draw([bar(0), fallen]);
  expect(painted()).toEqual({ ...current, upColor: "#0000ff" });
});

test("amounts are the nearest floats, and one beyond what the library takes is drawn at its largest", () => {
  const { draw, ...series } = bound();
  const exact = bar(0, 123_456_789_012_345_678n, { high: 200_000_000_000_000_000n, volume: 3n });
  draw([exact]);
  expect(drawnOf(series)).toEqual(pointsOf([exact]));
  draw([exact, bar(1, 1n, { volume: 10n ** 30n })]);
  expect(drawnOf(series).at(-1)?.volume).toBe(Number.MAX_SAFE_INTEGER / 100);
  expect(priceFormatOf(market)).toEqual({
    type: "price",
    precision: market.quote.max_precision,
    minMove: 10 ** -market.quote.max_precision,
  });
});

test("unbound, the series are empty and have their colours, and what is drawn later is nothing", () => {
  const { draw, binding, chart, ...series } = bound();
  draw([bar(0)], { isStale: true });
  binding.unbind();
  draw([bar(0), bar(1)]);
  expect(series.candles.data()).toEqual([]);
  expect(series.volume.data()).toEqual([]);
  expect(series.candles.options().upColor).toBe("#00ff00");
  chart.remove();
  binding.unbind();
  draw([bar(0), bar(1)]);
});

test("a day of a market with outages: at each commit the chart has the candles of the feed, and at the end the exchange's", async () => {
  vi.useFakeTimers({ now: START, toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  const exchange = createExchange();
  const [traded] = exchange.markets;
  const { config, WebSocket, fetch } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, onError: () => undefined });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  feed.connect();
  feed.retain([{ channel: "candles", market: traded.market_id, resolution: "5m", limit: 100 }]);
  const { binding, setAnew, chart, ...series } = bound();
  let [draws, stale] = [0, 0];
  const look = () => {
    const entry = Object.values(feed.store.getState().candles)[0];
    if (!entry) return;
    const isStale = entry.data !== undefined && !entry.isLive;
    binding.draw({ market: traded, resolution: "5m", data: entry.data, isStale });
    draws += 1;
    stale += isStale ? 1 : 0;
    const data = entry.data ?? [];
    const drawn = data.length > 0 ? drawnOf(series).slice(-data.length) : drawnOf(series);
    expect(drawn).toEqual(pointsOf(data, traded));
    expect(series.candles.options().upColor).toBe(isStale ? GREY.up : "#00ff00");
  };
  feed.store.subscribe(look);
  const pass = (time: number) => vi.advanceTimersByTimeAsync(time);
  await pass(1_000);
  let outages = 0;
  for (let step = 0; step < DAY / (20 * MINUTE); step += 1) {
    if (step % 12 === 5) {
      exchange.faults.drop();
      exchange.faults.refuse();
      outages += 1;
    }
    for (let part = 0; part < 4; part += 1) {
      vi.setSystemTime(Date.now() + 5 * MINUTE - 2_000);
      exchange.tick(8);
      await pass(2_000);
    }
    if (step % 12 === 7) exchange.faults.accept();
    await pass(3_000);
  }
  exchange.faults.clear();
  await pass(120_000);
  expect([draws, stale, outages].map((count) => count > 3)).toEqual([true, true, true]);
  const truth = exchange.bars(traded.market_id, "5m").filter(({ volume }) => volume > 0n);
  expect(drawnOf(series).slice(-50)).toEqual(pointsOf(truth.slice(-50), traded));
  expect(setAnew.mock.calls.length).toBeLessThan(40);
});
