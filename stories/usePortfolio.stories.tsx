import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { Value } from "./parts/Value.tsx";
import { findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<StageArgs> = {
  title: "Hooks/usePortfolio",
  args: { pair: "fFUEL/fUSDC", name: "Ada", rate: 50 },
  argTypes: stageArgTypes,
  render: ({ pair, name, rate }) => (
    <Stage pair={pair} name={name} rate={rate} hours={24} hasOrders>
      {({ market, account }) => <Value account={account.identity} quote={market.quote} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<StageArgs>;

const totalOf = (panel: HTMLElement): string => panel.querySelector("tfoot td")?.textContent ?? "";
const toCents = (text = ""): bigint => BigInt(text.replace(/\D/g, ""));

/** All that the account holds at the markets' last prices: it moves with each trade. */
export const Live: Story = {
  play: async ({ canvasElement, canvas }) => {
    const panel = await findPanel(canvasElement, "Portfolio");
    await untilStatus(panel, "live");
    await until(() => expect(rowsOf(panel)).toHaveLength(4));
    await canvas.findByText("Total");
    const before = totalOf(panel);
    await until(() => expect(totalOf(panel)).not.toBe(before));
    exchangeOf(canvasElement).stop();
    await until(() => {
      const values = rowsOf(panel).map(([, , value]) => toCents(value));
      const sum = values.reduce((all, value) => all + value, 0n);
      // Each is cut off after two decimals.
      const lost = toCents(totalOf(panel)) - sum;
      expect(lost >= 0n && lost < BigInt(values.length)).toBe(true);
      expect(sum).toBeGreaterThan(0n);
    });
  },
};

/** What an order locks is still the account's. */
export const WithOrders: Story = {
  args: { rate: 0 },
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Portfolio");
    await untilStatus(panel, "live");
    await until(() => expect(totalOf(panel)).not.toBe(""));
    const before = totalOf(panel);
    await press(canvasElement, "Join ask");
    await until(() => expect(totalOf(panel)).toBe(before));
    await press(canvasElement, "Cancel all");
    await until(() => expect(totalOf(panel)).toBe(before));
  },
};

/** While the link is down the value stays on screen, marked. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Portfolio");
    await untilStatus(panel, "live");
    await loseLink(canvasElement, panel);
    expect(toCents(totalOf(panel))).toBeGreaterThan(0n);
    await mendLink(canvasElement, panel);
  },
};
