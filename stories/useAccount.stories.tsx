import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { AccountFacts } from "./parts/AccountFacts.tsx";
import { findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<StageArgs> = {
  title: "Hooks/useAccount",
  args: { pair: "fFUEL/fUSDC", name: "Ada", rate: 0 },
  argTypes: stageArgTypes,
  render: ({ name, pair, rate }) => (
    <Stage name={name} pair={pair} rate={rate} hasOrders>
      {({ account }) => <AccountFacts owner={account.owner} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<StageArgs>;

/** Found by its wallet; its nonce moves with each action. */
export const Live: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Account");
    await untilStatus(panel, "live");
    expect(factOf(panel, "account")).toMatch(/^0x[0-9a-f]{64}$/);
    const before = BigInt(factOf(panel, "nonce"));
    await press(canvasElement, "Join bid");
    await until(() => expect(factOf(panel, "nonce")).toBe(String(before + 1n)));
    await untilStatus(panel, "live");
  },
};

/** A wallet that has no trade account. */
export const NoneYet: Story = {
  render: ({ rate }) => <Stage rate={rate}>{() => <AccountFacts owner={`0x${"7".repeat(64)}`} />}</Stage>,
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Account");
    await untilStatus(panel, "live");
    expect(factOf(panel, "account")).toBe("none yet");
  },
};

/** While the link is down, nothing tells whether the account has acted. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Account");
    await untilStatus(panel, "live");
    await loseLink(canvasElement, panel);
    expect(factOf(panel, "account")).toMatch(/^0x/);
    await mendLink(canvasElement, panel);
  },
};

function factOf(panel: HTMLElement, name: string): string {
  return rowsOf(panel).find(([each]) => each === name)?.[1] ?? "";
}
