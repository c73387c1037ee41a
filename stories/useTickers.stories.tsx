import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { Movers } from "./parts/Movers.tsx";
import { findPanel, press, rowsOf, until } from "./simulation/play.ts";
import { exchangeOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Pick<StageArgs, "rate">;

const meta: Meta<Args> = {
  title: "Hooks/useTickers",
  args: { rate: 100 },
  argTypes: { rate: stageArgTypes.rate },
  render: ({ rate }) => (
    <Stage rate={rate} hours={24} isWide>
      {() => <Movers />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** All markets after one read, each moving with its trades, sorted by the change. */
export const Live: Story = {
  play: async ({ canvasElement, canvas }) => {
    const board = await findPanel(canvasElement, "Movers");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
    exchangeOf(canvasElement).stop();
    await until(() => {
      const changes = rowsOf(board).map(([, , , change]) => Number.parseFloat(change ?? ""));
      expect(changes).toHaveLength(3);
      expect(changes).toEqual([...changes].sort((a, b) => b - a));
    });
  },
};

/** Each row says for itself that its figures are old. */
export const LinkLost: Story = {
  play: async ({ canvasElement, canvas }) => {
    const board = await findPanel(canvasElement, "Movers");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
    await press(canvasElement, "Refuse new ones");
    await press(canvasElement, "Drop");
    await until(() => expect(canvas.getAllByText(/^stale/)).toHaveLength(3));
    expect(rowsOf(board)).toHaveLength(3);
    await press(canvasElement, "Bring back");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
  },
};
