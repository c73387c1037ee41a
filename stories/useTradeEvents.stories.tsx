import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { FlowMeter } from "./parts/FlowMeter.tsx";
import { until } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Omit<StageArgs, "name">;

const { name: _, ...argTypes } = stageArgTypes;

const meta: Meta<Args> = {
  title: "Hooks/useTradeEvents",
  args: { pair: "fFUEL/fUSDC", rate: 100 },
  argTypes,
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
    await until(() => expect(canvas.getByLabelText("Bought").textContent).not.toBe("0"));
  },
};
