// An order form beside its book: docs/placing-orders.md. The exchange is simulated, and its traffic stands still unless the
// knob says otherwise, so that the plays compare figures to the unit.
import type { Meta, StoryObj } from "@storybook/react-vite";
import { createFormat, findMarket, type Market, useMarket } from "o2-react";
import { type MarketSpec, type SimulatedExchange, simulatedClient, simulatedWallet } from "o2-react/testing";
import { useState } from "react";
import { expect, userEvent, within } from "storybook/test";
import { LOCALE } from "./parts/format.ts";
import { Ladder } from "./parts/Ladder.tsx";
import type { PickedLevel } from "./parts/LadderRow.tsx";
import { OrderForm } from "./parts/OrderForm.tsx";
import { Orders } from "./parts/Orders.tsx";
import { FINEST } from "./parts/PrecisionChoice.tsx";
import { Controls } from "./simulation/Controls.tsx";
import { choose, findPanel, loseLink, mendLink, press, retype, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf, Simulation, useSimulation } from "./simulation/Simulation.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

interface Args extends MarketArgs {
  /** Milliseconds to the exchange, and the same back. */
  readonly delay: number;
  readonly locale: "en-US" | "de-DE" | "ar-EG";
  /** Other markets than the usual ones. */
  readonly markets?: readonly MarketSpec[] | undefined;
}

const NAME = "Mary";

const meta: Meta<Args> = {
  title: "Guides/Placing orders",
  args: { pair: "fFUEL/fUSDC", rate: 0, delay: 200, locale: LOCALE },
  argTypes: {
    ...marketArgTypes,
    delay: { control: { type: "range", min: 0, max: 3_000, step: 100 } },
    locale: { options: [LOCALE, "de-DE", "ar-EG"], control: { type: "inline-radio" } },
    markets: { control: false },
  },
  render: ({ pair, rate, delay, locale, markets }) => (
    <Simulation rate={rate} markets={markets}>
      <Trading key={delay} pair={pair} delay={delay} locale={locale} />
    </Simulation>
  ),
};
export default meta;

type Story = StoryObj<Args>;

function Trading({ pair, delay, locale }: Pick<Args, "pair" | "delay" | "locale">) {
  const { exchange } = useSimulation();
  const [client] = useState(() => simulatedClient(exchange, { account: NAME, delay }));
  const [picked, setPicked] = useState<PickedLevel>();
  const { data: market } = useMarket({ market: pair });
  const account = client.session?.tradeAccountId;
  if (!market || account === undefined) return null;
  return (
    <div className="stage wide">
      <div className="order-desk">
        <Ladder market={market} precision={FINEST} levels={8} account={account} onPick={setPicked} />
        <OrderForm client={client} account={account} market={market} picked={picked} locale={locale} />
        <Orders account={account} client={client} />
      </div>
      <Controls />
    </div>
  );
}

/** The form as a play function sees and uses it. */
async function playing(canvasElement: HTMLElement, pair = "fFUEL/fUSDC") {
  const panel = await findPanel(canvasElement, "Place an order");
  await untilStatus(panel, "live");
  const exchange = exchangeOf(canvasElement);
  const market = findMarket(exchange.markets, pair);
  const mary = exchange.account({ Address: simulatedWallet(NAME).b256Address });
  if (!mary) throw new Error("Nobody is signed in.");
  const form = within(panel);
  // Before the balance is read, a part of it cannot be filled in.
  await until(() => expect(factOf(panel, "Spendable")).not.toBe("–"));
  const { price, quantity } = createFormat(market, { locale: LOCALE, useGrouping: false });
  return {
    ...{ panel, exchange, market, mary, form },
    /** The boxes: the price, or worst price, and the quantity. */
    price: () => form.getByRole<HTMLInputElement>("textbox", { name: /price$/i }),
    quantity: () => form.getByRole<HTMLInputElement>("textbox", { name: "Quantity" }),
    /** The key that sends. */
    key: () => form.getByRole("button", { name: /^(Buy|Sell)/ }),
    /** The newest order that was sent from the form. */
    sent: () => form.getByRole("list", { name: "Sent orders" }).querySelector("li"),
    open: () => exchange.orders(mary, { open: true }),
    orders: () => findPanel(canvasElement, /^Open orders/),
    fact: (name: string) => factOf(panel, name),
    text: { price, quantity },
  };
}

type Playing = Awaited<ReturnType<typeof playing>>;

/** The figure beside a name in the form. */
function factOf(panel: HTMLElement, name: string): string {
  const term = [...panel.querySelectorAll("dt, th")].find((each) => each.textContent === name);
  return term?.nextElementSibling?.textContent ?? "";
}

/** The best price of a side, so many ticks away from the other side. */
function priceAt(exchange: SimulatedExchange, { market_id }: Market, side: "bid" | "ask", ticks: bigint): bigint {
  const { tick } = exchange.market(market_id);
  const best = exchange.top(market_id)[side] ?? 0n;
  return side === "bid" ? best - ticks * tick : best + ticks * tick;
}

const untilPhase = ({ sent }: Playing, phase: string) =>
  until(() => expect(sent()).toHaveAttribute("data-phase", phase));

/** The codes of the problems below a box. */
const codesAt = (box: HTMLElement): string[] =>
  [...(box.closest(".order-field")?.querySelectorAll<HTMLElement>("[data-code]") ?? [])].map(
    ({ dataset }) => dataset.code ?? "",
  );

/** Waits until there is one problem in the form, below this box. */
async function untilProblem(page: Playing, box: "price" | "quantity", code: string): Promise<HTMLElement> {
  const other = box === "price" ? "quantity" : "price";
  await until(() => expect([codesAt(page[box]()), codesAt(page[other]())]).toEqual([[code], []]));
  return page.panel.querySelector<HTMLElement>(`[data-code="${code}"]`) as HTMLElement;
}

/** Presses the suggestion of a problem; it is gone then, and the order may be sent. */
async function takeSuggestion(page: Playing, box: "price" | "quantity", code: string): Promise<void> {
  const problem = await untilProblem(page, box, code);
  const key = within(problem).getByRole("button");
  const [, amount] = key.textContent.split(" ");
  await userEvent.click(key);
  expect(page[box]()).toHaveValue(amount);
  await until(() => expect(codesAt(page[box]())).toEqual([]));
}

/** An order is typed, checked, sent by Enter, seen in flight and among the orders, and cancelled. */
export const Placed: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, open } = page;
    const price = priceAt(exchange, market, "bid", 5n);
    await retype(page.price(), page.text.price(price));
    await retype(page.quantity(), "250000");
    expect(page.fact("Value")).toMatch(/^[\d,]+\.\d+ fUSDC$/);
    await until(() => expect(page.fact("Rests")).toMatch(/^250,000/));
    expect(page.panel.querySelectorAll("[data-code]")).toHaveLength(0);
    expect(page.key()).toHaveTextContent("Buy 250,000.000 fFUEL");
    await userEvent.type(page.quantity(), "{Enter}");
    await untilPhase(page, "in flight");
    // A second Enter sends nothing: the box is empty.
    expect(page.quantity()).toHaveValue("");
    await userEvent.keyboard("{Enter}");
    await untilPhase(page, "open");
    expect(open()).toMatchObject([{ side: "buy", price, quantity: 250_000n * 10n ** 9n }]);
    const orders = await page.orders();
    await until(() => expect(rowsOf(orders).map(([side, pair]) => `${side} ${pair}`)).toEqual(["Buy fFUEL/fUSDC"]));
    await userEvent.click(within(orders).getByRole("button", { name: /^Cancel: buy/ }));
    await until(() => expect(within(orders).getByRole("button", { name: /^Cancelling/ })).toBeVisible());
    await until(() => expect(rowsOf(orders)).toEqual([]));
    await untilPhase(page, "cancelled");
    expect(open()).toEqual([]);
  },
};

const FINE: readonly MarketSpec[] = [
  {
    base: { symbol: "fFUEL", decimals: 9, max_precision: 3 },
    quote: { symbol: "fUSDC", decimals: 9, max_precision: 8 },
    startPrice: 12_400_000n,
    price_window: 20,
  },
];

/**
 * Each rule that a typed order breaks is told of below the box to change, with an amount that keeps it. A rule of which
 * nobody knows what the exchange does is a doubt: it is told of, and the order can be sent.
 */
export const Problems: Story = {
  args: { markets: FINE },
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, mary } = page;
    const resting = page.text.price(priceAt(exchange, market, "bid", 20n));

    // Text that is no price, and one with more decimals than a price may have.
    await retype(page.price(), "1,5");
    await untilProblem(page, "price", "malformed");
    expect(page.price()).toBeInvalid();
    await retype(page.price(), "0.0124000015");
    await takeSuggestion(page, "price", "tooPrecise");

    await retype(page.price(), resting);
    await retype(page.quantity(), "0");
    await untilProblem(page, "quantity", "args");
    expect(page.key()).toHaveAttribute("aria-disabled", "true");
    await retype(page.quantity(), "1");
    await takeSuggestion(page, "quantity", "min-order");
    expect(page.key()).toHaveAttribute("aria-disabled", "false");
    await retype(page.quantity(), "99999999999");
    await takeSuggestion(page, "quantity", "spendable");

    // Far from the last trade.
    await retype(page.quantity(), "1000");
    await retype(page.price(), "0.005");
    await takeSuggestion(page, "price", "price-window");

    // The value would have a fraction of the least unit. Some books take that.
    await retype(page.price(), "0.01200001");
    await retype(page.quantity(), "1000.001");
    expect(await untilProblem(page, "quantity", "fractional-price")).toHaveAttribute("data-doubt", "true");
    expect(page.key()).toHaveAttribute("aria-disabled", "false");
    await takeSuggestion(page, "quantity", "fractional-price");

    await choose(page.panel, "Post-only");
    await retype(page.quantity(), "1000");
    await retype(page.price(), page.text.price(priceAt(exchange, market, "ask", 3n)));
    await takeSuggestion(page, "price", "post-only");

    await choose(page.panel, "Fill or kill");
    const [best] = exchange.depth(market.market_id).asks;
    await retype(page.price(), page.text.price(best?.price ?? 0n));
    // Whole units have no fraction at any price.
    await retype(page.quantity(), String((best?.quantity ?? 0n) / 10n ** 9n + 1n));
    await takeSuggestion(page, "quantity", "fill-or-kill");

    // An own order on the other side, which the account would meet.
    await choose(page.panel, "Limit");
    const ask = priceAt(exchange, market, "ask", -1n);
    exchange.place(mary, { marketId: market.market_id, side: "sell", price: ask, quantity: 10n ** 12n });
    await retype(page.quantity(), "1000");
    await retype(page.price(), page.text.price(ask));
    expect(await untilProblem(page, "price", "self-trade")).toHaveAttribute("data-doubt", "true");
  },
};

/** A part of the balance: the largest quantity that is affordable at the price and valid in the market. */
export const PartOfTheBalance: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, mary, open } = page;
    const { step, scale } = exchange.market(market.market_id);
    const price = priceAt(exchange, market, "bid", 9n);
    const held = (asset: string) =>
      exchange.balances(mary).find(({ asset_id }) => asset_id === asset)?.trading_account_balance ?? 0n;

    expect(page.form.getByRole("button", { name: "100%" })).toBeDisabled();
    await retype(page.price(), page.text.price(price));
    for (const percent of [25n, 50n, 75n, 100n]) {
      await press(page.panel, `${percent}%`);
      // The greatest multiple of the step that is worth no more.
      const part = (held(market.quote.asset) * percent) / 100n;
      const most = ((part * scale) / price / step) * step;
      expect(page.quantity()).toHaveValue(page.text.quantity(most).replace(/\.?0+$/, ""));
    }
    expect(page.panel.querySelectorAll("[data-code]")).toHaveLength(0);
    await userEvent.type(page.quantity(), "{Enter}");
    await untilPhase(page, "open");
    expect(open()).toHaveLength(1);

    // Nothing is left to buy with, and all there is can be sold.
    await press(page.panel, "50%");
    await until(() => expect(codesAt(page.quantity())).toEqual(["too-small"]));
    await choose(page.panel, "Sell");
    const ask = priceAt(exchange, market, "ask", 9n);
    await retype(page.price(), page.text.price(ask));
    await press(page.panel, "100%");
    const all = (held(market.base.asset) / step) * step;
    expect(page.quantity()).toHaveValue(page.text.quantity(all).replace(/\.?0+$/, ""));
    await userEvent.click(page.key());
    await until(() => expect(open()).toHaveLength(2));
  },
};

/** A level of the book that is clicked fills its price in, and the size up to it if the order would take that side. */
export const ClickedLevel: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market } = page;
    const book = await findPanel(canvasElement, "Book");
    const { asks, bids } = exchange.depth(market.market_id);
    const third = asks[2]?.price ?? 0n;
    const upTo = asks.slice(0, 3).reduce((sum, { quantity }) => sum + quantity, 0n);
    await userEvent.click(within(book).getByRole("button", { name: `${page.text.price(third)}: use this price` }));
    expect(page.price()).toHaveValue(page.text.price(third));
    expect(page.quantity()).toHaveValue(page.text.quantity(upTo).replace(/\.?0+$/, ""));
    await until(() => expect(page.fact("Levels taken")).toBe("3"));
    expect(page.fact("Worst price")).toBe(page.text.price(third));
    expect(page.fact("Rests")).toMatch(/^0\.0*$/);

    // A buy joins the bids: no size of theirs is taken.
    const bid = bids[1]?.price ?? 0n;
    await userEvent.click(within(book).getByRole("button", { name: `${page.text.price(bid)}: use this price` }));
    expect(page.price()).toHaveValue(page.text.price(bid));
    expect(page.quantity()).toHaveValue(page.text.quantity(upTo).replace(/\.?0+$/, ""));

    // The same level once more, after something else was typed.
    await retype(page.price(), "1");
    await userEvent.click(within(book).getByRole("button", { name: `${page.text.price(bid)}: use this price` }));
    expect(page.price()).toHaveValue(page.text.price(bid));
  },
};

/** Without a mouse: arrows step the amounts and go from level to level, Enter sends. */
export const Keyboard: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, open, text } = page;
    const { tick, step } = exchange.market(market.market_id);
    const best = priceAt(exchange, market, "ask", 0n);

    // An empty box begins at the best price.
    page.price().focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(page.price()).toHaveValue(text.price(best));
    await userEvent.keyboard("{ArrowDown}");
    expect(page.price()).toHaveValue(text.price(best - tick));
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}");
    expect(page.price()).toHaveValue(text.price(best - 11n * tick));
    await userEvent.keyboard("{ArrowUp}");
    expect(page.price()).toHaveValue(text.price(best - 10n * tick));

    await retype(page.quantity(), "1000");
    await userEvent.keyboard("{ArrowUp}");
    expect(page.quantity()).toHaveValue("1000.001");
    await userEvent.keyboard("{Shift>}{ArrowUp}{/Shift}");
    expect(page.quantity()).toHaveValue("1000.011");
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await untilPhase(page, "open");
    expect(open()).toMatchObject([{ price: best - 10n * tick, quantity: 1_000_010n * step }]);

    // Enter in a form that cannot be sent goes to the box to fill.
    page.price().focus();
    await userEvent.keyboard("{Enter}");
    expect(page.quantity()).toHaveFocus();

    // The Tab key stops once a side in the book; the arrows go on.
    const book = await findPanel(canvasElement, "Book");
    const stops = [...book.querySelectorAll<HTMLElement>(".pick")].filter(({ tabIndex }) => tabIndex === 0);
    expect(stops.map(({ textContent }) => textContent)).toEqual([
      text.price(best),
      text.price(exchange.top(market.market_id).bid ?? 0n),
    ]);
    stops[0]?.focus();
    await userEvent.keyboard("{ArrowUp}{Enter}");
    expect(page.price()).toHaveValue(text.price(exchange.depth(market.market_id).asks[1]?.price ?? 0n));
  },
};

/** A market order has a worst price. It takes what is there up to it, as the estimate said, and nothing of it rests. */
export const MarketByBounds: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, mary, open } = page;
    await choose(page.panel, "Market");
    await press(page.panel, "0.5%");
    const { ask = 0n } = exchange.top(market.market_id);
    const { tick } = exchange.market(market.market_id);
    const worst = ((ask * 1_005n) / 1_000n / tick) * tick;
    expect(page.price()).toHaveValue(page.text.price(worst));
    const [first, second] = exchange.depth(market.market_id).asks;
    await retype(page.quantity(), page.text.quantity((first?.quantity ?? 0n) + (second?.quantity ?? 0n) / 2n));
    await until(() => expect(page.fact("Levels taken")).toBe("2"));
    expect(page.fact("Rests")).toMatch(/^0\.0*$/);
    const [average, fills] = [page.fact("Average price"), page.fact("Fills")];
    await userEvent.click(page.key());
    await untilPhase(page, "filled");
    expect(open()).toEqual([]);
    const [order] = exchange.orders(mary);
    const full = createFormat(market, { locale: LOCALE });
    expect([full.price(order?.price_fill ?? 0n), full.quantity(order?.quantity_fill ?? 0n)]).toEqual([average, fills]);

    // For a sell the same price is better than any bid.
    await choose(page.panel, "Sell");
    await retype(page.quantity(), "1000");
    await takeSuggestion(page, "price", "out-of-reach");
    await until(() => expect(page.fact("Levels taken")).toBe("1"));
  },
};

/** A refused order says why, and its terms can be edited and sent again. One without an answer may have happened. */
export const Rejected: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, open } = page;
    const price = page.text.price(priceAt(exchange, market, "bid", 5n));
    exchange.faults.refuseActions({ reason: "PriceExceedsRange" });
    await retype(page.price(), price);
    await retype(page.quantity(), "1000");
    await userEvent.click(page.key());
    await untilPhase(page, "in flight");
    await untilPhase(page, "rejected");
    expect(page.sent()).toHaveTextContent(/1,000\.000 at .* or better: PriceExceedsRange/);
    expect(open()).toEqual([]);
    await press(page.panel, "Edit");
    expect([page.price(), page.quantity()].map(({ value }) => value)).toEqual([price, "1000"]);
    expect(page.sent()).toBeNull();
    await userEvent.click(page.key());
    await untilPhase(page, "open");

    exchange.faults.refuseActions({ code: 4001, message: "Expired session" });
    await retype(page.quantity(), "2000");
    await userEvent.click(page.key());
    await untilPhase(page, "rejected");
    expect(page.sent()).toHaveTextContent("Expired session");
    await press(page.panel, "Dismiss");

    // A cancel that is refused leaves the order where it is, and says why.
    const orders = await page.orders();
    exchange.faults.refuseActions({ reason: "Paused" });
    await userEvent.click(within(orders).getByRole("button", { name: /^Cancel: buy/ }));
    await until(() => expect(within(orders).getByRole("alert")).toHaveTextContent("Not cancelled: Paused"));
    expect(within(orders).getByRole("button", { name: /^Cancel: buy/ })).toHaveAttribute("aria-disabled", "false");
    expect(open()).toHaveLength(1);
  },
};

/** Without a link nothing is estimated, and the form names what an order is not checked against. */
export const StaleBook: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market } = page;
    await retype(page.price(), page.text.price(priceAt(exchange, market, "ask", 2n)));
    await retype(page.quantity(), "1000");
    await choose(page.panel, "Post-only");
    await untilProblem(page, "price", "post-only");
    await choose(page.panel, "Limit");
    await until(() => expect(page.fact("Average price")).not.toBe("–"));

    await loseLink(canvasElement, page.panel);
    const figures = ["Average price", "Worst price", "Fills", "Rests", "Fee", "Levels taken", "Spendable"];
    await until(() => expect(figures.map(page.fact)).toEqual(figures.map(() => "–")));
    expect(page.form.getByText(/^The book is not current/)).toBeVisible();
    expect(page.form.getByText(/^Not checked against the balance/)).toBeVisible();
    expect(page.form.getByRole("button", { name: "50%" })).toBeDisabled();
    // What depends on the book alone is left open, not told from the old one.
    await choose(page.panel, "Post-only");
    expect(codesAt(page.price())).toEqual([]);
    await until(() => expect(page.form.getByText(/^Not checked against .*the book/)).toBeVisible());

    await mendLink(canvasElement, page.panel);
    await untilProblem(page, "price", "post-only");
    await choose(page.panel, "Limit");
    await until(() => expect(page.fact("Average price")).not.toBe("–"));
    await until(() => expect(page.form.queryByText(/not current/)).toBeNull());
  },
};

/**
 * All open orders are cancelled by one key. Somebody else had placed them for the account, so that the client's nonce was
 * behind: the form reads it anew when the feed tells of another one.
 */
export const CancelAll: Story = {
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, mary, open } = page;
    for (const ticks of [3n, 4n, 5n, 6n, 7n, 8n, 9n]) {
      const price = priceAt(exchange, market, "bid", ticks);
      exchange.place(mary, { marketId: market.market_id, side: "buy", price, quantity: 10n ** 12n });
    }
    const orders = await page.orders();
    await until(() => expect(rowsOf(orders)).toHaveLength(7));
    await press(orders, "Cancel all 7");
    await until(() => expect(rowsOf(orders)).toEqual([]));
    expect(open()).toEqual([]);
    expect(within(orders).queryByRole("alert")).toBeNull();
  },
};

/** The same in German: a comma between whole units and decimals. */
export const German: Story = {
  args: { locale: "de-DE" },
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    const { exchange, market, open } = page;
    const price = priceAt(exchange, market, "bid", 5n);
    await retype(page.price(), page.text.price(price).replace(".", ","));
    await retype(page.quantity(), "1000,5");
    await userEvent.keyboard("{ArrowUp}");
    expect(page.quantity()).toHaveValue("1000,501");
    await userEvent.click(page.key());
    expect(page.fact("Spendable")).toMatch(/^\d+\.\d+,\d+ fUSDC$/);
    await untilPhase(page, "open");
    expect(page.sent()).toHaveTextContent("Buy 1.000,501 at ");
    expect(open()).toMatchObject([{ price, quantity: 1_000_501_000_000n }]);
    await retype(page.price(), "0.0124");
    await until(() => expect(codesAt(page.price())).toEqual(["malformed"]));
  },
};

/** Everything has its place at the width of a phone. */
export const Phone: Story = {
  globals: { viewport: { value: "phone" } },
  play: async ({ canvasElement }) => {
    const page = await playing(canvasElement);
    await retype(page.price(), "0.0124000015");
    await untilProblem(page, "price", "tooPrecise");
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
  },
};
