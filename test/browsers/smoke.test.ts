// The promises of the library in each browser that was found: live, dropped, half-open, formats, back and forward.
import { createExchange } from "o2-react/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROWSERS, findBrowser } from "../../scripts/browsers.ts";
import { bundle } from "../support/builtPage.ts";
import { type Browser, launch, type Page } from "./drivers.ts";
import { formats } from "./formats.ts";
import { LIVE, openStage, type Scripts, until } from "./stage.ts";

const QUICK = { minReconnectDelay: 50, maxReconnectDelay: 200 };
const STALE = "reconnecting stale stale stale stale";

const PLACES = [
  ["the page", { isElsewhere: false }],
  ["a worker", { isElsewhere: true }],
] as const;

let scripts: Scripts;

beforeAll(async () => {
  scripts = { page: await bundle("test/browsers/page.tsx"), worker: await bundle("src/engine.worker.ts") };
});

describe.each(BROWSERS)("%s", (name) => {
  // scripts/browsers.ts has printed the reason.
  if (!findBrowser(name)) return test.skip("everything: it is not installed");

  let browser: Browser;

  beforeAll(async () => {
    browser = await launch[name]();
  });

  afterAll(() => browser?.close());

  test.each(PLACES)(
    "engine in %s: a page is live with the exchange's own values and follows changes, over one connection",
    async (_, place) => {
      const { exchange, change, untilTrue } = await openStage(browser, scripts, { ...QUICK, ...place });
      for (let round = 0; round < 3; round += 1) {
        change();
        await untilTrue();
      }
      // StrictMode mounts everything twice. The first connection is still the only one, with one subscription a topic.
      expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([1]);
      const actions = exchange.requests.map(({ frame }) => (frame as { readonly action: string }).action);
      expect(actions.sort()).toEqual(["subscribe_balances", "subscribe_depth", "subscribe_orders", "subscribe_trades"]);
    },
  );

  test.each(PLACES)(
    "engine in %s: a page whose connection is dropped is stale, then live and right again",
    async (_, place) => {
      const { exchange, change, untilStatuses, untilTrue } = await openStage(browser, scripts, { ...QUICK, ...place });
      for (let round = 0; round < 2; round += 1) {
        exchange.faults.refuse();
        exchange.faults.drop();
        await untilStatuses(STALE);
        change();
        exchange.faults.accept();
        await untilTrue();
      }
      change();
      await untilTrue();
    },
  );

  test.each(PLACES)(
    "engine in %s: a page whose connection is half-open notices, is stale, and is live and right over another one",
    async (_, place) => {
      const timings = { ...QUICK, ...place, pingInterval: 500, deadAfter: 3_000 };
      const { exchange, change, untilStatuses, untilTrue } = await openStage(browser, scripts, timings);
      const before = exchange.subscriptions.map(({ connection }) => connection);
      exchange.faults.refuse();
      exchange.faults.stall();
      change();
      await untilStatuses(STALE);
      exchange.faults.accept();
      await untilStatuses(LIVE);
      // Some browsers keep the old connection for a minute after its close. Its end changes nothing.
      for (const connection of before) exchange.faults.drop(connection);
      change();
      await untilTrue();
      for (const { connection } of exchange.subscriptions) expect(before).not.toContain(connection);
    },
  );

  test.each(["en-US", "de-DE"])("amounts of any size have the same text as in Node, in %s", async (locale) => {
    const { page } = await openStage(browser, scripts, QUICK);
    const inNode = formats(createExchange().markets[0], locale);
    const group = locale === "en-US" ? "," : ".";
    expect(inNode).toContain("9,007,199,254,740,993".replaceAll(",", group));
    expect(await page.evaluate(`formats("${locale}")`)).toEqual(inNode);
  });

  /** Goes back to the page. Returns whether the back-forward cache restored it or it loaded anew. */
  async function goBack({ back, evaluate }: Page): Promise<"restored" | "loaded"> {
    await back();
    let last: unknown;
    await until(async () => {
      last = await evaluate(`document.title === "page" && life.findLast((event) => event.startsWith("pageshow"))`);
      expect(last).toMatch(/^pageshow/);
    });
    const how = last === "pageshow true" ? "restored" : "loaded";
    console.log(`${name}: the page was ${how === "restored" ? "restored from the back-forward cache" : "loaded anew"}`);
    return how;
  }

  test.each(PLACES)(
    "engine in %s: a page that was left and gone back to is stale where it was cached, then live and right",
    async (_, place) => {
      const { exchange, page, elsewhere, change, untilStatuses, untilTrue } = await openStage(browser, scripts, {
        ...QUICK,
        ...place,
      });
      await page.goto(elsewhere);
      change();
      exchange.faults.refuse();
      const how = await goBack(page);
      await untilStatuses(how === "restored" ? STALE : "connecting pending pending pending pending");
      exchange.faults.accept();
      await untilTrue();
      change();
      await untilTrue();
    },
  );

  test("a page that was left without a connection and gone back to does not wait for its turn to reconnect", async () => {
    const hours = { minReconnectDelay: 3_600_000, maxReconnectDelay: 7_200_000 };
    const { exchange, page, elsewhere, change, untilStatuses, untilTrue } = await openStage(browser, scripts, hours);
    exchange.faults.drop();
    await untilStatuses(STALE);
    await page.goto(elsewhere);
    change();
    await goBack(page);
    await untilTrue();
  });
});
