import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { Balances } from "./parts/Balances.tsx";
import { findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

interface Args extends StageArgs {
  /** Shows only the base asset of the market. */
  readonly isBaseOnly: boolean;
}

const meta: Meta<Args> = {
  title: "Hooks/useBalances",
  args: { pair: "fFUEL/fUSDC", name: "Ada", isBaseOnly: false, rate: 50 },
  argTypes: { ...stageArgTypes, isBaseOnly: { name: "only the market's base asset" } },
  render: ({ pair, name, rate, isBaseOnly }) => (
    <Stage pair={pair} name={name} rate={rate} hasOrders>
      {({ market, account }) => (
        <Balances account={account.identity} asset={isBaseOnly ? market.base.asset : undefined} />
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** Every digit is shown, beyond the precision of a double, and the columns add up. */
export const Live: Story = {
  play: async ({ canvasElement }) => {
    const balances = await findPanel(canvasElement, "Balances");
    await untilStatus(balances, "live");
    await until(() => expect(rowsOf(balances)).toHaveLength(4));
    for (const [, spendable, locked, total] of rowsOf(balances))
      expect(toChain(spendable) + toChain(locked)).toBe(toChain(total));
    const totals = rowsOf(balances).map(([, , , total]) => toChain(total));
    expect(totals.some((total) => total > BigInt(Number.MAX_SAFE_INTEGER))).toBe(true);
  },
};

/** An order locks an amount, which is free again when the order is cancelled. */
export const LockedByOrders: Story = {
  args: { rate: 0, isBaseOnly: true },
  play: async ({ canvasElement }) => {
    const balances = await findPanel(canvasElement, "Balances");
    const row = () => (rowsOf(balances)[0] ?? []).slice(1).map(toChain);
    await until(() => expect(rowsOf(balances)).toHaveLength(1));
    await press(canvasElement, "Cancel all");
    await until(() => expect(row()[1]).toBe(0n));
    const [, , total] = row();
    await press(canvasElement, "Join ask");
    await until(() => expect(row()[1]).toBeGreaterThan(0n));
    expect(row()[2]).toBe(total);
    await press(canvasElement, "Cancel all");
    await until(() => expect(row()).toEqual([total, 0n, total]));
  },
};

/** While the link is down, the amounts stay on screen, marked. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const balances = await findPanel(canvasElement, "Balances");
    await until(() => expect(rowsOf(balances)).toHaveLength(4));
    await loseLink(canvasElement, balances);
    expect(rowsOf(balances)).toHaveLength(4);
    await mendLink(canvasElement, balances);
  },
};

function toChain(text = ""): bigint {
  return BigInt(text.replace(/\D/g, ""));
}
