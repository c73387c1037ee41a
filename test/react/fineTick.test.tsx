// @vitest-environment happy-dom
// The best prices of a market whose tick is one chain unit: the finest book of the wire has them in tens. The server's
// frames are literal texts.
import { act, cleanup, render } from "@testing-library/react";
import { O2Provider, useBestPrices } from "o2-react";
import { expect, onTestFinished, test } from "vitest";
import { record } from "../support/react.tsx";
import { speak } from "../support/spoken.ts";

const FINE = `0x${"ab".repeat(32)}`;
const COARSE = `0x${"cd".repeat(32)}`;
const marketOf = (id: string, precision: number): string =>
  `{"contract_id":"0xb0","market_id":"${id}","min_order":"1","dust":"1","price_window":"0","base":{"symbol":"A","asset":"0xe1","decimals":9,"max_precision":3},"quote":{"symbol":"B","asset":"0xe2","decimals":9,"max_precision":${precision}}}`;
const MARKETS = `{"markets":[${marketOf(FINE, 9)},${marketOf(COARSE, 8)}]}`;
const book = (id: string, bid: number, ask: number, quantity = 5): string =>
  `{"action":"subscribe_depth","market_id":"${id}","orders":{"buys":[{"price":"${bid}","quantity":"${quantity}"}],"sells":[{"price":"${ask}","quantity":"5"}]}}`;
const change = (bid: number, quantity: number): string =>
  `{"action":"subscribe_depth_update","market_id":"${FINE}","changes":{"buys":[{"price":"${bid}","quantity":"${quantity}"}],"sells":[]}}`;

/** A page that shows the best prices of a market, and a ticker whose answer the test sets. */
async function show(market: string) {
  const asked: string[] = [];
  const world = { ticker: "", isRefused: false, delay: 0 };
  const { feed, say, pass } = await speak({
    config: { wsUrl: "ws://o2.spoken/", apiBase: "http://o2.spoken" },
    auditInterval: false,
    retries: 0,
    onError: () => undefined,
    fetch: async (input) => {
      const { pathname } = new URL(String(input));
      asked.push(pathname);
      if (pathname === "/v1/markets") return new Response(MARKETS);
      const { ticker } = world;
      if (world.delay > 0) await new Promise((resolve) => setTimeout(resolve, world.delay));
      return world.isRefused ? new Response("busy", { status: 503 }) : new Response(ticker);
    },
  });
  onTestFinished(cleanup);
  const prices = record(() => useBestPrices({ market }));
  render(
    <O2Provider feed={feed}>
      <prices.Probe params={null} />
    </O2Provider>,
  );
  const wait = (milliseconds: number) => act(() => pass(milliseconds));
  await wait(50);
  return {
    feed,
    prices,
    world,
    wait,
    say: async (text: string) => {
      say(text);
      await wait(50);
    },
    tickers: () => asked.filter((path) => path === "/v1/markets/ticker").length,
  };
}

test("are the ticker's, to the unit, and live while the best levels of the book stay the same", async () => {
  const { prices, world, wait, say, tickers } = await show(FINE);
  world.ticker = `[{"market_id":"${FINE}","bid":"103","ask":"119"}]`;
  await say(book(FINE, 100, 120));
  expect(prices.last).toMatchObject({ status: "live", data: { bid: 103n, ask: 119n, spread: 16n, mid: 111n } });
  await wait(8_000);
  expect([prices.last.status, tickers()]).toEqual(["live", 1]);
  // Another order in the same bucket may be a better one. Until that is read, the price is uncertain.
  world.ticker = `[{"bid":"107","ask":"119"}]`;
  world.delay = 300;
  await say(change(100, 2));
  expect(prices.last).toMatchObject({ status: "stale", data: { bid: 103n } });
  // They were read 8 s ago, and true until just now.
  expect(Date.now() - (prices.last.updatedAt ?? 0)).toBeLessThan(1_000);
  await wait(900);
  expect(prices.last).toMatchObject({ status: "live", data: { bid: 107n, ask: 119n } });
  // A change deeper in the book does not matter.
  await say(change(50, 9));
  expect([prices.last.status, tickers()]).toEqual(["live", 2]);
});

test("are not a ticker's from before the book changed: it is read again", async () => {
  const { prices, world, wait, say, tickers } = await show(FINE);
  world.ticker = `[{"bid":"103","ask":"119"}]`;
  world.delay = 300;
  await say(book(FINE, 100, 120));
  await say(change(100, 2));
  world.ticker = `[{"bid":"107","ask":"119"}]`;
  await wait(300);
  expect([prices.last.status, tickers()]).toEqual(["pending", 1]);
  await wait(1_000);
  expect(prices.last).toMatchObject({ status: "live", data: { bid: 107n } });
  expect(prices.renders.filter(({ result }) => result.data?.bid === 103n)).toEqual([]);
});

test("are stale with the link, and read again with the next one", async () => {
  const { prices, world, wait, say, feed } = await show(FINE);
  world.ticker = `[{"bid":"103","ask":"119"}]`;
  await say(book(FINE, 100, 120));
  expect(prices.last.status).toBe("live");
  act(() => feed.reconnect());
  await wait(20);
  expect(prices.last).toMatchObject({ status: "stale", data: { bid: 103n } });
  // The same levels may be those of other orders.
  world.ticker = `[{"bid":"109","ask":"111"}]`;
  await say(book(FINE, 100, 120));
  await wait(600);
  expect(prices.last).toMatchObject({ status: "live", data: { bid: 109n, ask: 111n } });
});

test("are stale when they are shown again after a while, until they are read once more", async () => {
  const { feed, world, wait, say } = await show(FINE);
  world.ticker = `[{"bid":"103","ask":"119"}]`;
  await say(book(FINE, 100, 120));
  cleanup();
  // The book is still followed, for the linger.
  world.ticker = `[{"bid":"107","ask":"119"}]`;
  await say(change(100, 2));
  const again = record(() => useBestPrices({ market: FINE }));
  render(
    <O2Provider feed={feed}>
      <again.Probe params={null} />
    </O2Provider>,
  );
  await wait(900);
  expect(again.last).toMatchObject({ status: "live", data: { bid: 107n } });
  expect(again.renders.filter(({ result }) => result.status === "live" && result.data.bid === 103n)).toEqual([]);
});

test("are never live if the ticker's do not fit the book: it is read again until they do", async () => {
  const { prices, world, wait, say, tickers } = await show(FINE);
  world.ticker = `[{"bid":"89","ask":"119"}]`;
  await say(book(FINE, 100, 120));
  await wait(2_000);
  expect(prices.last.status).toBe("pending");
  expect(tickers()).toBeGreaterThan(2);
  world.ticker = `[{"bid":"109","ask":"111"}]`;
  await wait(1_000);
  expect(prices.last).toMatchObject({ status: "live", data: { bid: 109n, ask: 111n } });
});

test("are pending with the reason while the ticker cannot be read, and there once it can", async () => {
  const { prices, world, wait, say } = await show(FINE);
  world.isRefused = true;
  await say(book(FINE, 100, 120));
  expect(prices.last).toMatchObject({
    status: "pending",
    error: { name: "O2RestError", status: 503 },
    retryAt: expect.any(Number),
  });
  world.isRefused = false;
  world.ticker = `[{"bid":"101","ask":"118"}]`;
  await wait(5_000);
  expect(prices.last).toMatchObject({ status: "live", error: undefined, data: { bid: 101n, ask: 118n } });
});

test("are the book's, and cost no read, if the tick is ten chain units", async () => {
  const { prices, say, tickers } = await show(COARSE);
  await say(book(COARSE, 100, 120));
  expect(prices.last).toMatchObject({ status: "live", data: { bid: 100n, ask: 120n } });
  expect(tickers()).toBe(0);
});
