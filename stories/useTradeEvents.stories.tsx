import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { FlowMeter } from "./parts/FlowMeter.tsx";
import { until } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<MarketArgs> = {
  title: "Hooks/useTradeEvents",
  args: { pair: "fFUEL/fUSDC", rate: 100 },
  argTypes: marketArgTypes,
  render: ({ pair, rate }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => <FlowMeter market={market} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<MarketArgs>;

/** The volumes that takers bought and sold, added up trade by trade and drawn past React. */
export const Flow: Story = {
  play: async ({ canvas }) => {
    const count = await canvas.findByLabelText("Trades");
    await until(() => expect(Number(count.textContent)).toBeGreaterThan(3));
    await until(() => expect(canvas.getByLabelText("Bought").textContent).not.toBe("0"));
  },
};
