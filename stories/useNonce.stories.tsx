import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { Nonce } from "./parts/Nonce.tsx";
import { press, until } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<StageArgs> = {
  title: "Hooks/useNonce",
  args: { pair: "fFUEL/fUSDC", name: "Ada", rate: 50 },
  argTypes: stageArgTypes,
  render: ({ name, pair, rate }) => (
    <Stage name={name} pair={pair} rate={rate} hasOrders>
      {({ account }) => <Nonce account={account.identity} />}
    </Stage>
  ),
};
export default meta;

/** One more with each action of the account. */
export const Live: StoryObj<StageArgs> = {
  args: { rate: 0 },
  play: async ({ canvasElement, canvas }) => {
    const nonce = await canvas.findByLabelText("Nonce");
    await until(() => expect(nonce).toHaveTextContent(/^\d+$/));
    const before = BigInt(nonce.textContent);
    await press(canvasElement, "Join bid");
    await until(() => expect(nonce).toHaveTextContent(String(before + 1n)));
    await press(canvasElement, "Cancel all");
    await until(() => expect(nonce).toHaveTextContent(String(before + 2n)));
  },
};
