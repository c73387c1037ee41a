import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { MarginTiers } from "./parts/MarginTiers.tsx";
import { tellMargin } from "./simulation/margin.ts";
import { findPanel, loseLink, mendLink, rowsOf, untilStatus } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";

const meta: Meta = {
  title: "Hooks/useMarginTiers",
  render: () => (
    <Stage rate={0} prepare={tellMargin}>
      {({ market }) => <MarginTiers decimals={market.quote.decimals} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj;

/** The terms of new sessions. */
export const Live: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Tiers");
    await untilStatus(panel, "live");
    expect(rowsOf(panel).map(([tier, line, leverage]) => [tier, line, leverage])).toEqual([
      ["1", "1K", "5×"],
      ["2", "10K", "10×"],
    ]);
  },
};

/** While the link is down, they are marked. Afterwards they are read again. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Tiers");
    await untilStatus(panel, "live");
    await loseLink(canvasElement, panel);
    await mendLink(canvasElement, panel);
  },
};
