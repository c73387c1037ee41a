import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { QuoteBoard } from "./parts/QuoteBoard.tsx";
import { findPanel, press, rowsOf, until } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Pick<StageArgs, "rate">;

const meta: Meta<Args> = {
  title: "Hooks/useBestPrices",
  args: { rate: 50 },
  argTypes: { rate: stageArgTypes.rate },
  render: ({ rate }) => <Stage rate={rate}>{() => <QuoteBoard />}</Stage>,
};
export default meta;

type Story = StoryObj<Args>;

/** A watch list: every market's quote, each row rendered by its own market alone. */
export const WatchList: Story = {
  play: async ({ canvasElement }) => {
    const board = await findPanel(canvasElement, "Quotes");
    await until(() => {
      for (const [, , bid, ask] of rowsOf(board)) expect(toNumber(bid)).toBeLessThan(toNumber(ask));
      expect(rowsOf(board)).toHaveLength(3);
    });
  },
};

/** Each row says for itself that its quote is old. */
export const LinkLost: Story = {
  play: async ({ canvasElement, canvas }) => {
    const board = await findPanel(canvasElement, "Quotes");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
    await press(canvasElement, "Refuse new ones");
    await press(canvasElement, "Drop");
    await until(() => expect(canvas.getAllByText(/^stale/)).toHaveLength(3));
    for (const [, , bid] of rowsOf(board)) expect(toNumber(bid)).toBeGreaterThan(0);
    await press(canvasElement, "Bring back");
    await until(() => expect(canvas.getAllByText("live")).toHaveLength(3));
  },
};

function toNumber(text = ""): number {
  return Number(text.replaceAll(",", ""));
}
