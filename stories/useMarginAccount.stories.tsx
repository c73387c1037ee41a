import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { MarginAccount } from "./parts/MarginAccount.tsx";
import { CHILD, placeOnMargin, tellLiquidation, tellMargin, tellPrices } from "./simulation/margin.ts";
import { findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<StageArgs> = {
  title: "Hooks/useMarginAccount",
  args: { pair: "fFUEL/fUSDC", name: "Ada", rate: 0 },
  argTypes: stageArgTypes,
  render: ({ pair, rate }) => (
    <Stage pair={pair} rate={rate} prepare={tellMargin} knobs={<MarginKnobs />}>
      {() => <MarginAccount account={CHILD} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<StageArgs>;

/** Controls for the account's prices, and for an order of it. An order makes the client read the account again at once. */
function MarginKnobs() {
  const { exchange } = useSimulation();
  return (
    <fieldset>
      <legend>Margin account</legend>
      <button type="button" onClick={() => tellPrices(exchange, "fair")}>
        Fair prices
      </button>
      <button type="button" onClick={() => tellPrices(exchange, "fallen")}>
        Prices fall
      </button>
      <button type="button" onClick={() => tellPrices(exchange, "old")}>
        Stale prices
      </button>
      <button type="button" onClick={() => tellLiquidation(exchange)}>
        Liquidated
      </button>
      <button type="button" onClick={() => placeOnMargin(exchange)}>
        Place an order
      </button>
    </fieldset>
  );
}

/**
 * Its positions and its distance from liquidation. After an order the account is read again at once; after a change of
 * prices alone, within some seconds.
 */
export const Live: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Margin account");
    await untilStatus(panel, "live");
    expect(factOf(panel, "state")).toBe("open");
    const before = factOf(panel, "account value");
    await press(canvasElement, "Prices fall");
    await press(canvasElement, "Place an order");
    await until(() => expect(factOf(panel, "state")).toBe("frozen: may only close"));
    expect(factOf(panel, "account value")).not.toBe(before);
    await untilStatus(panel, "live");
  },
};

/** The exchange says that its own prices are too old. */
export const StalePrices: Story = {
  play: async ({ canvasElement, canvas }) => {
    const panel = await findPanel(canvasElement, "Margin account");
    await untilStatus(panel, "live");
    await press(canvasElement, "Stale prices");
    await press(canvasElement, "Place an order");
    await canvas.findByText(/price of fFUEL, fETH is stale/);
  },
};

/** Found by its parent and its index. Nothing was opened there. */
export const NoneYet: Story = {
  render: ({ rate }) => (
    <Stage rate={rate} prepare={tellMargin}>
      {({ account }) => <MarginAccount account={1} parent={account.id} />}
    </Stage>
  ),
  play: async ({ canvasElement, canvas }) => {
    const panel = await findPanel(canvasElement, "Margin account");
    await untilStatus(panel, "live");
    await canvas.findByText("There is no such margin account yet.");
  },
};

/** While the link is down, nothing tells whether the account has traded. Afterwards it is read again. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Margin account");
    await untilStatus(panel, "live");
    await loseLink(canvasElement, panel);
    expect(factOf(panel, "state")).toBe("open");
    await mendLink(canvasElement, panel);
  },
};

function factOf(panel: HTMLElement, name: string): string {
  return rowsOf(panel).find(([each]) => each === name)?.[1] ?? "";
}
