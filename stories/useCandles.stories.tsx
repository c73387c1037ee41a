import type { Meta, StoryObj } from "@storybook/react-vite";
import { type Bar, formatCompact, type Market, useCandles } from "o2-react";
import { expect, spyOn } from "storybook/test";
import { Chart } from "./parts/Chart.tsx";
import { Columns } from "./parts/Columns.tsx";
import { COMPACT, formatTime } from "./parts/format.ts";
import { Panel } from "./parts/Panel.tsx";
import { useFormat } from "./parts/useFormat.ts";
import { choose, findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf, firstOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

const COLUMNS = ["Begins", "Open", "High", "Low", "Close", "Volume"] as const;

interface Args extends MarketArgs {
  /** How many candles at the most. */
  readonly limit: number;
}

const meta: Meta<Args> = {
  title: "Hooks/useCandles",
  args: { pair: "fFUEL/fUSDC", limit: 300, rate: 100 },
  argTypes: { ...marketArgTypes, limit: { control: { type: "range", min: 1, max: 1_000 } } },
  render: ({ pair, rate, limit }) => (
    <Stage pair={pair} rate={rate} hours={24}>
      {({ market }) => <Chart market={market} limit={limit} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** A chart; each length of candle is a topic of its own, read when it is chosen. */
export const Live: Story = {
  play: async ({ canvasElement }) => {
    const chart = await findPanel(canvasElement, "fFUEL/fUSDC");
    await untilStatus(chart, "live");
    await until(() => expect(chart.querySelector("canvas")).not.toBeNull());
    await choose(canvasElement, "1m");
    await untilStatus(chart, "live");
  },
};

/** Prices on the axis are grouped like everywhere else on the page, and the day is told where it changes. */
export const Axes: Story = {
  args: { pair: "fBTC/fUSDC" },
  play: async ({ canvasElement }) => {
    const chart = await findPanel(canvasElement, "fBTC/fUSDC");
    await untilStatus(chart, "live");
    const fillText = spyOn(CanvasRenderingContext2D.prototype, "fillText");
    await choose(canvasElement, "1h");
    await until(() => {
      const drawn = fillText.mock.calls.map(([text]) => text);
      expect(drawn.filter((text) => /^\d{2,3},\d{3}$/.test(text)).length).toBeGreaterThan(2);
      expect(drawn.filter((text) => /^\d{5,}/.test(text))).toEqual([]);
      expect(drawn.some((text) => /^\d{1,2} [A-Z][a-z]{2}$/.test(text))).toBe(true);
      expect(drawn).not.toContain("00:00");
    });
    fillText.mockRestore();
    // The licence asks for one link.
    expect(chart.querySelectorAll('a[href^="https://www.tradingview.com"]')).toHaveLength(1);
  },
};

/** What is drawn while the chart is stale has its colours when it is live again. */
export const LinkMended: Story = {
  play: async ({ canvasElement, args: { pair } }) => {
    const chart = await findPanel(canvasElement, pair);
    await untilStatus(chart, "live");
    const colours = { hasColour: true, hasGrey: false };
    await until(() => expect(volumeOf(chart)).toEqual(colours));
    // Trades arrive while what was missed cannot be read.
    await press(canvasElement, "REST down");
    await press(canvasElement, "Drop");
    await untilStatus(chart, "stale");
    const exchange = exchangeOf(canvasElement);
    const { market_id } = firstOf(exchange).market;
    await until(() => expect(exchange.connections).toBe(1));
    const since = Date.now();
    const traded = () => exchange.trades(market_id).filter(({ timestamp }) => timestamp > since);
    await until(() => expect(traded().length).toBeGreaterThan(10));
    await mendLink(canvasElement, chart);
    // The chart paints in the frame after its status is shown.
    await until(() => expect(volumeOf(chart)).toEqual(colours));
  },
};

/** Which colours the lowest sixth of the chart is drawn in: that is below all candles. */
function volumeOf(chart: HTMLElement): { hasColour: boolean; hasGrey: boolean } {
  const [canvas] = chart.querySelectorAll("canvas");
  const context = canvas?.getContext("2d");
  if (!canvas || !context || canvas.height < 6) return { hasColour: false, hasGrey: false };
  const { width, height } = canvas;
  const top = Math.ceil((height * 5) / 6);
  const { data } = context.getImageData(0, top, width, height - top);
  let [coloured, grey] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    const [least, most] = [Math.min(red, green, blue), Math.max(red, green, blue)];
    if (most - least > 30) coloured += 1;
    else if (least > 50) grey += 1;
  }
  return { hasColour: coloured > 0, hasGrey: grey > 0 };
}

/** The candles by their figures. After an outage they are the exchange's own, to the last unit of volume. */
export const LinkLost: Story = {
  args: { limit: 6 },
  render: ({ pair, rate, limit }) => (
    <Stage pair={pair} rate={rate} hours={1}>
      {({ market }) => <CandleTable market={market} limit={limit} />}
    </Stage>
  ),
  play: async ({ canvasElement }) => {
    const table = await findPanel(canvasElement, "Candles of a minute");
    await untilStatus(table, "live");
    await loseLink(canvasElement, table);
    await mendLink(canvasElement, table);
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    const volumes = () =>
      exchange
        .bars(firstOf(exchange).market.market_id, "1m")
        .slice(-6)
        .map(({ volume }) => String(volume))
        .reverse();
    await until(() => {
      const shown = [...table.querySelectorAll("[data-volume]")].map((cell) => cell.getAttribute("data-volume"));
      expect(shown).toEqual(volumes());
    });
    expect(rowsOf(table)).toHaveLength(6);
  },
};

function CandleTable({ market, limit }: { readonly market: Market; readonly limit: number }) {
  const candles = useCandles({ market, resolution: "1m", limit });
  const format = useFormat(market);
  const volume = (bar: Bar) => formatCompact(market.base, bar.volume, COMPACT);
  return (
    <Panel title="Candles of a minute" area="candles" result={candles}>
      <table className="quotes">
        <Columns names={COLUMNS} />
        <tbody>
          {candles.data?.toReversed().map((bar) => (
            <tr key={bar.timestamp}>
              <th scope="row">{formatTime(bar.timestamp)}</th>
              <td>{format.price(bar.open)}</td>
              <td>{format.price(bar.high)}</td>
              <td>{format.price(bar.low)}</td>
              <td className={bar.close < bar.open ? "sell" : "buy"}>{format.price(bar.close)}</td>
              <td data-volume={bar.volume}>{volume(bar)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
