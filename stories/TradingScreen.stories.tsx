import type { Meta, StoryObj } from "@storybook/react-vite";
import { createFormat, findMarket, formatAmount, formatCompact, formatPercent } from "o2-react";
import { type MarketSpec, type SimulatedExchange, simulatedClient } from "o2-react/testing";
import { notional } from "o2-react/trading";
import { useMemo } from "react";
import { expect, fireEvent, userEvent, within } from "storybook/test";
import { CHANGE, COMPACT, LOCALE, shareOf } from "./parts/format.ts";
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
  retype,
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
  const clients = useMemo(() => {
    const entries = exchange.accounts.map((account) => [account.name, simulatedClient(exchange, { account })] as const);
    return new Map(entries);
  }, [exchange]);
  return (
    <TradingScreen
      pair={pair}
      accounts={exchange.accounts}
      clientOf={({ name }) => clients.get(name)}
      footer={(chosen) => <Controls {...chosen} />}
    />
  );
}

/** Each part of the screen: the tab that shows it, where there is one, and the title of its panel. */
const PANELS: readonly (readonly [tab: RegExp | undefined, title: string | RegExp])[] = [
  [undefined, "fFUEL/fUSDC"],
  [undefined, "Book"],
  [undefined, "Trades"],
  [/^Open orders/, /^Open orders/],
  [/^Order history/, /^Closed orders/],
  [/^Fills/, /^Fills/],
  [/^Balances/, "Balances"],
];
const TABLES = PANELS.filter(([, title]) => title !== "fFUEL/fUSDC");

/** Chooses a tab. */
async function show(canvas: HTMLElement, name: RegExp): Promise<void> {
  await userEvent.click(await within(canvas).findByRole("tab", { name }, { timeout: 60_000 }));
}

/** A panel of {@link PANELS}, behind its tab. */
async function findPart(canvas: HTMLElement, [tab, title]: (typeof PANELS)[number]): Promise<HTMLElement> {
  if (tab) await show(canvas, tab);
  return findPanel(canvas, title);
}

const findOrders = (canvas: HTMLElement) => findPart(canvas, [/^Open orders/, /^Open orders/]);
const findBalances = (canvas: HTMLElement) => findPart(canvas, [/^Balances/, "Balances"]);

/** Waits until every part of the screen has this status, each while it is shown. */
async function untilAll(canvas: HTMLElement, status: string): Promise<void> {
  for (const part of PANELS) await untilStatus(await findPart(canvas, part), status);
}

/** Waits until every table has rows. */
async function untilFilled(canvas: HTMLElement): Promise<void> {
  for (const part of TABLES) {
    const panel = await findPart(canvas, part);
    await until(() => expect(rowsOf(panel).length).toBeGreaterThan(1));
  }
}

/** Chooses looks of the screen, and closes their menu. */
async function look(canvas: HTMLElement, ...names: readonly string[]): Promise<void> {
  await press(canvas, "Display");
  for (const name of names) await choose(canvas, name);
  await userEvent.keyboard("{Escape}");
}

/** Opens the list of markets. */
async function openMarkets(canvas: HTMLElement): Promise<HTMLElement> {
  await userEvent.click(await within(canvas).findByRole("button", { name: /^Market / }, { timeout: 60_000 }));
  return findPanel(canvas, "Markets");
}

/**
 * All hooks together, over one connection. The parts in `stories/parts` are meant to be copied: each is one hook and a
 * table. The far end is an exchange simulated in this page, and the keys at the bottom disturb it.
 */
export const Live: Story = {
  play: async ({ canvasElement, canvas, args: { rate } }) => {
    await untilAll(canvasElement, "live");
    await untilFilled(canvasElement);
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
    await untilAll(canvasElement, "live");
    await loseLink(canvasElement, await findPanel(canvasElement, "Book"));
    await untilAll(canvasElement, "stale");
    for (const part of TABLES) expect(rowsOf(await findPart(canvasElement, part)).length).toBeGreaterThan(1);
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
    await untilAll(canvasElement, "live");
    await until(() => expect(canvas.getByText("Connected")).toBeVisible());
    expect(canvas.queryByRole("button", { name: "Try now" })).toBeNull();
  },
};

/** Orders are cancelled, placed and filled while no link is up. Afterwards the whole screen is right. */
export const WhileAway: Story = {
  play: async ({ canvasElement, canvas }) => {
    await untilAll(canvasElement, "live");
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
    await untilAll(canvasElement, "live");
    exchange.stop();
    const orders = await findOrders(canvasElement);
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
    const balances = await findBalances(canvasElement);
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
    await untilAll(canvasElement, "live");
    await press(canvasElement, "REST down");
    await press(canvasElement, "Drop");
    const orders = await findOrders(canvasElement);
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
    const balances = await findBalances(canvasElement);
    await until(() => expect(rowsOf(balances)).toHaveLength(4));
    const own = rowsOf(balances).map(String);
    await choose(canvasElement, "Grace");
    expect(
      rowsOf(balances)
        .map(String)
        .filter((row) => own.includes(row)),
    ).toEqual([]);
    await until(() => expect(rowsOf(balances)).toHaveLength(4));

    const list = await openMarkets(canvasElement);
    await userEvent.click(await within(list).findByRole("button", { name: "fBTC/fUSDC" }));
    await until(() => expect(canvas.getByLabelText("Last price of fBTC/fUSDC")).toHaveTextContent(/^\d{2,3},\d{3}$/));
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
  },
};

/** On a phone one part is shown at a time, with everything in its place. */
export const Phone: Story = {
  globals: { viewport: { value: "phone" } },
  play: async ({ canvasElement, canvas }) => {
    const isShown = (title: string | RegExp) => canvas.queryByRole("region", { name: title }) !== null;
    const fits = () => expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
    await untilStatus(await findPanel(canvasElement, "fFUEL/fUSDC"), "live");
    expect([isShown("Book"), isShown("Trades"), isShown(/^Open orders/)]).toEqual([false, false, false]);
    fits();
    for (const title of ["Book", "Trades"]) {
      await show(canvasElement, new RegExp(`^${title}$`));
      const panel = await findPanel(canvasElement, title);
      await until(() => expect(rowsOf(panel).length).toBeGreaterThan(1));
      expect(isShown("fFUEL/fUSDC")).toBe(false);
      fits();
    }
    await show(canvasElement, /^Order$/);
    expect([isShown("fFUEL/fUSDC"), isShown("Book"), isShown("Trades")]).toEqual([false, false, false]);
    expect(getComputedStyle(canvasElement.querySelector(".form-place") ?? canvasElement).display).toBe("block");
    await show(canvasElement, /^Account$/);
    for (const part of TABLES.slice(2)) {
      const panel = await findPart(canvasElement, part);
      await until(() => expect(rowsOf(panel).length).toBeGreaterThan(1));
      fits();
      // No column is cut: the table is no wider than the part of the panel that shows it.
      const scroller = panel.querySelector(".scroller");
      expect(scroller?.scrollWidth).toBeLessThanOrEqual(scroller?.clientWidth ?? 0);
    }
    const list = await openMarkets(canvasElement);
    await until(() => expect(rowsOf(list)).toHaveLength(3));
    const table = list.querySelector(".scroller");
    expect(table?.scrollWidth).toBeLessThanOrEqual(table?.clientWidth ?? 0);
    await userEvent.keyboard("{Escape}");
    // The arrow keys walk along the tabs.
    await show(canvasElement, /^Account$/);
    await userEvent.keyboard("{ArrowRight}");
    await findPanel(canvasElement, "fFUEL/fUSDC");
    expect(canvas.getByRole("tab", { name: "Chart" })).toHaveFocus();
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

/** The tabs of the account: each shows what the exchange has of it. */
export const Account: Story = {
  args: { rate: 0 },
  play: async ({ canvasElement, canvas }) => {
    const exchange = exchangeOf(canvasElement);
    const { account: ada } = firstOf(exchange);
    const count = (isOpen: boolean) => exchange.orders(ada, { open: isOpen }).length;
    await press(canvasElement, "Join bid");
    const orders = await findOrders(canvasElement);
    await until(() => expect(rowsOf(orders)).toHaveLength(count(true)));
    expect(canvas.getByRole("tab", { name: `Open orders (${count(true)})` })).toHaveAttribute("aria-selected", "true");
    await userEvent.keyboard("{ArrowRight}");
    expect(canvas.getByRole("tab", { name: "Order history" })).toHaveFocus();
    const history = await findPanel(canvasElement, /^Closed orders/);
    await untilStatus(history, "live");
    await press(canvasElement, "Cancel all");
    await until(() => expect(history.querySelector("[data-cancelled]")).not.toBeNull());
    const fills = await findPart(canvasElement, [/^Fills/, /^Fills/]);
    await untilStatus(fills, "live");
    await until(() => expect(rowsOf(fills).length).toBeGreaterThan(0));
    const balances = await findBalances(canvasElement);
    await untilStatus(balances, "live");
    // The value of each asset, and of all, at the last prices.
    const usd = firstOf(exchange).market.quote;
    const worths = exchange.balances(ada).map(({ asset_id, total_locked, total_unlocked }) => {
      const amount = total_locked + total_unlocked;
      const market = exchange.markets.find(({ base }) => base.asset === asset_id);
      return market ? notional(market, exchange.lastTrade(market.market_id)?.price ?? 0n, amount) : amount;
    });
    const cents = {
      locale: LOCALE,
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
      roundingMode: "trunc",
    } as const;
    const total = worths.reduce((sum, each) => sum + each, 0n);
    await until(() => expect(balances.querySelector("tfoot")).toHaveTextContent(formatAmount(usd, total, cents)));
    expect(
      rowsOf(balances)
        .map(([, , , , worth]) => worth)
        .sort(),
    ).toEqual(worths.map((each) => formatAmount(usd, each, cents)).sort());
  },
};

/** A market for a list of many: its name, a price in millionths, and the decimals that prices have. */
const spec = (symbol: string, price: bigint, places: number): MarketSpec => ({
  base: { symbol, decimals: 9, max_precision: 3 },
  quote: { symbol: "fUSDC", decimals: 9, max_precision: places },
  startPrice: price * 1_000n,
});

const MANY: readonly MarketSpec[] = [
  spec("fFUEL", 12_400n, 6),
  spec("fETH", 3_215_400_000n, 1),
  spec("fBTC", 97_250_000_000n, 0),
  spec("fSOL", 183_420_000n, 2),
  spec("fAVAX", 25_130_000n, 3),
  spec("fLINK", 14_270_000n, 3),
  spec("fUNI", 8_310_000n, 3),
  spec("fAAVE", 175_600_000n, 2),
  spec("fDOGE", 192_100n, 5),
  spec("fARB", 412_700n, 4),
  spec("fOP", 771_300n, 4),
  spec("fATOM", 4_625_000n, 3),
];

/** A market's day as its candles at the exchange make it. They are no older than a day. */
function dayAt(exchange: SimulatedExchange, pair: string) {
  const bars = exchange.bars(findMarket(exchange.markets, pair).market_id, "5m");
  const [open = 1n, last = 0n] = [bars[0]?.open, bars.at(-1)?.close];
  const volume = bars.reduce((sum, bar) => sum + bar.volume, 0n);
  return { last, points: ((last - open) * 10_000n) / open, volume };
}

/** The list of markets: found by name, sorted by each column, with small charts of the rows in view. */
export const Markets: Story = {
  args: { rate: 60 },
  render: ({ rate, pair }) => (
    <Simulation key={pair} rate={rate} hours={6} markets={MANY}>
      <Screen pair={pair} />
    </Simulation>
  ),
  play: async ({ canvasElement, canvas }) => {
    await look(canvasElement, "dark");
    const list = await openMarkets(canvasElement);
    const search = within(list).getByRole("searchbox", { name: "Search markets" });
    expect(search).toHaveFocus();
    const names = () => rowsOf(list).map(([name]) => name);
    await until(() => expect(names()).toHaveLength(MANY.length));
    const exchange = exchangeOf(canvasElement);
    exchange.stop();

    // By volume, at the last price, the greatest first: as the exchange has it.
    const all = [...list.querySelectorAll("tbody tr")];
    await until(() => expect(all.every((row) => row.getAttribute("data-status") === "live")).toBe(true));
    const dayOf = (name = "") => dayAt(exchange, name);
    const worthOf = (name = "") => notional(findMarket(exchange.markets, name), dayOf(name).last, dayOf(name).volume);
    const isFalling = (figures: readonly bigint[]) =>
      figures.every((figure, index) => index === 0 || figure <= (figures[index - 1] ?? figure));
    await until(() => expect(isFalling(names().map(worthOf))).toBe(true));
    await userEvent.click(within(list).getByRole("button", { name: "24h change" }));
    const changes = () => names().map((name) => dayOf(name).points);
    await until(() => expect(isFalling(changes())).toBe(true));
    await userEvent.click(within(list).getByRole("button", { name: "24h change" }));
    expect(within(list).getByRole("columnheader", { name: "24h change" })).toHaveAttribute("aria-sort", "ascending");
    await until(() => expect(isFalling(changes().reverse())).toBe(true));
    await userEvent.click(within(list).getByRole("button", { name: "Market" }));
    expect(names()).toEqual([...names()].sort());
    // The figures are the exchange's, to the digit.
    for (const [name = "", last, change, volume] of rowsOf(list)) {
      const market = findMarket(exchange.markets, name);
      const at = dayOf(name);
      expect([last?.trim(), change, volume]).toEqual([
        createFormat(market, { locale: LOCALE }).price(at.last),
        formatPercent(at.points, CHANGE),
        `${formatCompact(market.base, at.volume, COMPACT)}${market.base.symbol}`,
      ]);
    }
    // Each row in view has its line.
    const lines = () => [...list.querySelectorAll("polyline")].filter((line) => line.getAttribute("points"));
    await until(() => expect(lines().length).toBeGreaterThan(5));

    // Found by name, and chosen by keyboard.
    await retype(search, "nosuch");
    expect(rowsOf(list)).toEqual([]);
    await retype(search, "sol");
    expect(names()).toEqual(["fSOL/fUSDC"]);
    await userEvent.keyboard("{Enter}");
    await until(() => expect(canvas.getByLabelText("Last price of fSOL/fUSDC")).toHaveTextContent(/^1\d\d\.\d\d$/));
    expect(canvas.queryByRole("dialog")).toBeNull();
    // Escape closes it and gives the focus back.
    await openMarkets(canvasElement);
    await userEvent.keyboard("{Escape}");
    expect(canvas.queryByRole("dialog")).toBeNull();
    expect(canvas.getByRole("button", { name: "Market fSOL/fUSDC" })).toHaveFocus();
  },
};

/** Themes and palettes: the page, the book and the canvas change their colours, and the figures stay. */
export const Looks: Story = {
  play: async ({ canvasElement, canvas }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    const page = canvasElement.querySelector<HTMLElement>(".screen");
    if (!page) throw new Error("There is no screen.");
    const ground = () => getComputedStyle(page).backgroundColor;
    const bid = () => getComputedStyle(book.querySelector(".level.buy .price") ?? book).color;
    await userEvent.click(canvas.getByRole("button", { name: "Display" }));
    await choose(canvasElement, "dark");
    const dark = [ground(), bid()];
    await choose(canvasElement, "light");
    const light = [ground(), bid()];
    expect(light[0]).not.toBe(dark[0]);
    expect(light[1]).not.toBe(dark[1]);
    // What the system asks for is what is shown unless something else is chosen.
    await choose(canvasElement, "auto");
    const asked = matchMedia("(prefers-color-scheme: light)").matches ? light : dark;
    expect([ground(), bid()]).toEqual(asked);
    await choose(canvasElement, "light");
    await choose(canvasElement, "blue and orange");
    expect(bid()).toBe("rgb(11, 95, 192)");
    await choose(canvasElement, "K, M");
    await until(() => expect(rowsOf(book)[0]?.[2]).toMatch(/^[\d.]+[KM]?$/));
    // Sizes in the quote asset, by the book's own switch.
    await choose(canvasElement, "fUSDC");
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    const { market } = firstOf(exchange);
    const { bids } = exchange.depth(market.market_id);
    const values = bids
      .slice(0, 16)
      .map(({ price, quantity }) =>
        formatCompact(market.quote, notional(market, price, quantity), { ...COMPACT, minimumSignificantDigits: 3 }),
      );
    await until(() =>
      expect(
        rowsOf(book)
          .slice(-16)
          .map(([, , size]) => size),
      ).toEqual(values),
    );
  },
};

/** The grouping menu offers no step that would leave a side in a few rows. */
export const Grouping: Story = {
  play: async ({ canvasElement, canvas, args: { rate } }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    await look(canvasElement, "dark");
    const menu = await canvas.findByRole("combobox", { name: "Price step" });
    await until(() => expect(menu.querySelectorAll("option").length).toBeGreaterThan(1));
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    for (const option of [...menu.querySelectorAll("option")]) {
      await userEvent.selectOptions(menu, option);
      const digits = option.textContent?.split(".")[1]?.length ?? 0;
      const sides = () => [".buy", ".sell"].map((side) => [...book.querySelectorAll(`.level${side} .price`)]);
      await until(() => {
        for (const prices of sides()) {
          expect(prices.length).toBeGreaterThanOrEqual(5);
          // As many decimals as the step has.
          for (const price of prices) expect(price.textContent?.split(".")[1] ?? "").toHaveLength(digits);
        }
      });
    }
    if (rate > 0) exchange.start({ rate });
  },
};

/** The legend of the chart tells the newest candle, or the one under the pointer, as the exchange has it. */
export const OpenHighLowClose: Story = {
  play: async ({ canvasElement, canvas }) => {
    const chart = await findPanel(canvasElement, "fFUEL/fUSDC");
    await untilStatus(chart, "live");
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    const { market } = firstOf(exchange);
    const format = createFormat(market, { locale: LOCALE });
    await canvas.findByRole("status", { name: "Candle" });
    const legendOf = () => canvas.getByRole("status", { name: "Candle" });
    const timeOf = () => Date.parse(legendOf().querySelector("time")?.dateTime ?? "");
    const barAt = (time: number) => exchange.bars(market.market_id, "5m", time, time)[0];
    const isExact = (time: number) => {
      const bar = barAt(time);
      if (!bar) throw new Error(`The exchange has no candle at ${time}.`);
      const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map(format.price);
      expect(legendOf()).toHaveTextContent(`O ${open}H ${high}L ${low}C ${close}`);
      expect(legendOf()).toHaveTextContent(`Vol ${formatCompact(market.base, bar.volume, COMPACT)} fFUEL`);
    };
    const newest = exchange.bars(market.market_id, "5m").at(-1)?.timestamp ?? 0;
    await until(() => expect(timeOf()).toBe(newest));
    await until(() => isExact(newest));
    // The upper one of the two that the candles are on.
    const areaOf = ({ clientWidth, clientHeight }: Element) => clientWidth * clientHeight;
    const target = [...chart.querySelectorAll("canvas")].reduce((best, each) =>
      areaOf(each) < areaOf(best) ? best : each,
    );
    const { left, top, width, height } = target.getBoundingClientRect();
    const seen = new Set<number>();
    for (const part of [0.2, 0.5, 0.7]) {
      const place = { clientX: left + width * part, clientY: top + height / 2 };
      fireEvent.mouseEnter(target, place);
      fireEvent.mouseMove(target, place);
      await until(() => expect(timeOf()).toBeLessThan(newest));
      await until(() => expect(seen.has(timeOf())).toBe(false));
      isExact(timeOf());
      seen.add(timeOf());
    }
    fireEvent.mouseLeave(target);
    await until(() => expect(timeOf()).toBe(newest));
    await choose(canvasElement, "1h");
    await until(() => expect(timeOf()).toBe(exchange.bars(market.market_id, "1h").at(-1)?.timestamp));
  },
};

/** The depth chart is the exchange's own book: the totals of both sides, and those at the pointer's price. */
export const DepthOfBook: Story = {
  play: async ({ canvasElement, canvas }) => {
    const panel = await findPanel(canvasElement, "fFUEL/fUSDC");
    await untilStatus(panel, "live");
    await look(canvasElement, "dark", "blue and orange");
    await choose(canvasElement, "Depth");
    await choose(canvasElement, "All");
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    const { market } = firstOf(exchange);
    const format = createFormat(market, { locale: LOCALE });
    const { bids, asks } = exchange.depth(market.market_id);
    const sum = (levels: typeof bids) => levels.reduce((all, { quantity }) => all + quantity, 0n);
    const legend = await canvas.findByRole("status", { name: "Depth" });
    /** Each total as its title has it, in full. */
    const totals = () => [...legend.querySelectorAll("[title]")].map((each) => each.getAttribute("title"));
    const written = (levels: typeof bids) => `${format.quantity(sum(levels))} fFUEL`;
    await until(() => expect(totals()).toEqual([written(bids), written(asks)]));
    expect(legend).toHaveTextContent(`Bids to ${format.price(bids.at(-1)?.price ?? 0n)}`);
    expect(legend).toHaveTextContent(`Asks to ${format.price(asks.at(-1)?.price ?? 0n)}`);
    // Each curve has a step for each level.
    const steps = () =>
      [...panel.querySelectorAll(".curve .line")].map((line) => line.getAttribute("d")?.match(/V/g)?.length);
    expect(steps()).toEqual([bids.length, asks.length]);
    // At the pointer: all from the best level to the price that is told.
    const drawing = panel.querySelector("svg");
    if (!drawing) throw new Error("There is no drawing.");
    const { left, width, top } = drawing.getBoundingClientRect();
    for (const [part, side] of [
      [0.1, bids],
      [0.9, asks],
    ] as const) {
      fireEvent.pointerMove(drawing, { clientX: left + width * part, clientY: top + 10 });
      await until(() => expect(totals()).toHaveLength(1));
      const price = format.parsePrice(/to ([\d.]+)/.exec(legend.textContent ?? "")?.[1] ?? "");
      const last = side.findIndex((level) => level.price === price);
      expect(last).toBeGreaterThan(0);
      expect(totals()).toEqual([written(side.slice(0, last + 1))]);
    }
    fireEvent.pointerOut(drawing, { relatedTarget: panel });
    await until(() => expect(totals()).toHaveLength(2));
    await choose(canvasElement, "Price");
    await canvas.findByRole("status", { name: "Candle" });
  },
};
