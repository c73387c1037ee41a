// The five tasks of the first hour, built from the packed library and served as built, in real Chromium. The exchange is
// in the page: what is shown is compared with its own state.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Balance,
  type BookSides,
  createFormat,
  formatAmount,
  formatPercent,
  formatPrice,
  formatQuantity,
  O2Rest,
  type Order,
} from "o2-react/client";
import type { ExchangeMarket, SimulatedExchange, TradingClient } from "o2-react/testing";
import { type LadderOptions, ladder, portfolio, sparkline, stepsOf } from "o2-react/trading";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { countLines, findArithmetic } from "../support/appLines.ts";
import { run } from "./run.ts";
import { launch, listen, open, until } from "./served.ts";

declare global {
  interface Window {
    readonly exchange: SimulatedExchange;
    readonly client: TradingClient;
  }
}

const folder = join(inject("examples"), "first-hour");
const TASKS = ["Ladder", "Markets", "OrderForm", "Orders", "Portfolio"];
const source = (file: string): string => readFileSync(join(folder, "src", file), "utf8");

describe("the app", () => {
  test("has a file for each task, which take at most 120 lines together, one statement a line", () => {
    const files = ["App.tsx", ...TASKS.map((task) => `${task}.tsx`), "exchange.ts", "index.css", "main.tsx"];
    expect(readdirSync(join(folder, "src")).sort()).toEqual(files.sort());
    const lines = TASKS.map((task) => countLines(source(`${task}.tsx`)));
    expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(120);
    // Formatted as the repository is, so that no line has two statements.
    const sources = files.map((file) => join("examples/first-hour/src", file));
    execFileSync("node_modules/.bin/biome", ["check", "--error-on-warnings", ...sources], { stdio: "pipe" });
    for (const task of TASKS) expect(source(`${task}.tsx`)).not.toMatch(/biome-ignore|@ts-/);
  });

  test("computes nothing, in any of its files", () => {
    const files = readdirSync(join(folder, "src")).filter((file) => /\.tsx?$/.test(file));
    expect(files.flatMap((file) => findArithmetic(source(file)).map((each) => `${file}, ${each}`))).toEqual([]);
  });

  test.each([
    ["price * quantity", "*"],
    ["a.total_unlocked + a.total_locked", "+"],
    ["sum += 1n", "+="],
    ["count++", "++"],
    ["-change", "-"],
    ["Number(price)", "Number"],
    ["prices.map(Number)", "Number"],
    ["Math.max(1, 2)", "Math"],
    ["window.parseFloat(text)", "parseFloat"],
    ["BigInt(text)", "BigInt"],
    ["<b>{bid ? (ask - bid) : 0n}</b>", "-"],
    ["of(10n ** 9n)", "**"],
  ])("would be seen to compute: %s", (code, what) => {
    expect(findArithmetic(code)).toEqual([`line 1: ${what}`]);
  });

  test("is counted by its code: neither comments nor blank lines, but each line of a text", () => {
    const code = [
      "// One.",
      "",
      "const a = 1; // two",
      "/* three",
      "four */",
      "const b = (",
      "  <p>",
      "    five",
      "  </p>",
      ");",
    ];
    expect(countLines(code.join("\n"))).toBe(6);
    expect(countLines("const a = `\n\n`;\n")).toBe(3);
  });
});

describe("in Chromium", () => {
  let app: Awaited<ReturnType<typeof listen>>;
  let browser: Browser;

  beforeAll(async () => {
    await run(folder, ["node_modules/.bin/tsc", "--noEmit"]);
    await run(folder, ["node_modules/.bin/vite", "build"]);
    app = await listen(folder, ["node_modules/.bin/vite", "preview", "--port", "0", "--host", "127.0.0.1"]);
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  /** The page, live, with its exchange standing still. */
  async function start() {
    const { page, troubles } = await open(browser);
    await page.goto(app.url);
    await page.locator(".market em").first().waitFor();
    await page.evaluate(() => window.exchange.stop());
    const account: string = await page.evaluate(() => window.client.session?.tradeAccountId ?? "");
    const markets = await read(page, () => window.exchange.markets as readonly ExchangeMarket[]);
    const market = markets.find(({ pair }) => pair === "fFUEL/fUSDC") as ExchangeMarket;
    return { page, troubles, account, markets, market };
  }

  test("the ladder is the exchange's own book, at each grouping, and a size that changes flashes", async () => {
    const { page, troubles, market } = await start();
    const depth = () => read(page, (id) => window.exchange.depth(id), market.market_id);
    const untilTrue = (options: LadderOptions) =>
      until(async () => {
        const { bids, asks, step } = ladder(market, await depth(), { ...options, rows: 12 });
        const { price, quantity } = createFormat(market, { locale: "en-US", step });
        const rows = [...[...asks.rows].reverse(), ...bids.rows];
        expect(await page.locator(".book li").evaluateAll(spansOf)).toEqual(
          rows.map((row) => [price(row.price), quantity(row.quantity)]),
        );
        expect(await page.locator(".book").getAttribute("data-status")).toBe("live");
      });
    const steps = stepsOf(market, await depth());
    expect(steps.length).toBeGreaterThan(3);
    await untilTrue({ step: steps[0] });
    const menu = page.getByLabel("Group by");
    const names = steps.map((step) => formatPrice(market, step, { locale: "en-US", step }));
    expect(await menu.locator("option").allInnerTexts()).toEqual(names);
    for (const [index, name] of names.entries()) {
      await menu.selectOption(name);
      await untilTrue({ step: steps[index] });
    }
    await menu.selectOption(names[0] ?? "");
    await untilTrue({ step: steps[0] });
    expect(await page.locator(".book .up, .book .down").count()).toBe(0);
    const best = page.locator(".bids li").first().locator("span").nth(1);
    for (const [side, tone] of [
      ["buy", "up"],
      ["sell", "down"],
    ] as const) {
      // The book's best bid grows by another order, and is taken in part.
      await page.evaluate(
        ([id, side]) => {
          const { exchange } = window;
          const [bid] = exchange.depth(id).bids;
          const quantity = exchange.market(id).step * 1_000_000n;
          if (bid) exchange.place(exchange.accounts[0], { marketId: id, side, price: bid.price, quantity });
        },
        [market.market_id, side] as const,
      );
      await untilTrue({ step: steps[0] });
      expect(await best.getAttribute("class")).toBe(tone);
    }
    expect(troubles).toEqual([]);
  });

  test("the portfolio is the value of what the exchange says the account has, at its last prices", async () => {
    const { page, troubles, account, markets, market } = await start();
    await until(async () => {
      const balances = await read(page, (id) => window.exchange.balances({ ContractId: id }), account);
      const last = await lastPrices(page, markets);
      const { total, complete, assets } = portfolio(balances as Balance[], markets, last, market.quote.asset);
      expect(complete).toBe(true);
      expect(assets.length).toBeGreaterThan(3);
      const section = page.getByRole("region", { name: "Portfolio" });
      expect(await section.locator("strong").innerText()).toBe(
        formatAmount(market.quote, total, { locale: "en-US", maximumFractionDigits: 2 }),
      );
      expect(await section.locator("p b").allInnerTexts()).toEqual(assets.map(({ asset }) => asset?.symbol));
      expect(await section.locator("p span:nth-of-type(1)").allInnerTexts()).toEqual(
        assets.map(({ asset, amount }) => asset && formatAmount(asset, amount, { locale: "en-US" })),
      );
      expect(await section.getAttribute("data-status")).toBe("live");
    });
    expect(troubles).toEqual([]);
  });

  test("the list of markets has the exchange's prices, changes and days, in the order of the column that is clicked", async () => {
    const { page, troubles, markets, market } = await start();
    const rest = new O2Rest("https://o2.simulated", {
      fetch: async (url) => new Response(await page.evaluate(readOver, String(url))),
    });
    const rowsBy = async (compare: (a: Row, b: Row) => number): Promise<void> =>
      until(async () => {
        const days = await rest.summaries();
        const last = await lastPrices(page, markets);
        // The order form shows the ticker of this market, which is made of candles: the list has the same day.
        const opens = await read(page, openOfDay, market.market_id);
        const rows = markets.map((market): Row => {
          const day = days.find(({ market_id }) => market_id === market.market_id);
          const price = last[market.market_id] ?? 0n;
          const change = market.pair === "fFUEL/fUSDC" ? changeSince(price, opens) : day?.changeBasisPoints;
          return { market, last: price, change: change ?? 0n };
        });
        expect(await page.locator(".market").evaluateAll(textsOf)).toEqual(
          rows
            .sort(compare)
            .map(({ market, last: price, change }) => [
              market.pair,
              formatPrice(market, price, { locale: "en-US" }),
              formatPercent(change, { locale: "en-US" }),
            ]),
        );
      });
    await rowsBy((a, b) => (a.market.pair < b.market.pair ? -1 : 1));
    const price = page.getByRole("button", { name: "Price", exact: true });
    await price.click();
    await rowsBy((a, b) => (a.last > b.last ? -1 : 1));
    await price.click();
    await rowsBy((a, b) => (a.last < b.last ? -1 : 1));
    await page.getByRole("button", { name: "24 h", exact: true }).click();
    await rowsBy((a, b) => (a.change > b.change ? -1 : 1));
    await page.getByRole("button", { name: "Market", exact: true }).click();
    await rowsBy((a, b) => (a.market.pair > b.market.pair ? -1 : 1));
    const lines = page.locator(".market polyline");
    await until(async () => {
      const days = await Promise.all(
        [...markets]
          .sort((a, b) => (a.pair > b.pair ? -1 : 1))
          .map(({ market_id }) => read(page, (id) => window.exchange.bars(id, "15m").slice(-96), market_id)),
      );
      // What is read reaches back as many lengths from now, so that its first candle may be another one.
      const shown = await lines.evaluateAll((all) => all.map((line) => line.getAttribute("points") ?? ""));
      for (const [index, points] of shown.entries()) {
        const bars = (days[index] ?? []).map(({ timestamp, close }) => ({ timestamp, close }));
        expect([sparkline(bars), sparkline(bars.slice(1))]).toContain(points);
        expect(points.split(" ").length).toBeGreaterThan(80);
      }
      expect(shown).toHaveLength(markets.length);
    });
    await page.getByRole("button", { name: /^fETH/ }).click();
    await until(async () => expect(await page.getByRole("heading").innerText()).toBe("fETH/fUSDC"));
    expect(troubles).toEqual([]);
  });

  test("an order is refused by a sentence, then placed, seen and cancelled; its money is locked meanwhile", async () => {
    const { page, troubles, account, market } = await start();
    const [form, list] = [page.getByRole("form", { name: "Order" }), page.getByRole("region", { name: "Open orders" })];
    const [price, quantity] = [form.getByLabel("price"), form.getByLabel("quantity")];
    const submit = form.getByRole("button", { name: "Place order" });
    const ownOrders = () => read(page, (id) => window.exchange.orders({ ContractId: id }), account) as Promise<Order[]>;
    const lockedOf = async () => {
      const balances = await read(page, (id) => window.exchange.balances({ ContractId: id }), account);
      return balances.find(({ asset_id }) => asset_id === market.quote.asset)?.total_locked;
    };
    expect([await submit.isDisabled(), await ownOrders()]).toEqual([true, []]);

    await price.fill("one");
    await form.getByText('"one" is not a number as en-US writes it.').waitFor();
    await price.fill("0.008");
    await quantity.fill("1");
    await form.getByText("The order's value is below the least, 1 fUSDC.").waitFor();
    await quantity.fill("1,000,000,000");
    await form.getByText(/^Only [\d.]+ fUSDC can be spent in this market\./).waitFor();
    expect([await submit.isDisabled(), await ownOrders()]).toEqual([true, []]);

    await quantity.fill("1,500.5");
    await submit.click();
    const row = list.locator("p");
    await until(async () => {
      const [order] = await ownOrders();
      expect(order).toMatchObject({ side: "buy", price: 8_000_000n, quantity: 1_500_500_000_000n, close: false });
      expect(await row.locator("b, span").allInnerTexts()).toEqual([
        "buy",
        `${formatQuantity(market, 1_500_500_000_000n, { locale: "en-US" })} at ${formatPrice(market, 8_000_000n, { locale: "en-US" })}`,
        "0.00%",
      ]);
    });
    expect(await lockedOf()).toBe(12_004_000_000n);

    await row.getByRole("button", { name: "Cancel" }).click();
    await until(async () => {
      const [order] = await ownOrders();
      expect(order).toMatchObject({ close: true, cancel: true });
      expect(await row.count()).toBe(0);
    });
    expect(await lockedOf()).toBe(0n);
    expect([await form.locator("output").innerText(), await list.locator("output").innerText()]).toEqual(["", ""]);
    expect(troubles).toEqual([]);
  });

  test("a sell that crosses is estimated, filled at once, and its proceeds are in the portfolio", async () => {
    const { page, troubles, account, market } = await start();
    const form = page.getByRole("form", { name: "Order" });
    const [bid] = ((await read(page, (id) => window.exchange.depth(id), market.market_id)) as BookSides).bids;
    const text = formatPrice(market, bid?.price ?? 0n, { locale: "en-US" });
    await form.getByLabel("Side").selectOption("sell");
    await form.getByLabel("price").fill(text);
    await form.getByLabel("quantity").fill("1,000");
    const value = formatPrice(market, (bid?.price ?? 0n) * 1_000n, { locale: "en-US" });
    await form.getByText(`${value} fUSDC at once`).waitFor();
    await form.getByRole("button", { name: "Place order" }).click();
    await until(async () => {
      const [order] = (await read(page, (id) => window.exchange.orders({ ContractId: id }), account)) as Order[];
      expect(order).toMatchObject({ side: "sell", close: true, quantity_fill: 1_000_000_000_000n });
    });
    expect(await page.getByRole("region", { name: "Open orders" }).locator("p").count()).toBe(0);
    // The fields keep what was typed.
    expect(await form.locator("select, input:not([type])").evaluateAll(valuesOf)).toEqual(["sell", text, "1,000"]);
    expect(troubles).toEqual([]);
  });
});

interface Row {
  readonly market: ExchangeMarket;
  readonly last: bigint;
  readonly change: bigint;
}

/** Reads something of the exchange in the page. Whole numbers of any size come through as they are. */
async function read<T, A = undefined>(page: Page, of: (arg: A) => T, arg?: A): Promise<T> {
  const text = await page.evaluate(
    ([body, given]) => {
      const value: unknown = new Function(`return (${body})(...arguments)`)(given);
      return JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}n` : each));
    },
    [String(of), arg] as const,
  );
  return JSON.parse(text, (_, each) => (/^-?\d+n$/.test(each) ? BigInt(each.slice(0, -1)) : each)) as T;
}

async function lastPrices(page: Page, markets: readonly ExchangeMarket[]): Promise<Record<string, bigint>> {
  const ids = markets.map(({ market_id }) => market_id);
  const trades = await read(page, (all) => all.map((id) => window.exchange.lastTrade(id)?.price ?? 0n), ids);
  return Object.fromEntries(ids.map((id, index) => [id, trades[index] ?? 0n]));
}

function changeSince(last: bigint, open: bigint): bigint {
  return ((last - open) * 10_000n) / open;
}

// These run in the page.
/** The first price of the 24 hours that end with the five minutes under way. */
const openOfDay = (id: string): bigint => {
  const [first] = window.exchange
    .bars(id, "5m")
    .filter(({ timestamp }) => timestamp > window.exchange.now() - (window.exchange.now() % 300_000) - 86_400_000);
  return first?.open ?? 1n;
};
const readOver = (url: string): Promise<string> => window.exchange.fetch(url).then((answer) => answer.text());
const valuesOf = (fields: Element[]): string[] => fields.map((field) => (field as HTMLInputElement).value);
const spansOf = (rows: Element[]): string[][] =>
  rows.map((row) => [...row.querySelectorAll("span")].map(({ textContent }) => textContent ?? ""));
const textsOf = (rows: Element[]): string[][] =>
  rows.map((row) => [...row.querySelectorAll("b, span, em")].map(({ textContent }) => textContent ?? ""));
