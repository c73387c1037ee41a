import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { MarketDays } from "./parts/MarketDays.tsx";
import { Tape } from "./parts/Tape.tsx";
import { findPanel, loseLink, mendLink, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<MarketArgs> = {
  title: "Hooks/useMarketSummaries",
  args: { pair: "fFUEL/fUSDC", rate: 100 },
  argTypes: marketArgTypes,
  render: ({ pair, rate }) => (
    <Stage pair={pair} rate={rate} hours={24} isWide>
      {({ market }) => (
        <>
          <MarketDays />
          <Tape market={market} />
        </>
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<MarketArgs>;

/** All markets at once. The market whose trades are shown beside them moves with each trade, the others with each read. */
export const Live: Story = {
  play: async ({ canvasElement }) => {
    const days = await findPanel(canvasElement, "Markets");
    const tape = await findPanel(canvasElement, "Trades");
    await untilStatus(days, "live");
    await untilStatus(tape, "live");
    await until(() => expect(rowsOf(days).map(([pair]) => pair)).toEqual(["fFUEL/fUSDC", "fETH/fUSDC", "fBTC/fUSDC"]));
    for (const [, last, change] of rowsOf(days)) {
      expect(last).toMatch(/^[\d,.]+$/);
      expect(change).toMatch(/^[+-]?\d+\.\d\d%$/);
    }
    exchangeOf(canvasElement).stop();
    await until(() => expect(rowsOf(tape)[0]?.[0]).toContain(rowsOf(days)[0]?.[1]));
  },
};

/** While the link is down, the figures stay and lose their colours. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const days = await findPanel(canvasElement, "Markets");
    await untilStatus(days, "live");
    await loseLink(canvasElement, days);
    expect(rowsOf(days)).toHaveLength(3);
    await mendLink(canvasElement, days);
  },
};
