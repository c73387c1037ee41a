// The dashboard, built from the packed library and served as in production, in real Chromium.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createFormat, formatAmount, type Market } from "o2-react/client";
import type { ExchangeMarket, SimulatedExchange } from "o2-react/testing";
import { notional } from "o2-react/trading";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { launch, listen, open, type Served, serve, trueLevels, until } from "./served.ts";

const folder = join(inject("examples"), "next-dashboard");
const LEVELS = 17;

let far: Served;
let exchange: SimulatedExchange;
let markets: readonly [ExchangeMarket, ExchangeMarket, ExchangeMarket];
let app: Awaited<ReturnType<typeof listen>>;
let browser: Browser;

beforeAll(async () => {
  far = await serve();
  exchange = far.exchange;
  markets = exchange.markets as typeof markets;
  app = await start();
  // A server's first answer takes longer than all that follow.
  await (await fetch(app.url)).text();
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
  await far?.close();
});

/** Starts the built dashboard on the exchange. */
function start(variables: Record<string, string> = {}): ReturnType<typeof listen> {
  const { wsUrl, apiBase } = far.server.config;
  return listen(folder, ["node_modules/.bin/next", "start", "-p", "0", "-H", "127.0.0.1"], {
    O2_WS_URL: wsUrl,
    O2_API_BASE: apiBase,
    O2_DEMO_WALLET: "1",
    ...variables,
  });
}

const at = (path: string): string => app.url + path;
const pathOf = ({ pair }: Market): string => `/markets/${pair.replace("/", "-")}`;
/** The rows of the list of markets that are live. */
const liveRows = (page: Page) => page.locator(".list tr[data-status=live]:visible");
const rowOf = (page: Page, { pair }: Market) => page.locator(`.list tr[data-market="${pair}"]`);
const price = (market: Market, value: bigint = 0n): string => createFormat(market, { locale: "en-US" }).price(value);

/** The rows of the book on the page, asks first: price and size. Next may keep the page before it, hidden. */
const levelsOn = (page: Page): Promise<string[][]> =>
  page
    .locator(".ladder :is(.asks, .bids) tr:visible")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("td")].slice(0, 2).map((cell) => `${cell.lastChild?.textContent}`)),
    );

/** Waits until a market's page is live, and the book on it the exchange's own. */
const untilTrue = (page: Page, market: Market): Promise<void> =>
  until(async () => {
    expect(await page.title()).toContain(market.pair);
    for (const panel of await page.locator(".market:visible, .panel:visible").all())
      expect(await panel.getAttribute("data-status")).toBe("live");
    expect(await levelsOn(page)).toEqual(trueLevels(exchange, market, LEVELS));
    const last = price(market, exchange.lastTrade(market.market_id)?.price);
    expect(await page.locator(".market:visible .last").innerText()).toContain(last);
    expect(await page.locator(".tape:visible tbody .price").first().innerText()).toContain(last);
  });

test("the server's own HTML shows the exchange's prices, in every market and on a market's page", async () => {
  const { page } = await open(browser, { javaScriptEnabled: false });
  const overview = await page.goto(at("/"));
  expect(overview?.status()).toBe(200);
  for (const market of markets) {
    const { bid, ask } = exchange.top(market.market_id);
    const row = await rowOf(page, market).innerText();
    for (const value of [bid, ask, exchange.lastTrade(market.market_id)?.price])
      expect(row.split(/\s/)).toContain(price(market, value));
  }
  await page.goto(at(pathOf(markets[1])));
  expect(await levelsOn(page)).toEqual(trueLevels(exchange, markets[1], LEVELS));
  expect(await page.locator(".panel.book").isVisible()).toBe(true);
  // What is not confirmed by the feed yet says so.
  expect(await page.locator(".panel.book").getAttribute("data-status")).toBe("stale");
  expect(await page.locator(".panel.trades tbody tr").count()).toBe(40);
  expect(await page.locator(".plot g").count()).toBeGreaterThan(90);
  // A server component formats the market's rules.
  const { quote, min_order } = markets[1];
  const least = formatAmount(quote, min_order, { locale: "en-US" });
  expect(await page.locator(".rules").innerText()).toContain(`${least} ${quote.symbol}`);
});

test("what a page loads before its first paint has no engine in it; a chunk that comes later has", async () => {
  const html = await (await fetch(at("/"))).text();
  const scripts = [...new Set([...html.matchAll(/\/_next\/static\/[^"'\\ ]+?\.js/g)].map(([path]) => path))];
  const first = await Promise.all(scripts.map(async (path) => (await fetch(at(path))).text()));
  expect(first.some((code) => code.includes("O2Provider"))).toBe(true);
  expect(first.filter((code) => code.includes("subscribe_depth"))).toEqual([]);
  const all = globSync(join(folder, ".next/static/**/*.js")).map((file) => readFileSync(file, "utf8"));
  expect(all.filter((code) => code.includes("subscribe_depth")).length).toBeGreaterThan(0);
  // The client that trades comes with the first wallet; a server component's code never comes.
  expect(first.filter((code) => code.includes("CreateOrder"))).toEqual([]);
  expect(all.filter((code) => code.includes("CreateOrder"))).toHaveLength(1);
  expect(all.filter((code) => code.includes("Least order"))).toEqual([]);
});

test.each([
  ["the page", {}, 0],
  ["a worker", { O2_WORKER: "1" }, 1],
])(
  "live within seconds, its engine in %s, through links, back and forward, over one socket and without a word on the console",
  async (_, variables, workers) => {
    const { url, close } = await start(variables);
    onTestFinished(close);
    const { page, troubles } = await open(browser);
    const [fuel, eth, btc] = markets;
    exchange.clearRequests();
    exchange.start({ rate: 200 });
    onTestFinished(() => exchange.stop());
    await page.goto(url);
    await until(async () => expect(await liveRows(page).count()).toBe(markets.length));
    const before = await page.locator(".list").innerText();
    await until(async () => expect(await page.locator(".list").innerText()).not.toBe(before));

    await rowOf(page, fuel).getByRole("link").click();
    await until(async () => expect(await page.locator(".panel.book").getAttribute("data-status")).toBe("live"));
    exchange.stop();
    await untilTrue(page, fuel);
    const choice = page.getByRole("navigation", { name: "Markets" });
    for (const market of [eth, btc]) {
      await choice.getByRole("link", { name: market.pair }).click();
      await untilTrue(page, market);
    }
    for (const [step, market] of [
      ["goBack", eth],
      ["goBack", fuel],
      ["goForward", eth],
    ] as const) {
      exchange.tick(100);
      await page[step]();
      await untilTrue(page, market);
    }
    expect(exchange.connections).toBe(1);
    expect(new Set(exchange.requests.map(({ connection }) => connection)).size).toBe(1);

    // A new page, from the server's HTML of this moment.
    exchange.tick(100);
    await page.reload();
    await untilTrue(page, eth);
    expect(page.workers()).toHaveLength(workers);
    expect(troubles).toEqual([]);
  },
);

test("a phone's page is as wide as the phone", async () => {
  const { page, troubles } = await open(browser, { viewport: { width: 390, height: 844 } });
  for (const path of ["/", pathOf(markets[0]), `/account/${exchange.accounts[0]?.id}`, "/account"]) {
    await page.goto(at(path));
    await page.getByText("connected", { exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
  expect(troubles).toEqual([]);
});

test("a page that is navigated to shows its prices from its own seed, before the feed has any", async () => {
  exchange.faults.refuse();
  onTestFinished(() => exchange.faults.clear());
  const { page, context } = await open(browser);
  // The page can ask the exchange for nothing: only the server can.
  const everything = `${far.server.config.apiBase}/**`;
  await context.route(everything, (route) => route.abort());
  await page.goto(at("/"));
  const choice = page.getByRole("navigation", { name: "Markets" });
  await rowOf(page, markets[0]).getByRole("link").click();
  for (const market of [markets[0], markets[2]]) {
    await choice.getByRole("link", { name: market.pair }).click();
    await until(async () => expect(await levelsOn(page)).toEqual(trueLevels(exchange, market, LEVELS)));
    expect(await page.locator(".panel.book:visible").getAttribute("data-status")).toBe("stale");
  }
  exchange.faults.clear();
  await context.unroute(everything);
  await untilTrue(page, markets[2]);
});

test("the list of markets is sorted by a click on a column and narrowed by a search", async () => {
  const { page, troubles } = await open(browser);
  await page.goto(at("/"));
  await until(async () => expect(await liveRows(page).count()).toBe(markets.length));
  const pairs = () =>
    page.locator(".list tbody tr").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-market")));
  const lastOf = (one: Market) => exchange.lastTrade(one.market_id)?.price ?? 0n;
  const byPair = markets.map(({ pair }) => pair).sort();
  const byPrice = [...markets].sort((a, b) => (lastOf(a) < lastOf(b) ? -1 : 1)).map(({ pair }) => pair);
  for (const [column, expected] of [
    ["Market", byPair],
    ["Market", byPair.toReversed()],
    ["Last price", byPrice.toReversed()],
    ["Last price", byPrice],
  ] as const) {
    await page.getByRole("button", { name: column }).click();
    expect([column, await pairs()]).toEqual([column, expected]);
  }
  await page.getByLabel("Search markets").fill("eth");
  expect(await pairs()).toEqual([markets[1].pair]);
  await page.getByLabel("Search markets").fill("doge");
  await page.getByText("No market is named like this.").waitFor();
  expect(troubles).toEqual([]);
});

test("a route handler answers with the best prices of a feed of its own, and closes it", async () => {
  const [market] = markets;
  // Pages of the tests before have closed theirs.
  await until(() => expect(exchange.connections).toBe(0));
  const response = await fetch(at(`/best/${market.pair.replace("/", "-")}`));
  const { bid, ask } = exchange.top(market.market_id);
  expect(await response.json()).toEqual({ pair: market.pair, bid: price(market, bid), ask: price(market, ask) });
  await until(() => expect(exchange.connections).toBe(0));
  expect((await fetch(at("/best/fDOGE-fUSDC"))).status).toBe(404);
});

test("from a wallet to an order: connect, open an account, start a session, place, cancel, trade at once", async () => {
  const [market] = markets;
  const { page, troubles } = await open(browser);
  await page.goto(at("/account"));
  const steps = page.locator(".steps li");
  const current = () => page.locator(".steps [aria-current]").innerText();
  await page.getByRole("button", { name: "Connect wallet" }).click();
  await until(async () => expect(await steps.nth(1).innerText()).toContain("this wallet has none yet"));
  await page.getByRole("button", { name: "Open an account" }).click();
  await until(async () => expect(await current()).toContain("Session"));
  await page.getByRole("button", { name: "Start a session" }).click();
  await page.getByRole("link", { name: "Choose a market" }).click();
  await rowOf(page, market).getByRole("link").click();

  // A level of the book fills in its price; what the market does not allow is said before anything is sent.
  const form = page.locator(".order:visible");
  const { bid = 0n } = exchange.top(market.market_id);
  await untilTrue(page, market);
  await page.locator(".bids tr:visible button").first().click();
  expect(await form.getByLabel("Price").inputValue()).toBe(price(market, bid).replaceAll(",", ""));
  const buy = form.getByRole("button", { name: `Buy ${market.base.symbol}` });
  await form.getByLabel("Quantity").fill("0.001");
  await form.getByText("The order's value is below the least").waitFor();
  expect(await buy.isDisabled()).toBe(true);

  await form.getByRole("button", { name: "25%" }).click();
  await until(async () => expect(await buy.isEnabled()).toBe(true));
  // The form shows why the exchange refuses an order. The next order has the right nonce.
  exchange.faults.refuseActions({ reason: "PriceExceedsRange" });
  await buy.click();
  await form.getByText("PriceExceedsRange").waitFor();
  // Chromium reports the status of that answer.
  troubles.length = 0;
  await buy.click();
  await form.getByText("Accepted.").waitFor();
  const row = page.locator(".orders:visible tr[data-order]");
  await until(async () => expect(await row.getAttribute("data-state")).toBe("open"));
  expect(await row.innerText()).toContain(price(market, bid));
  const id = (await row.getAttribute("data-order")) ?? "";
  const shown = exchange.depth(market.market_id).bids[0]?.quantity;
  await row.getByRole("button", { name: "Cancel" }).click();
  await until(async () => expect(await row.getAttribute("data-state")).toBe("cancelled"));
  expect(exchange.depth(market.market_id).bids[0]?.quantity).not.toBe(shown);

  await form.getByLabel("Type").selectOption("Market");
  await form.getByLabel("Quantity").fill("500");
  await buy.click();
  await form.getByText("Filled.").waitFor();
  await until(async () => expect(await page.locator(`.orders:visible tr[data-state=filled]`).count()).toBe(1));
  // Its price is a bound and not what was paid.
  expect(await page.locator(`.orders:visible tr[data-state=filled]`).innerText()).toContain("market");
  await page.getByRole("link", { name: "Account", exact: true }).click();
  await page.getByRole("link", { name: "Balances, orders and fills" }).click();
  await until(async () => expect(await page.locator(".fills:visible tbody tr").count()).toBeGreaterThan(0));
  expect(await page.locator(`.orders:visible [data-order="${id}"]`).getAttribute("data-state")).toBe("cancelled");
  expect(troubles).toEqual([]);
});

test("offline the page says that its prices are not current; online it is live and true again", async () => {
  const { page, context } = await open(browser);
  await page.goto(at(pathOf(markets[0])));
  await untilTrue(page, markets[0]);
  const shown = await levelsOn(page);
  // Chromium holds back what the socket says and closes nothing: only a PING without an answer tells.
  await context.setOffline(true);
  exchange.tick(300);
  await page.getByText("Prices are not current.").waitFor();
  expect(await page.locator(".panel.book").getAttribute("data-status")).toBe("stale");
  expect(await page.locator(".panel.book .freshness").innerText()).toMatch(/^stale \d+ s$/);
  expect(await levelsOn(page)).toEqual(shown);
  await context.setOffline(false);
  await untilTrue(page, markets[0]);
  expect(await page.getByText("Prices are not current.").count()).toBe(0);
});

test("a link that is cut leaves the prices, marked; the page mends itself when the exchange is back", async () => {
  const { page } = await open(browser);
  await page.goto(at("/"));
  const live = liveRows(page);
  await until(async () => expect(await live.count()).toBe(markets.length));
  exchange.faults.refuse();
  onTestFinished(() => exchange.faults.clear());
  exchange.faults.drop();
  await page.getByText("Prices are not current.").waitFor();
  expect(await page.locator(".list tr[data-status=stale]").count()).toBe(markets.length);
  exchange.tick(300);
  exchange.faults.accept();
  await until(async () => expect(await live.count()).toBe(markets.length));
  for (const market of markets) {
    const row = await rowOf(page, market).innerText();
    expect(row.split(/\s/)).toContain(price(market, exchange.top(market.market_id).bid));
  }
});

test("an account's page follows an order from the book to its fill, and the money with it", async () => {
  const [market] = markets;
  const { base, quote } = market;
  // A little of everything: for an asset that an account does not hold the exchange answers 404, and Chromium notes that.
  const dust = markets.map((each) => [each.base.asset, 1n] as const);
  const marie = exchange.createAccount("Marie", { ...Object.fromEntries(dust), [quote.asset]: 10n ** 12n });
  const whale = exchange.createAccount("Whale", { [base.asset]: 10n ** 12n * market.scale });
  const { page, troubles } = await open(browser);
  await page.goto(at("/account"));
  await page.getByLabel("The id of a trade account").fill(marie.id.toUpperCase().replace("0X", "0x"));
  await page.getByRole("button", { name: "Follow" }).click();
  await page.waitForURL(at(`/account/*`));
  await until(async () => expect(await page.locator(".panel[data-status=live]").count()).toBe(3));
  await page.getByText("No open order.").waitFor();
  const nonce = page.getByLabel("Nonce");
  await until(async () => expect(await nonce.innerText()).toBe("0"));

  const { ask = 0n } = exchange.top(market.market_id);
  const request = { marketId: market.market_id, price: ask - market.tick, quantity: 500n * market.scale };
  const order = exchange.place(marie, { ...request, side: "buy" });
  const row = page.locator(`[data-order="${order.order_id}"]`);
  await until(async () => expect(await row.getAttribute("data-state")).toBe("open"));
  expect(await row.innerText()).toContain(price(market, request.price));
  expect(await row.innerText()).toContain("500.000");
  // It comes in a frame of its own.
  await until(async () => expect(await nonce.innerText()).toBe("1"));

  const { bids } = exchange.depth(market.market_id);
  const quantity = bids.filter((bid) => bid.price >= request.price).reduce((sum, bid) => sum + bid.quantity, 0n);
  exchange.place(whale, { ...request, side: "sell", quantity });
  await until(async () => expect(await row.getAttribute("data-state")).toBe("filled"));
  const bought = 500n * market.scale + 1n;
  const value = notional(market, request.price, bought);
  await until(async () =>
    expect((await page.getByRole("row", { name: base.symbol }).first().innerText()).split(/\s+/)).toEqual([
      base.symbol,
      "500.000000001",
      "0.000000000",
      "500.000000001",
      formatAmount(quote, value, { locale: "en-US", minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    ]),
  );
  const fill = page.locator(".fills tbody tr");
  await until(async () => expect(await fill.allInnerTexts()).toHaveLength(1));
  const cells = await fill.locator("td").allInnerTexts();
  expect(cells.slice(0, 4)).toEqual([market.pair, "buy", price(market, request.price), "500.000"]);
  expect(troubles).toEqual([]);
});

test("there is no page for a market or an account that the exchange does not know", async () => {
  for (const path of ["/markets/fDOGE-fUSDC", `/account/0x${"0".repeat(64)}`, "/account/me", "/elsewhere"]) {
    const { page } = await open(browser);
    const response = await page.goto(at(path));
    expect([path, response?.status()]).toEqual([path, 404]);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("There is no such page");
    await page.getByRole("link", { name: "All markets" }).click();
    await until(async () => expect(await liveRows(page).count()).toBe(markets.length));
  }
});

test("while the exchange is down a page says so, and is live once it is back", async () => {
  exchange.faults.rest({ fail: true, times: Number.POSITIVE_INFINITY });
  exchange.faults.refuse();
  onTestFinished(() => exchange.faults.clear());
  const { page } = await open(browser);
  const response = await page.goto(at(pathOf(markets[2])));
  expect(response?.status()).toBe(200);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(markets[2].pair);
  await page.getByText("Prices are not current.").waitFor();
  exchange.faults.clear();
  await page.getByRole("button", { name: "Try now" }).click();
  await untilTrue(page, markets[2]);
});

test("a page whose server cannot read what it needs offers to try again", async () => {
  exchange.faults.rest({ fail: true, path: "/v1/accounts", times: Number.POSITIVE_INFINITY });
  onTestFinished(() => exchange.faults.clear());
  const { page } = await open(browser);
  await page.goto(at(`/account/${exchange.accounts[1]?.id}`));
  await page.getByText("This page cannot be shown").waitFor();
  exchange.faults.clear();
  await page.getByRole("button", { name: "Try again" }).click();
  await until(async () => expect(await page.locator(".panel[data-status=live]").count()).toBe(3));
});

test("nothing of the simulated exchange is in what browsers get", () => {
  const files = globSync(join(folder, ".next/static/**/*.js"));
  const shipped = files.map((file) => readFileSync(file, "utf8")).join("\n");
  const testing = globSync(join(folder, "node_modules/o2-react/dist/testing/**/*.js"))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const ofClient = "Prices are not current.";
  const ofTesting = "makes the past and so must come before";
  expect([shipped.includes(ofClient), testing.includes(ofTesting)]).toEqual([true, true]);
  expect(shipped).not.toContain(ofTesting);
});
