import type { Meta, StoryObj } from "@storybook/react-vite";
import { formatAmount, formatPercent } from "o2-react";
import { expect } from "storybook/test";
import { LOCALE, shareOf } from "./parts/format.ts";
import { TradingScreen } from "./parts/TradingScreen.tsx";
import { Controls } from "./simulation/Controls.tsx";
import {
  bookOf,
  choose,
  findPanel,
  loseLink,
  mendLink,
  press,
  printsOf,
  rowsOf,
  until,
  untilStatus,
} from "./simulation/play.ts";
import { exchangeOf, firstOf, Simulation, useSimulation } from "./simulation/Simulation.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Pick<StageArgs, "rate" | "pair">;

const meta: Meta<Args> = {
  title: "Trading screen",
  args: { rate: 100, pair: "fFUEL/fUSDC" },
  argTypes: { rate: stageArgTypes.rate, pair: stageArgTypes.pair },
  render: ({ rate, pair }) => (
    <Simulation key={pair} rate={rate} hours={24}>
      <Screen pair={pair} />
    </Simulation>
  ),
};
export default meta;

type Story = StoryObj<Args>;

function Screen({ pair }: { readonly pair: string }) {
  const { exchange } = useSimulation();
  return <TradingScreen pair={pair} accounts={exchange.accounts} footer={(chosen) => <Controls {...chosen} />} />;
}

const PANELS = ["fFUEL/fUSDC", "Book", "Trades", /^Open orders/, "Balances"];
const TABLES = PANELS.slice(1);

/**
 * All hooks together, over one connection. The parts in `stories/parts` are meant to be copied: each is one hook and a
 * table. The far end is an exchange simulated in this page, and the keys at the bottom disturb it.
 */
export const Live: Story = {
  play: async ({ canvasElement, canvas, args: { rate } }) => {
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "live");
    for (const name of TABLES) expect(rowsOf(await findPanel(canvasElement, name)).length).toBeGreaterThan(1);
    await until(() => expect(canvas.getByLabelText("Last price of fFUEL/fUSDC")).toHaveTextContent(/^0\.01\d{4}$/));
    await until(() => expect(canvas.getByText(/^\d+ ms$/)).toBeVisible());
    // The last price is the newest trade's.
    const tape = await findPanel(canvasElement, "Trades");
    await until(() =>
      expect(canvas.getByLabelText("Last price of fFUEL/fUSDC").textContent).toBe(
        tape.querySelector(".print .price")?.lastChild?.textContent,
      ),
    );
    // Own orders are marked in the book. The market is stopped until the order is shown, so that nobody takes it
    // before.
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    await press(canvasElement, "Join bid");
    const book = await findPanel(canvasElement, "Book");
    await until(() => expect(book.querySelector(".buy[data-own]")).not.toBeNull());
    if (rate > 0) exchange.start({ rate });
  },
};

/** The link is lost and stays lost. Every panel keeps its data, and says how old it is. */
export const LinkLost: Story = {
  play: async ({ canvasElement, canvas }) => {
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "live");
    await loseLink(canvasElement, await findPanel(canvasElement, "Book"));
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "stale");
    for (const name of TABLES) expect(rowsOf(await findPanel(canvasElement, name)).length).toBeGreaterThan(1);
    await until(() => expect(canvas.getByText("Connection lost")).toBeVisible());
    await until(() => expect(canvas.getByRole("button", { name: "Try now" })).toBeVisible());
  },
};

/** The link is lost and comes back. Everything is live again, and the notice is gone. */
export const LinkMended: Story = {
  play: async ({ canvasElement, canvas }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    await loseLink(canvasElement, book);
    await mendLink(canvasElement, book);
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "live");
    await until(() => expect(canvas.getByText("Connected")).toBeVisible());
    expect(canvas.queryByRole("button", { name: "Try now" })).toBeNull();
  },
};

/** Orders are cancelled, placed and filled while no link is up. Afterwards the whole screen is right. */
export const WhileAway: Story = {
  play: async ({ canvasElement, canvas }) => {
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "live");
    const exchange = exchangeOf(canvasElement);
    const { market, account: ada } = firstOf(exchange);
    const { market_id: marketId, min_order, scale, step } = market;
    await loseLink(canvasElement, await findPanel(canvasElement, "Book"));

    const nonce = canvas.getByLabelText("Nonce");
    const before = nonce.textContent;
    await press(canvasElement, "Cancel all");
    await press(canvasElement, "Join bid");
    // This order is filled at once, at the best ask.
    const { ask = 0n } = exchange.top(marketId);
    exchange.place(ada, {
      marketId,
      side: "buy",
      price: ask,
      quantity: ((min_order * scale) / ask / step + 1n) * step,
    });
    expect(nonce).toHaveTextContent(before);

    await press(canvasElement, "Bring back");
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "live");
    exchange.stop();
    const orders = await findPanel(canvasElement, /^Open orders/);
    // Orders that were placed in the same millisecond may come in either order.
    await until(() =>
      expect(
        rowsOf(orders)
          .map(([side, pair, , , fill]) => `${side} ${pair} ${fill}`)
          .sort(),
      ).toEqual(
        exchange
          .orders(ada, { open: true })
          .map(({ side, market_id = "", quantity, quantity_fill = 0n }) => {
            const word = side === "buy" ? "Buy" : "Sell";
            return `${word} ${exchange.market(market_id).pair} ${formatPercent(quantity_fill, shareOf(quantity, 1))}`;
          })
          .sort(),
      ),
    );
    await until(() => expect(nonce).toHaveTextContent(String(exchange.nonce(ada))));
    const balances = await findPanel(canvasElement, "Balances");
    const { asset, symbol, decimals } = market.base;
    const all = { locale: LOCALE, minimumFractionDigits: decimals };
    const held = exchange.balances(ada).find(({ asset_id }) => asset_id === asset);
    const total = formatAmount(market.base, (held?.total_unlocked ?? 0n) + (held?.total_locked ?? 0n), all);
    await until(() => expect(rowsOf(balances).find(([name]) => name === symbol)?.[3]).toBe(total));
    const tape = await findPanel(canvasElement, "Trades");
    await until(() => expect(rowsOf(tape).map(([price, size]) => `${price} ${size}`)).toEqual(printsOf(exchange, 40)));
    const book = await findPanel(canvasElement, "Book");
    await until(() => expect(bookOf(book)).toEqual(bookOf(exchange, market.pair, 16)));
  },
};

/**
 * A stalled link looks open, and the badge shows its silence. This feed would replace it only after ten minutes, so the
 * story drops it before.
 */
export const LinkStalled: Story = {
  render: ({ rate, pair }) => (
    <Simulation key={pair} rate={rate} hours={24} feed={{ deadAfter: 600_000 }}>
      <Screen pair={pair} />
    </Simulation>
  ),
  play: async ({ canvasElement, canvas }) => {
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await until(() => expect(canvas.getByText("Connected")).toBeVisible());
    await press(canvasElement, "Stall");
    await until(() => expect(canvas.getByText("Silent")).toBeVisible());
    await press(canvasElement, "Drop");
    await until(() => expect(canvas.getByText("Connected")).toBeVisible());
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
  },
};

/** REST is down. After a reconnection the book is live, and the data that could not be read again says why it is stale. */
export const RestDown: Story = {
  play: async ({ canvasElement, canvas }) => {
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "live");
    await press(canvasElement, "REST down");
    await press(canvasElement, "Drop");
    const orders = await findPanel(canvasElement, /^Open orders/);
    await until(() => expect(orders).toHaveTextContent("/v1/orders failed"));
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await untilStatus(orders, "stale");
    expect(rowsOf(orders).length).toBeGreaterThan(1);
    expect(canvas.queryByRole("button", { name: "Try now" })).toBeNull();
  },
};

/** After a change of market or account the screen shows nothing of the former one. */
export const Switching: Story = {
  play: async ({ canvasElement, canvas }) => {
    const balances = await findPanel(canvasElement, "Balances");
    await until(() => expect(rowsOf(balances)).toHaveLength(4));
    const own = rowsOf(balances).map(String);
    await choose(canvasElement, "Grace");
    expect(
      rowsOf(balances)
        .map(String)
        .filter((row) => own.includes(row)),
    ).toEqual([]);
    await until(() => expect(rowsOf(balances)).toHaveLength(4));

    await choose(canvasElement, "fBTC/fUSDC");
    await until(() => expect(canvas.getByLabelText("Last price of fBTC/fUSDC")).toHaveTextContent(/^\d{2,3},\d{3}$/));
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
  },
};

/** Everything has its place at the width of a phone. */
export const Phone: Story = {
  globals: { viewport: { value: "phone" } },
  play: async ({ canvasElement, canvas }) => {
    for (const name of TABLES) {
      const panel = await findPanel(canvasElement, name);
      await until(() => expect(rowsOf(panel).length).toBeGreaterThan(1));
    }
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
    // High above low.
    const [high, low] = ["24h high", "24h low"].map((name) => canvas.getByText(name).getBoundingClientRect());
    expect(high?.right).toBe(low?.right);
    expect(high?.bottom).toBeLessThan(low?.top ?? 0);
  },
};

/** On a small laptop the header keeps to one line, even with the longest text of the connection. */
export const Laptop: Story = {
  globals: { viewport: { value: "laptop" } },
  play: async ({ canvasElement, canvas }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    await loseLink(canvasElement, book);
    await until(() => expect(canvas.getByText("Connection lost")).toBeVisible());
    await until(() => expect(canvas.getByText(/^try \d in \d s$/)).toBeVisible());
    const [first, ...others] = canvasElement.querySelector(".bar")?.children ?? [];
    const middle = (element?: Element) => {
      const { top = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {};
      return (top + bottom) / 2;
    };
    expect(window.innerWidth).toBe(1_024);
    for (const other of others) expect(Math.abs(middle(other) - middle(first))).toBeLessThan(8);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
  },
};
