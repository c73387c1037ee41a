import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { SpreadBoard } from "./parts/SpreadBoard.tsx";
import { findPanel, press, rowsOf, until } from "./simulation/play.ts";
import { exchangeOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Pick<StageArgs, "rate">;

const meta: Meta<Args> = {
  title: "Hooks/useBestPricesOf",
  args: { rate: 50 },
  argTypes: { rate: stageArgTypes.rate },
  render: ({ rate }) => <Stage rate={rate}>{() => <SpreadBoard />}</Stage>,
};
export default meta;

type Story = StoryObj<Args>;

/** Every market's quote in one component, sorted by the spread. */
export const Live: Story = {
  play: async ({ canvasElement, canvas }) => {
    const board = await findPanel(canvasElement, "Spreads");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
    exchangeOf(canvasElement).stop();
    await until(() => {
      const spreads = rowsOf(board).map(([, , , , spread]) => Number.parseFloat(spread ?? ""));
      expect(spreads).toEqual([...spreads].sort((a, b) => a - b));
      expect(spreads).toHaveLength(3);
    });
  },
};

/** Each row says for itself that its quote is old. */
export const LinkLost: Story = {
  play: async ({ canvasElement, canvas }) => {
    await findPanel(canvasElement, "Spreads");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
    await press(canvasElement, "Refuse new ones");
    await press(canvasElement, "Drop");
    await until(() => expect(canvas.getAllByText(/^stale/)).toHaveLength(3));
    await press(canvasElement, "Bring back");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
  },
};
