import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, within } from "storybook/test";
import { Ladder } from "./parts/Ladder.tsx";
import { OrderEstimate } from "./parts/OrderEstimate.tsx";
import { findPanel, loseLink, mendLink, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

type Args = MarketArgs & { readonly side: "buy" | "sell"; readonly quantity: number };

const meta: Meta<Args> = {
  title: "Hooks/useOrderEstimate",
  args: { pair: "fFUEL/fUSDC", rate: 50, side: "buy", quantity: 20_000 },
  argTypes: {
    ...marketArgTypes,
    side: { control: "inline-radio", options: ["buy", "sell"] },
    quantity: { control: { type: "range", min: 0, max: 1_000_000, step: 1_000 } },
  },
  render: ({ pair, rate, side, quantity }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => (
        <>
          <Ladder market={market} precision={3} levels={10} />
          <OrderEstimate market={market} side={side} quantity={quantity} />
        </>
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

const factOf = (panel: HTMLElement, name: string): string =>
  within(panel).getByRole("rowheader", { name }).nextElementSibling?.textContent ?? "";

/** An order beside the book that it would take. */
export const Live: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Estimate");
    await untilStatus(panel, "live");
    exchangeOf(canvasElement).stop();
    await until(() => expect(factOf(panel, "Average price")).toMatch(/^0\.01\d{4}/));
    expect(Number(factOf(panel, "Average price"))).toBeLessThanOrEqual(Number(factOf(panel, "Worst price")));
    expect(factOf(panel, "Fills")).toBe("20,000.000");
    expect(factOf(panel, "Levels taken")).toMatch(/^[1-9]\d*$/);
  },
};

/** The estimate is as old as its book, and says so. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Estimate");
    await untilStatus(panel, "live");
    await loseLink(canvasElement, panel);
    expect(factOf(panel, "Average price")).toMatch(/^0\.01\d{4}/);
    await mendLink(canvasElement, panel);
  },
};

/** If the market's rules reject an order, the estimate says why in words. */
export const BelowTheLeast: Story = {
  args: { quantity: 1 },
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Estimate");
    await within(panel).findByText(/below the least/);
  },
};
