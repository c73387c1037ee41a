import type { Meta, StoryObj } from "@storybook/react-vite";
import { type Bar, type Market, useCandles } from "o2-react";
import { expect } from "storybook/test";
import { Chart } from "./parts/Chart.tsx";
import { formatCompact, formatTime } from "./parts/format.ts";
import { Panel } from "./parts/Panel.tsx";
import { useFormat } from "./parts/useFormat.ts";
import { choose, findPanel, loseLink, mendLink, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf, firstOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

interface Args extends Omit<StageArgs, "name"> {
  /** How many candles at the most. */
  readonly limit: number;
}

const { name: _, ...argTypes } = stageArgTypes;

const meta: Meta<Args> = {
  title: "Hooks/useCandles",
  args: { pair: "fFUEL/fUSDC", limit: 300, rate: 100 },
  argTypes: { ...argTypes, limit: { control: { type: "range", min: 1, max: 1_000 } } },
  render: ({ pair, rate, limit }) => (
    <Stage pair={pair} rate={rate} hours={8}>
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
  const volume = (bar: Bar) => formatCompact(bar.volume, market.base.decimals);
  return (
    <Panel title="Candles of a minute" area="candles" result={candles}>
      <table className="quotes">
        <thead>
          <tr>
            <th scope="col">Begins</th>
            <th scope="col">Open</th>
            <th scope="col">High</th>
            <th scope="col">Low</th>
            <th scope="col">Close</th>
            <th scope="col">Volume</th>
          </tr>
        </thead>
        <tbody>
          {candles.data?.toReversed().map((bar) => (
            <tr key={bar.time}>
              <th scope="row">{formatTime(bar.time)}</th>
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
