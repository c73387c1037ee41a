// Candles and volume, by TradingView's Lightweight Charts: its series are bound to what the hook gives.
import {
  CandlestickSeries,
  type CandlestickSeriesPartialOptions,
  createChart,
  HistogramSeries,
  type IChartApi,
} from "lightweight-charts";
import { type Bar, type Market, type Resolution, type Result, useCandles } from "o2-react";
import { bindCandles, type CandleBinding } from "o2-react/charts/lightweight";
import { useEffect, useRef, useState } from "react";
import { Choice } from "./Choice.tsx";
import { chartOptions, chartPalette, chartPrices, type Palette } from "./chartOptions.ts";
import { Panel } from "./Panel.tsx";

const RESOLUTIONS = ["1m", "5m", "15m", "1h"] as const satisfies readonly Resolution[];

/** How wide a candle is at first, with the gap beside it, in pixels. */
const CANDLE = 7;

/** Colours of candles that may be out of date. */
const STALE = { up: "#8f9aa8", down: "#59626e" };

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
      <Drawing key={`${market.market_id} ${resolution}`} market={market} resolution={resolution} candles={candles} />
      <p className="credit">
        <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
          TradingView
        </a>{" "}
        Lightweight Charts™, © 2026 TradingView, Inc.
      </p>
    </Panel>
  );
}

interface Drawn {
  readonly chart: IChartApi;
  readonly binding: CandleBinding;
}

interface DrawingProps {
  readonly market: Market;
  readonly resolution: Resolution;
  readonly candles: Result<readonly Bar[]>;
}

/** The canvas: made once per market and resolution, then told of each result. */
function Drawing({ market, resolution, candles }: DrawingProps) {
  const box = useRef<HTMLElement>(null);
  const [drawn, setDrawn] = useState<Drawn>();
  const { data, isStale } = candles;
  const hasData = data !== undefined;

  useEffect(() => {
    if (!box.current) return undefined;
    const palette = chartPalette(box.current);
    const { up, down } = palette;
    const chart = createChart(box.current, chartOptions(palette));
    const price = chart.addSeries(CandlestickSeries, candleOptions(market, palette));
    const volume = chart.addSeries(HistogramSeries, {
      priceScaleId: "",
      lastValueVisible: false,
      priceLineVisible: false,
    });
    price.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.24 } });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    const binding = bindCandles({
      candles: price,
      volume,
      volumeColors: { up: `${up}66`, down: `${down}66` },
      staleColors: STALE,
    });
    setDrawn({ chart, binding });
    return () => {
      binding.unbind();
      chart.remove();
    };
  }, [market]);

  useEffect(() => {
    drawn?.binding.draw({ market, resolution, data, isStale });
  }, [drawn, market, resolution, data, isStale]);

  // The newest candles are shown first; from then on the view is the reader's.
  useEffect(() => {
    if (!drawn || !box.current || !hasData) return;
    const shown = Math.floor(box.current.clientWidth / CANDLE);
    const places = (drawn.chart.timeScale().getVisibleLogicalRange()?.to ?? 0) + 1;
    drawn.chart.timeScale().setVisibleLogicalRange({ from: places - shown, to: places + 4 });
  }, [drawn, hasData]);

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
