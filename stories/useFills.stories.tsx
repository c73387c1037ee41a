import type { Meta, StoryObj } from "@storybook/react-vite";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { expect } from "storybook/test";
import { Fills } from "./parts/Fills.tsx";
import { holdReads, PATIENT } from "./simulation/holdReads.ts";
import { findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf, firstOf, useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

interface Args extends StageArgs {
  readonly isThisMarketOnly: boolean;
}

const meta: Meta<Args> = {
  title: "Hooks/useFills",
  args: { pair: "fFUEL/fUSDC", name: "Ada", isThisMarketOnly: false, rate: 50 },
  argTypes: { ...stageArgTypes, isThisMarketOnly: { name: "only this market" } },
  render: ({ pair, name, rate, isThisMarketOnly }) => (
    <Stage pair={pair} name={name} rate={rate} hasOrders knobs={<Matches pair={pair} name={name} />}>
      {({ account }) => <Fills account={account.identity} market={isThisMarketOnly ? pair : undefined} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** Lets the account's orders match. */
function Matches({ pair, name }: Pick<StageArgs, "pair" | "name">) {
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
      <button type="button" onClick={() => take(exchange, account, market.market_id)}>
        Take ask
      </button>
    </fieldset>
  );
}

/** Buys at the best ask. */
function take(exchange: SimulatedExchange, account: Account, marketId: string): void {
  const { ask } = exchange.top(marketId);
  if (ask === undefined) return;
  const { scale, step, min_order } = exchange.market(marketId);
  const quantity = ((2n * min_order * scale) / ask / step + 1n) * step;
  exchange.place(account, { marketId, side: "buy", price: ask, quantity, type: "FillOrKill" });
}

/** A match appears at once. A moment later a read tells whether the own order rested. */
export const Live: Story = {
  args: { rate: 0, isThisMarketOnly: true },
  play: async ({ canvasElement }) => {
    const fills = await findPanel(canvasElement, /^Fills/);
    await untilStatus(fills, "live");
    const before = rowsOf(fills).length;
    await press(canvasElement, "Join bid");
    await press(canvasElement, "Fill newest order");
    await until(() => expect(newestOf(fills)).toEqual(["Buy", "fFUEL/fUSDC", "maker"]));
    await press(canvasElement, "Take ask");
    await until(() => expect(newestOf(fills)).toEqual(["Buy", "fFUEL/fUSDC", "taker"]));
    await untilStatus(fills, "live");
    expect(rowsOf(fills).length).toBeGreaterThan(before);
  },
};

/** While own trades cannot be read, nothing is shown. */
export const Pending: Story = {
  render: ({ pair, name, rate }) => (
    <Stage pair={pair} name={name} rate={rate} prepare={holdFills} feed={PATIENT}>
      {({ account }) => <Fills account={account.identity} />}
    </Stage>
  ),
  play: async ({ canvasElement }) => {
    const fills = await findPanel(canvasElement, "Fills");
    expect(fills).toHaveAttribute("data-status", "pending");
    await press(canvasElement, "Bring back");
    // A new link reads them again.
    await press(canvasElement, "Drop");
    await untilStatus(fills, "live");
  },
};

const holdFills = holdReads("/v1/trades_by_account");

/** Older fills are read on demand, fifty at a time, until there are no more. */
export const History: Story = {
  args: { rate: 0, isThisMarketOnly: true },
  render: ({ pair, name, rate, isThisMarketOnly }) => (
    <Stage pair={pair} name={name} rate={rate} prepare={makePast}>
      {({ account }) => <Fills account={account.identity} market={isThisMarketOnly ? pair : undefined} />}
    </Stage>
  ),
  play: async ({ canvasElement, canvas }) => {
    const fills = await findPanel(canvasElement, /^Fills/);
    await untilStatus(fills, "live");
    expect(rowsOf(fills)).toHaveLength(50);
    await press(canvasElement, "Older fills");
    await until(() => expect(rowsOf(fills)).toHaveLength(100));
    await press(canvasElement, "REST down");
    await press(canvasElement, "Older fills");
    await until(() => expect(canvas.getByRole("alert")).toHaveTextContent("/v1/trades_by_account failed"));
    await untilStatus(fills, "live");
    await press(canvasElement, "Bring back");
    await press(canvasElement, "Older fills");
    await until(() => expect(canvas.queryByRole("alert")).toBeNull());
    const isRead = () => until(() => expect(canvas.queryByText("Reading…")).toBeNull());
    await isRead();
    for (let page = 0; page < 20 && !canvas.queryByText("No older fills"); page += 1) {
      await press(canvasElement, "Older fills");
      await isRead();
    }
    expect(rowsOf(fills)).toHaveLength(ownTrades(exchangeOf(canvasElement)));
  },
};

/** Some one hundred and fifty more matches. */
function makePast(exchange: SimulatedExchange): void {
  const { market, account } = firstOf(exchange);
  for (let match = 0; match < 150; match += 1) take(exchange, account, market.market_id);
}

/** While the link is down, the fills stay on screen, marked. Those made meanwhile appear after it. */
export const LinkLost: Story = {
  args: { rate: 0, isThisMarketOnly: true },
  play: async ({ canvasElement }) => {
    const fills = await findPanel(canvasElement, /^Fills/);
    await untilStatus(fills, "live");
    await press(canvasElement, "Take ask");
    await until(() => expect(newestOf(fills)).toEqual(["Buy", "fFUEL/fUSDC", "taker"]));
    const before = rowsOf(fills).length;
    await loseLink(canvasElement, fills);
    await press(canvasElement, "Take ask");
    expect(rowsOf(fills)).toHaveLength(before);
    await mendLink(canvasElement, fills);
    expect(rowsOf(fills).length).toBeGreaterThan(before);
  },
};

/** Side, market and part of the newest. */
function newestOf(panel: HTMLElement): (string | undefined)[] {
  const [side, market, , , , part] = rowsOf(panel)[0] ?? [];
  return [side, market, part];
}

function ownTrades(exchange: SimulatedExchange): number {
  const { market, account } = firstOf(exchange);
  const isOwn = (party: unknown): boolean => JSON.stringify(party) === JSON.stringify(account.identity);
  return exchange.trades(market.market_id).filter(({ maker, taker }) => isOwn(maker) || isOwn(taker)).length;
}
