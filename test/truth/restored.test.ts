// A page that leaves and comes back in a real Chromium: from the back-forward cache, from a freeze, from being offline.
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.ts";
import { openBackgroundTab } from "../support/backgroundTab.ts";
import { bundle, serveSite } from "../support/builtPage.ts";
import { until } from "../support/served.ts";

let browser: Browser;
let script: string;

beforeAll(async () => {
  const path = chromiumPath();
  const options = {
    ...(path ? { executablePath: path } : {}),
    args: [...chromiumFlags],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  };
  [browser, script] = await Promise.all([chromium.launch(options), bundle("test/support/restored-page.tsx")]);
});

afterAll(() => browser?.close());

/** Waits that a page would have to sit out without an event. All are longer than a test. In milliseconds. */
const LONG = { minReconnectDelay: 600_000, maxReconnectDelay: 600_000, pingInterval: 300_000, deadAfter: 600_000 };

interface Stage {
  readonly exchange: SimulatedExchange;
  /** A page that shows the exchange's book. */
  readonly url: string;
  /** Another page of the same site. */
  readonly elsewhere: string;
  /** Waits until a page is live and equal to the exchange, over its only connection. */
  expectTrue(page: Evaluates): Promise<void>;
}

interface Evaluates {
  evaluate(expression: string): Promise<unknown>;
}

/** A served exchange, and a site that shows its book. */
async function stage(): Promise<Stage> {
  // The server does not close a link that is silent for a minute, either.
  const exchange = createExchange({ silence: LONG.deadAfter });
  exchange.tick(300);
  const served: ServedExchange = await serveExchange(exchange);
  const market = exchange.markets[0]!.market_id;
  onTestFinished(async () => {
    exchange.close();
    await served.close();
  });
  const { url, elsewhere } = await serveSite(script, {
    market,
    options: { config: served.config, probeTimeout: 500, ...LONG },
  });
  return {
    exchange,
    url,
    elsewhere,
    expectTrue: (page) => {
      const { bids, asks } = exchange.depth(market, 1);
      const rows = [...bids.slice(0, 10), ...asks.slice(0, 10)].map(({ price, quantity }) => `${price}×${quantity}`);
      const text = (id: string) => page.evaluate(`document.getElementById("${id}")?.textContent`);
      return until(async () => {
        expect(await text("rows")).toBe(rows.join(" "));
        expect(await text("status")).toBe("live");
        expect(exchange.connections).toBe(1);
        expect(await page.evaluate("faults")).toEqual([]);
      });
    },
  };
}

/** A page of Playwright's, closed when the test is over. */
async function openPage(url: string): Promise<Page> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

it("a page restored from the back-forward cache is live and right again at once, any number of times", async () => {
  const { exchange, url, elsewhere, expectTrue } = await stage();
  const page = await openPage(url);
  await expectTrue(page);
  for (const visits of [1, 2]) {
    await page.goto(elsewhere);
    exchange.tick(300);
    await page.goBack({ waitUntil: "commit" });
    await expectTrue(page);
    const restored = await page.evaluate(`life.filter((event) => event === "pageshow true").length`);
    expect(restored).toBe(visits);
    // And so are changes over the new link.
    exchange.tick(100);
    await expectTrue(page);
  }
});

it.each([
  ["nothing else happened", undefined],
  ["its link was cut", "drop"],
  ["its link went half-open", "stall"],
] as const)("a page that was frozen while %s is live and right again within seconds", async (_, fault) => {
  const { exchange, url, expectTrue } = await stage();
  const tab = await openBackgroundTab(browser, url);
  onTestFinished(() => tab.close());
  await expectTrue(tab);
  await tab.freeze();
  if (fault) exchange.faults[fault]();
  exchange.tick(300);
  await tab.resume();
  // It is hidden, so it commits once a second.
  await expectTrue(tab);
  expect(await tab.evaluate("life")).toEqual(["pageshow false", "visibilitychange", "freeze", "resume"]);
  exchange.tick(300);
  await tab.show();
  await expectTrue(tab);
});

it("a page that was offline is live and right again at once, whatever wait was under way", async () => {
  const { exchange, url, expectTrue } = await stage();
  const page = await openPage(url);
  await expectTrue(page);
  await page.context().setOffline(true);
  exchange.faults.refuse();
  exchange.faults.drop();
  await page.waitForFunction(`document.getElementById("retryAt")?.textContent > Date.now() + 200_000`);
  exchange.tick(300);
  exchange.faults.accept();
  await page.context().setOffline(false);
  await expectTrue(page);
  expect(await page.evaluate("life")).toEqual(["pageshow false", "offline", "online"]);
});
