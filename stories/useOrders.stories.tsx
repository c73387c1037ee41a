import type { Meta, StoryObj } from "@storybook/react-vite";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { useState } from "react";
import { expect } from "storybook/test";
import { Choice } from "./parts/Choice.tsx";
import { Orders } from "./parts/Orders.tsx";
import { holdReads, PATIENT } from "./simulation/holdReads.ts";
import { choose, findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf, firstOf, useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";
import { armTriggers, fillParent, reachTarget } from "./simulation/triggers.ts";

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
  render: ({ pair, name, rate, state, isThisMarketOnly }) => (
    <Stage pair={pair} name={name} rate={rate} hasOrders>
      {({ account }) => (
        <Orders account={account.identity} market={isThisMarketOnly ? pair : undefined} state={state} />
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** Placed orders appear, and cancelled ones go. */
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

/** Take profit and stop loss are below the order they wait on. A pair of which one cancels the other has no order. */
export const Triggers: Story = {
  args: { rate: 0, isThisMarketOnly: true },
  render: ({ pair, name, rate, state, isThisMarketOnly }) => (
    <Stage pair={pair} name={name} rate={rate} prepare={armTriggers} knobs={<TriggerKnobs />}>
      {({ account }) => (
        <Orders account={account.identity} market={isThisMarketOnly ? pair : undefined} state={state} />
      )}
    </Stage>
  ),
  play: async ({ canvasElement }) => {
    const orders = await findPanel(canvasElement, /^Open orders/);
    await untilStatus(orders, "live");
    // The two of a pair may be of one millisecond or of two, and the newest one is first.
    const purposes = () => [...orders.querySelectorAll(".purpose")].map(({ textContent }) => textContent).sort();
    const attached = () => orders.querySelectorAll("tr[data-attached]").length;
    const [stop, take] = ["Stop loss, market", "Take profit, limit"];
    await until(() => expect(purposes()).toEqual([stop, stop, take, take]));
    expect(attached()).toBe(2);
    const count = rowsOf(orders).length;
    await press(canvasElement, "Fill their order");
    // The order has gone, and its legs wait on.
    await until(() => expect([attached(), purposes().length, rowsOf(orders).length]).toEqual([0, 4, count - 1]));
    await press(canvasElement, "Reach the target");
    // One of the pair is an order now, and the other one has gone.
    await until(() => expect([purposes().length, rowsOf(orders).length]).toEqual([2, count - 2]));
    await loseLink(canvasElement, orders);
    expect(purposes()).toHaveLength(2);
    await mendLink(canvasElement, orders);
    expect(purposes()).toHaveLength(2);
  },
};

function TriggerKnobs() {
  const { exchange } = useSimulation();
  const { account } = firstOf(exchange);
  return (
    <fieldset>
      <legend>Trigger orders</legend>
      <button type="button" onClick={() => fillParent(exchange, account)}>
        Fill their order
      </button>
      <button type="button" onClick={() => reachTarget(exchange, account)}>
        Reach the target
      </button>
    </fieldset>
  );
}

const holdOrders = holdReads("/v1/orders");

/** No number is shown until the number of orders is known. */
export const Pending: Story = {
  render: ({ pair, name, rate, state }) => (
    <Stage pair={pair} name={name} rate={rate} prepare={holdOrders} feed={PATIENT}>
      {({ account }) => <Orders account={account.identity} state={state} />}
    </Stage>
  ),
  play: async ({ canvasElement }) => {
    const orders = await findPanel(canvasElement, /^Open orders/);
    expect(orders).toHaveAttribute("data-status", "pending");
    expect(orders).not.toHaveTextContent(/\d/);
    await press(canvasElement, "Bring back");
    // A new link reads the orders again.
    await press(canvasElement, "Drop");
    await untilStatus(orders, "live");
    expect(orders).toHaveAccessibleName(/^Open orders \([1-9]\)$/);
  },
};

/**
 * Orders that close are kept. Those that closed before are read on demand, two hundred at a time, until there are no
 * more.
 */
export const History: Story = {
  args: { state: "closed", rate: 0, isThisMarketOnly: true },
  render: ({ pair, name, rate, state, isThisMarketOnly }) => (
    <Stage pair={pair} name={name} rate={rate} prepare={makePast} hasOrders>
      {({ account }) => (
        <Orders account={account.identity} market={isThisMarketOnly ? pair : undefined} state={state} />
      )}
    </Stage>
  ),
  play: async ({ canvasElement, canvas }) => {
    const orders = await findPanel(canvasElement, /^Closed orders/);
    await untilStatus(orders, "live");
    await press(canvasElement, "Join ask");
    await press(canvasElement, "Cancel all");
    await until(() => expect(rowsOf(orders).length).toBeGreaterThan(0));
    expect(rowsOf(orders).length).toBeLessThan(200);
    for (const count of [200, 400]) {
      await press(canvasElement, "Older orders");
      await until(() => expect(rowsOf(orders).length).toBeGreaterThanOrEqual(count));
    }
    await press(canvasElement, "Older orders");
    await canvas.findByText("No older orders");
    const exchange = exchangeOf(canvasElement);
    const { market, account } = firstOf(exchange);
    const closed = exchange.orders(account, { open: false, marketId: market.market_id });
    await until(() => expect(rowsOf(orders)).toHaveLength(closed.length));
  },
};

/** Many orders are placed and cancelled. */
function makePast(exchange: SimulatedExchange): void {
  const { market, account } = firstOf(exchange);
  const { market_id: marketId, tick, step, scale, min_order, startPrice } = market;
  for (let below = 1n; below <= 450n; below += 1n) {
    const price = startPrice / 2n - below * tick;
    const quantity = ((min_order * scale) / price / step + below) * step;
    const { order_id } = exchange.place(account, { marketId, side: "buy", price, quantity });
    exchange.cancel(account, order_id);
  }
}

/** A page that cannot be read shows its error. Nothing is lost, and the next attempt reads it. */
export const HistoryFails: Story = {
  args: { state: "all", rate: 0 },
  play: async ({ canvasElement, canvas }) => {
    const orders = await findPanel(canvasElement, /^Orders/);
    await untilStatus(orders, "live");
    await press(canvasElement, "REST down");
    await press(canvasElement, "Older orders");
    await until(() => expect(canvas.getByRole("alert")).toHaveTextContent("/v1/orders failed"));
    await untilStatus(orders, "live");
    await press(canvasElement, "Bring back");
    await press(canvasElement, "Older orders");
    await until(() => expect(canvas.queryByRole("alert")).toBeNull());
  },
};

/**
 * While the link is down, the orders stay on screen, marked. Afterwards, orders placed and cancelled meanwhile are
 * right.
 */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const orders = await findPanel(canvasElement, /^Open orders/);
    await until(() => expect(rowsOf(orders).length).toBeGreaterThan(1));
    await loseLink(canvasElement, orders);
    expect(rowsOf(orders).length).toBeGreaterThan(1);
    // Changes from while the link is down are there afterwards.
    await press(canvasElement, "Cancel all");
    await press(canvasElement, "Join bid");
    await mendLink(canvasElement, orders);
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    const open = exchange.orders(firstOf(exchange).account, { open: true });
    await until(() => expect(rowsOf(orders)).toHaveLength(open.length));
  },
};

/** After a change of account no frame shows the former account's orders. */
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

function Switchable({ exchange: { accounts } }: { readonly exchange: SimulatedExchange }) {
  const [account, setAccount] = useState<Account | undefined>(accounts[0]);
  if (!account) return null;
  return (
    <>
      <Choice label="Account" options={accounts} value={account} onChange={setAccount} nameOf={({ name }) => name} />
      <Orders account={account.identity} />
    </>
  );
}
