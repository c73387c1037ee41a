// Candles and volume, by TradingView's Lightweight Charts. Amounts become floats only here, to be drawn.
import {
  CandlestickSeries,
  type CandlestickSeriesPartialOptions,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { type Bar, type Market, type Resolution, useCandles } from "o2-react";
import { useEffect, useRef, useState } from "react";
import { Choice } from "./Choice.tsx";
import { chartOptions, chartPalette, chartPrices, type Palette } from "./chartOptions.ts";
import { toDrawing } from "./format.ts";
import { Panel } from "./Panel.tsx";

const RESOLUTIONS = ["1m", "5m", "15m", "1h"] as const satisfies readonly Resolution[];

/** The initial width of a candle with its gap, in pixels. */
const CANDLE = 7;

export interface ChartProps {
  readonly market: Market;
  readonly limit?: number;
}

export function Chart({ market, limit = 500 }: ChartProps) {
  const [resolution, setResolution] = useState<(typeof RESOLUTIONS)[number]>("5m");
  const candles = useCandles({ market, resolution, limit });
  const controls = (
    <Choice label="Candle length" options={RESOLUTIONS} value={resolution} onChange={setResolution} nameOf={String} />
  );
  return (
    <Panel title={market.pair} area="chart" result={candles} controls={controls}>
      <Drawing key={`${market.market_id} ${resolution}`} market={market} candles={candles.data} />
      <p className="credit">
        <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
          TradingView
        </a>{" "}
        Lightweight Charts™, © 2026 TradingView, Inc.
      </p>
    </Panel>
  );
}

interface Series {
  readonly chart: IChartApi;
  readonly palette: Palette;
  readonly price: ISeriesApi<"Candlestick">;
  readonly volume: ISeriesApi<"Histogram">;
}

/** The canvas. It is made once per market and resolution, then receives the changed candles. */
function Drawing({ market, candles }: { readonly market: Market; readonly candles: readonly Bar[] | undefined }) {
  const box = useRef<HTMLElement>(null);
  const [series, setSeries] = useState<Series>();
  const drawn = useRef<readonly Bar[]>([]);

  useEffect(() => {
    if (!box.current) return undefined;
    const palette = chartPalette(box.current);
    const chart = createChart(box.current, chartOptions(palette));
    const price = chart.addSeries(CandlestickSeries, candleOptions(market, palette));
    const volume = chart.addSeries(HistogramSeries, {
      priceScaleId: "",
      lastValueVisible: false,
      priceLineVisible: false,
    });
    price.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.24 } });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    drawn.current = [];
    setSeries({ chart, palette, price, volume });
    return () => chart.remove();
  }, [market]);

  useEffect(() => {
    if (!series || !box.current || !candles) return;
    const { up, down } = series.palette;
    const [before, now] = [drawn.current, candles];
    drawn.current = now;
    const price = (candle: Bar) => ({ time: seconds(candle), ...drawPrices(candle, market) });
    const volume = (candle: Bar) => ({
      time: seconds(candle),
      value: toDrawing(candle.volume, market.base.decimals),
      color: `${candle.close < candle.open ? down : up}66`,
    });
    // Unchanged candles are the same objects. The chart accepts single candles only at its end.
    const changed = now.findIndex((candle, index) => candle !== before[index]);
    if (changed === -1 && before.length === now.length) return;
    if (changed >= before.length - 1 && before.length > 0) {
      for (const candle of now.slice(changed)) {
        series.price.update(price(candle));
        series.volume.update(volume(candle));
      }
      return;
    }
    series.price.setData(now.map(price));
    series.volume.setData(now.map(volume));
    // The reader's own zoom survives a new read after a reconnection.
    if (before.length > 0) return;
    const from = now.length - Math.floor(box.current.clientWidth / CANDLE);
    series.chart.timeScale().setVisibleLogicalRange({ from, to: now.length + 4 });
  }, [series, candles, market]);

  return <figure ref={box} className="drawing" aria-label={`Candle chart of ${market.pair} with volume`} />;
}

function candleOptions(market: Market, { up, down }: Palette): CandlestickSeriesPartialOptions {
  return {
    upColor: up,
    downColor: down,
    wickUpColor: up,
    wickDownColor: down,
    borderVisible: false,
    priceFormat: chartPrices(market),
  };
}

function drawPrices({ open, high, low, close }: Bar, { quote: { decimals } }: Market) {
  return {
    open: toDrawing(open, decimals),
    high: toDrawing(high, decimals),
    low: toDrawing(low, decimals),
    close: toDrawing(close, decimals),
  };
}

function seconds({ timestamp }: Bar): Time {
  return (timestamp / 1_000) as UTCTimestamp;
}
