// A page without frames in a real Chromium: a widget in a frame of another origin that is not rendered, and a page
// behind another tab whose panel is popped out.
import { createExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.ts";
import { openBackgroundTab } from "../support/backgroundTab.ts";
import { bundle, serveSite } from "../support/builtPage.ts";
import { until } from "../support/served.ts";

let browser: Browser;
let script: string;

beforeAll(async () => {
  const path = chromiumPath();
  const options = { ...(path ? { executablePath: path } : {}), args: [...chromiumFlags] };
  [browser, script] = await Promise.all([chromium.launch(options), bundle("test/support/unseen-page.tsx")]);
});

afterAll(() => browser?.close());

interface Look {
  readonly frames: number;
  readonly writes: number;
  readonly isLive: boolean;
  readonly bid: string;
  readonly status: string;
}

/** A served exchange, and a site whose page follows one of its books. */
async function stage() {
  const exchange = createExchange();
  exchange.tick(300);
  const served = await serveExchange(exchange);
  const market = exchange.markets[0]!.market_id;
  onTestFinished(async () => {
    exchange.close();
    await served.close();
  });
  const site = await serveSite(script, { market, options: { config: served.config } });
  const bid = () => {
    const [best] = exchange.depth(market).bids;
    return `${best?.price}×${best?.quantity}`;
  };
  return { exchange, site, bid };
}

it("in a frame of another origin that is not rendered the store is live and goes on, though no frame ever comes", async () => {
  const { exchange, site, bid } = await stage();
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(site.elsewhere);
  // Another origin of the same server.
  const src = site.url.replace("127.0.0.1", "localhost");
  await page.evaluate(`document.body.innerHTML = '<iframe style="display: none" src="${src}"></iframe>'`);
  const look = async (): Promise<Look> => {
    const frame = page.frames().find((each) => each.url() === src);
    if (!frame) throw new Error("the frame is not there yet");
    return (await frame.evaluate("look()")) as Look;
  };
  await until(async () => expect(await look()).toMatchObject({ isLive: true, bid: bid(), status: "connected" }));
  for (let round = 0; round < 3; round += 1) {
    const { writes } = await look();
    exchange.tick(50);
    await until(async () => {
      const now = await look();
      expect(now).toMatchObject({ isLive: true, bid: bid() });
      expect(now.writes).toBeGreaterThan(writes);
    });
  }
  expect((await look()).frames).toBe(0);
});

it("with the frames of a popped-out window the store of a page behind another tab is written many times a second", async () => {
  const { exchange, site, bid } = await stage();
  const tab = await openBackgroundTab(browser, site.url);
  onTestFinished(() => tab.close());
  const look = async (): Promise<Look> => (await tab.evaluate("look()")) as Look;
  await until(async () => expect(await look()).toMatchObject({ isLive: true, bid: bid() }));
  await tab.hide();
  exchange.start({ rate: 200 });
  /** Milliseconds that eight writes take. */
  const eight = async (): Promise<number> => {
    const start = performance.now();
    const { writes } = await look();
    await until(async () => expect((await look()).writes).toBeGreaterThanOrEqual(writes + 8));
    return performance.now() - start;
  };
  // Once a second.
  expect(await eight()).toBeGreaterThan(6_000);
  expect(await tab.evaluate("popOut()")).toBe(true);
  const { frames } = await look();
  expect(await eight()).toBeLessThan(6_000);
  // The page itself is still hidden.
  expect((await look()).frames).toBe(frames);
});
