// A market drawn: its candles and volume by TradingView's Lightweight Charts, bound to what the hook gives, or the depth of its book.
import {
  CandlestickSeries,
  type CandlestickSeriesPartialOptions,
  createChart,
  HistogramSeries,
  type IChartApi,
  type MouseEventParams,
} from "lightweight-charts";
import { type Bar, type Market, type Resolution, type Result, useCandles, useDepth } from "o2-react";
import { bindCandles, type CandleBinding } from "o2-react/charts/lightweight";
import { useEffect, useRef, useState } from "react";
import { Choice } from "./Choice.tsx";
import { chartOptions, chartPalette, chartPrices, type Palette } from "./chartOptions.ts";
import { DepthDrawing } from "./DepthDrawing.tsx";
import { Legend } from "./Legend.tsx";
import { Panel } from "./Panel.tsx";

const RESOLUTIONS = ["1m", "5m", "15m", "1h", "4h", "1d"] as const satisfies readonly Resolution[];

const VIEWS = ["Price", "Depth"] as const;

/** How far from the middle a depth chart goes, by the words of its choice, in hundredths of a percent. */
const REACHES = { "0.5%": 50, "1%": 100, "2%": 200, All: undefined } as const;

/** How wide a candle is at first, with the gap beside it, in pixels. */
const CANDLE = 7;

/** Colours of candles that may be out of date. */
const STALE = { up: "#8f9aa8", down: "#59626e" };

export interface ChartProps {
  readonly market: Market;
  readonly limit?: number;
  /** The name of the page's colours: another one draws the chart anew. */
  readonly look?: string;
}

export function Chart({ market, limit = 500, look = "" }: ChartProps) {
  const [view, setView] = useState<(typeof VIEWS)[number]>("Price");
  const [resolution, setResolution] = useState<(typeof RESOLUTIONS)[number]>("5m");
  const [reach, setReach] = useState<keyof typeof REACHES>("1%");
  const isDepth = view === "Depth";
  const candles = useCandles({ market, resolution, limit, enabled: !isDepth });
  const book = useDepth({ market, levels: Number.POSITIVE_INFINITY, throttle: 250, enabled: isDepth });
  const controls = (
    <>
      <Choice label="What is drawn" options={VIEWS} value={view} onChange={setView} nameOf={String} />
      {isDepth ? (
        <Choice
          label="Distance from the middle"
          options={Object.keys(REACHES) as (keyof typeof REACHES)[]}
          value={reach}
          onChange={setReach}
          nameOf={String}
        />
      ) : (
        <Choice
          label="Candle length"
          options={RESOLUTIONS}
          value={resolution}
          onChange={setResolution}
          nameOf={String}
        />
      )}
    </>
  );
  return (
    <Panel title={market.pair} area="chart" result={isDepth ? book : candles} controls={controls}>
      {isDepth ? (
        book.data && <DepthDrawing market={market} book={book.data} within={REACHES[reach]} />
      ) : (
        <>
          <Drawing
            key={`${market.market_id} ${resolution} ${look}`}
            market={market}
            resolution={resolution}
            candles={candles}
          />
          <p className="credit">
            <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
              TradingView
            </a>{" "}
            Lightweight Charts™, © 2026 TradingView, Inc.
          </p>
        </>
      )}
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

/** The canvas: made once per market, resolution and look, then told of each result. */
function Drawing({ market, resolution, candles }: DrawingProps) {
  const box = useRef<HTMLElement>(null);
  const [drawn, setDrawn] = useState<Drawn>();
  const [at, setAt] = useState<number>();
  const { data, isStale } = candles;
  const hasData = data !== undefined;

  useEffect(() => {
    if (!box.current) return undefined;
    const palette = chartPalette(box.current);
    const chart = createChart(box.current, chartOptions(palette));
    const binding = bindTo(chart, market, palette);
    // The pointer is beside all candles where there is no time.
    const onMove = ({ point, time }: MouseEventParams) =>
      setAt(point && time !== undefined ? Number(time) * 1_000 : undefined);
    chart.subscribeCrosshairMove(onMove);
    setDrawn({ chart, binding });
    return () => {
      chart.unsubscribeCrosshairMove(onMove);
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

  return (
    <>
      <Legend market={market} bars={data ?? []} at={at} />
      <figure ref={box} className="drawing" aria-label={`Candle chart of ${market.pair} with volume`} />
    </>
  );
}

/** Candles above their volume, on a chart. */
function bindTo(chart: IChartApi, market: Market, palette: Palette): CandleBinding {
  const { up, down } = palette;
  const price = chart.addSeries(CandlestickSeries, candleOptions(market, palette));
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "",
    lastValueVisible: false,
    priceLineVisible: false,
  });
  price.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.24 } });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
  return bindCandles({
    candles: price,
    volume,
    volumeColors: { up: `${up}66`, down: `${down}66` },
    staleColors: STALE,
  });
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
