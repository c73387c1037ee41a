import type { Meta, StoryObj } from "@storybook/react-vite";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { useState } from "react";
import { expect } from "storybook/test";
import { Choice } from "./parts/Choice.tsx";
import { Orders } from "./parts/Orders.tsx";
import { choose, findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

interface Args extends StageArgs {
  readonly state: "open" | "closed" | "all";
  readonly isThisMarketOnly: boolean;
}

const meta: Meta<Args> = {
  title: "Hooks/useOrders",
  args: { pair: "fFUEL/fUSDC", name: "Ada", state: "open", isThisMarketOnly: false, rate: 50 },
  argTypes: {
    ...stageArgTypes,
    state: { options: ["open", "closed", "all"], control: { type: "inline-radio" } },
    isThisMarketOnly: { name: "only this market" },
  },
  parameters: {
    docs: {
      description: {
        component:
          "The orders of one or several trade accounts in their newest state, newest first. All components share one subscription of all their accounts, and each sees its own only. While no account is chosen yet, pass `undefined`: the result is `idle`.",
      },
      source: {
        language: "tsx",
        code: `
function OpenOrders({ account }: { account: string | undefined }) {
  const { data = [], isStale } = useOrders({ identities: account, state: "open" });
  return (
    <ul className={isStale ? "stale" : ""}>
      {data.map((order) => (
        <li key={order.order_id}>{order.side} {formatUnits(order.quantity, order.base_decimals ?? 9)}</li>
      ))}
    </ul>
  );
}`,
      },
    },
  },
  render: ({ pair, name, rate, state, isThisMarketOnly }) => (
    <Stage pair={pair} name={name} rate={rate} hasOrders>
      {({ exchange, market, account }) => (
        <Orders
          account={account.identity}
          markets={exchange.markets}
          market={isThisMarketOnly ? market : undefined}
          state={state}
        />
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** What the account places appears, what it cancels goes. */
export const Open: Story = {
  args: { rate: 0, isThisMarketOnly: true },
  play: async ({ canvasElement }) => {
    const orders = await findPanel(canvasElement, /^Open orders/);
    await untilStatus(orders, "live");
    await press(canvasElement, "Cancel all");
    await until(() => expect(rowsOf(orders)).toEqual([]));
    await press(canvasElement, "Join bid");
    await until(() => expect(rowsOf(orders)).toHaveLength(1));
    expect(rowsOf(orders)[0]?.slice(0, 2)).toEqual(["Buy", "fFUEL/fUSDC"]);
    await press(canvasElement, "Cancel all");
    await until(() => expect(rowsOf(orders)).toEqual([]));
  },
};

/** Filled and cancelled orders are kept for a while. */
export const Closed: Story = {
  args: { state: "closed" },
  play: async ({ canvasElement }) => {
    const orders = await findPanel(canvasElement, /^Closed orders/);
    await untilStatus(orders, "live");
    await press(canvasElement, "Join ask");
    await press(canvasElement, "Cancel all");
    await until(() => expect(rowsOf(orders).length).toBeGreaterThan(0));
  },
};

/** While the link is down the orders stay on screen, marked. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const orders = await findPanel(canvasElement, /^Open orders/);
    await until(() => expect(rowsOf(orders).length).toBeGreaterThan(1));
    await loseLink(canvasElement, orders);
    expect(rowsOf(orders).length).toBeGreaterThan(1);
    await mendLink(canvasElement, orders);
  },
};

/** Another account never shows this one's orders, not for one frame. */
export const AccountSwitch: Story = {
  render: ({ rate }) => <Stage rate={rate}>{({ exchange }) => <Switchable exchange={exchange} />}</Stage>,
  args: { rate: 0 },
  play: async ({ canvasElement }) => {
    const orders = await findPanel(canvasElement, /^Open orders/);
    await until(() => expect(rowsOf(orders).length).toBeGreaterThan(1));
    const own = new Set(rowsOf(orders).map(String));
    const shown: string[] = [];
    await choose(canvasElement, "Grace");
    const watcher = new MutationObserver(() => shown.push(...rowsOf(orders).map(String)));
    watcher.observe(orders, { subtree: true, childList: true, characterData: true });
    shown.push(...rowsOf(orders).map(String));
    await until(() => expect(rowsOf(orders).length).toBeGreaterThan(1));
    watcher.disconnect();
    expect(shown.filter((row) => own.has(row))).toEqual([]);
  },
};

function Switchable({ exchange: { accounts, markets } }: { readonly exchange: SimulatedExchange }) {
  const [account, setAccount] = useState<Account | undefined>(accounts[0]);
  if (!account) return null;
  return (
    <>
      <Choice label="Account" options={accounts} value={account} onChange={setAccount} nameOf={({ name }) => name} />
      <Orders account={account.identity} markets={markets} />
    </>
  );
}
