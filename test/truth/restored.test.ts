// A page that leaves and comes back, in a real Chromium: from the back-forward cache, from a freeze, from being offline.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { type Browser, chromium, type Page } from "playwright";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.ts";
import { openBackgroundTab } from "../support/backgroundTab.ts";
import { until } from "../support/served.ts";

/** A small page with the hooks in it, as one script. */
async function bundle(): Promise<string> {
  const source = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];
  const { output } = (await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: [...source, "module", "browser", "development|production"] },
    build: { write: false, minify: false, rolldownOptions: { input: "test/support/restored-page.tsx" } },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
}

let browser: Browser;
let script: string;

beforeAll(async () => {
  const path = chromiumPath();
  const options = {
    ...(path ? { executablePath: path } : {}),
    args: [...chromiumFlags],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  };
  [browser, script] = await Promise.all([chromium.launch(options), bundle()]);
});

afterAll(() => browser?.close());

/** Waits that a page would have to sit out if nothing told it better, all longer than a test takes. In milliseconds. */
const LONG = { minReconnectDelay: 600_000, maxReconnectDelay: 600_000, pingInterval: 300_000, deadAfter: 600_000 };

interface Stage {
  readonly exchange: SimulatedExchange;
  /** A page that shows the exchange's book. */
  readonly url: string;
  /** Another page of the same site. */
  readonly elsewhere: string;
  /** Waits until a page is live and shows what the exchange has, over the one connection there is. */
  expectTrue(page: Evaluates): Promise<void>;
}

interface Evaluates {
  evaluate(expression: string): Promise<unknown>;
}

/** A served exchange, and a site that shows its book. */
async function stage(): Promise<Stage> {
  const exchange = createExchange();
  exchange.tick(300);
  const served: ServedExchange = await serveExchange(exchange);
  const market = exchange.markets[0]!.market_id;
  const setup = JSON.stringify({ market, options: { config: served.config, probeTimeout: 500, ...LONG } });
  const html = `<!doctype html><title>book</title><link rel="icon" href="data:,"><body><script>
    setup = ${setup};
    life = [];
    faults = [];
    addEventListener("error", ({ message }) => faults.push(message));
    addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
    for (const type of ["pageshow", "pagehide"]) addEventListener(type, (event) => life.push(type + " " + event.persisted));
    for (const type of ["freeze", "resume", "visibilitychange"]) document.addEventListener(type, () => life.push(type));
    for (const type of ["offline", "online"]) addEventListener(type, () => life.push(type));
  </script><script type="module">${script.replaceAll("</script", "<\\/script")}</script>`;
  const site = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(request.url === "/elsewhere" ? '<!doctype html><link rel="icon" href="data:,">elsewhere' : html);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    exchange.close();
    await served.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  });
  return {
    exchange,
    url: `${at}/`,
    elsewhere: `${at}/elsewhere`,
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

/** A page of Playwright's, gone when the test is over. */
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
  // It is hidden, so it shows what it knows once a second.
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
