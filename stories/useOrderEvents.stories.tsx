import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { OrderJournal } from "./parts/OrderJournal.tsx";
import { findPanel, loseLink, mendLink, press, rowsOf, until } from "./simulation/play.ts";
import { useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<StageArgs> = {
  title: "Hooks/useOrderEvents",
  args: { pair: "fFUEL/fUSDC", name: "Ada", rate: 50 },
  argTypes: stageArgTypes,
  render: ({ pair, name, rate }) => (
    <Stage pair={pair} name={name} rate={rate} hasOrders knobs={<Fill pair={pair} name={name} />}>
      {({ account, market }) => <OrderJournal account={account.identity} market={market} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<StageArgs>;

/** Fills the account's newest order. */
function Fill({ pair, name }: Pick<StageArgs, "pair" | "name">) {
  const { exchange } = useSimulation();
  const market = exchange.markets.find((each) => each.pair === pair);
  const account = exchange.accounts.find((each) => each.name === name);
  if (!market || !account) return null;
  const fill = () => {
    const [order] = exchange.orders(account, { open: true, marketId: market.market_id });
    if (order) exchange.fill(account, order.order_id);
  };
  return (
    <fieldset>
      <legend>Matches</legend>
      <button type="button" onClick={fill}>
        Fill newest order
      </button>
    </fieldset>
  );
}

/** Each event of own orders since the page was opened, line by line. Events from while the link was down say so. */
export const Journal: Story = {
  args: { rate: 0 },
  play: async ({ canvasElement }) => {
    const journal = await findPanel(canvasElement, /^Order journal/);
    const isTold = (...words: string[]) =>
      until(() => expect(rowsOf(journal)[0]).toEqual(expect.arrayContaining(words)));
    await press(canvasElement, "Join bid");
    await isTold("Buy", "placed");
    await press(canvasElement, "Fill newest order");
    await isTold("Buy", "filled");
    await loseLink(canvasElement, journal);
    await press(canvasElement, "Join bid");
    await press(canvasElement, "Fill newest order");
    await mendLink(canvasElement, journal);
    await isTold("Buy", "filled", "missed");
  },
};
