import type { Meta, StoryObj } from "@storybook/react-vite";
import { useMemo } from "react";
import { expect } from "storybook/test";
import { Chart } from "./parts/Chart.tsx";
import { createReadCandles } from "./parts/candles.ts";
import { FlowMeter } from "./parts/FlowMeter.tsx";
import { choose, findPanel, until, untilStatus } from "./simulation/play.ts";
import { type Scene, Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Omit<StageArgs, "name">;

const { name: _, ...argTypes } = stageArgTypes;

const meta: Meta<Args> = {
  title: "Hooks/useTradeEvents",
  args: { pair: "fFUEL/fUSDC", rate: 100 },
  argTypes,
  parameters: {
    docs: {
      description: {
        component:
          "A callback for each trade as it arrives, without rendering: for charts, sounds, alerts and sums. The callback need not be stable. Nothing is called for trades that happened while the link was down.",
      },
      source: {
        language: "tsx",
        code: `
function Ding({ market }: { market: Market }) {
  useTradeEvents({ market }, (trade) => {
    if (trade.total > 10_000n * 10n ** BigInt(market.quote.decimals)) bell.play();
  });
  return null;
}`,
      },
    },
  },
  render: ({ pair, rate }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => <FlowMeter market={market} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** What takers bought and sold, summed trade by trade and drawn past React. */
export const Flow: Story = {
  play: async ({ canvas }) => {
    const count = await canvas.findByLabelText("Trades");
    await until(() => expect(Number(count.textContent)).toBeGreaterThan(3));
    await until(() => expect(canvas.getByLabelText("Bought").textContent).not.toBe("0.00"));
  },
};

/** A chart: candles are read once, then each trade is added to the last one. */
export const CandleChart: Story = {
  render: ({ pair, rate }) => (
    <Stage pair={pair} rate={rate} hours={8}>
      {(scene) => <SceneChart {...scene} />}
    </Stage>
  ),
  play: async ({ canvasElement }) => {
    const chart = await findPanel(canvasElement, "fFUEL/fUSDC");
    await untilStatus(chart, "live");
    await until(() => expect(chart.querySelector("canvas")).not.toBeNull());
    await choose(canvasElement, "1m");
    await untilStatus(chart, "live");
  },
};

function SceneChart({ exchange, market }: Scene) {
  const read = useMemo(() => createReadCandles(exchange.config, exchange.fetch), [exchange]);
  return <Chart market={market} read={read} />;
}
