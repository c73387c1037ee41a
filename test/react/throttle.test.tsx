// @vitest-environment happy-dom
// The option `throttle` of every data hook: fewer renders, and the same data in the end.
import { render } from "@testing-library/react";
import {
  type Depth,
  type Result,
  useBalances,
  useBestPrices,
  useCandles,
  useDepth,
  useMarket,
  useMarkets,
  useNonce,
  useOrders,
  useTicker,
  useTrades,
} from "o2-react";
import { prefetch } from "o2-react/server";
import * as React from "react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, test, vi } from "vitest";
import {
  FRAME,
  firstMarket,
  marketsOf,
  newcomer,
  openPage,
  pass,
  type Recorded,
  record,
  settle,
  steps,
  trueDepth,
} from "../support/react.tsx";

const { Activity } = React;
const testActivity = test.skipIf(Activity === undefined);

const THROTTLE = 1_000;

interface Asked {
  readonly market: string;
  readonly account: string;
  readonly throttle?: number | undefined;
}

/** Every data hook, and whether the tests' traffic changes its data. */
const HOOKS: Readonly<Record<string, readonly [hook: (asked: Asked) => Result<unknown>, isBusy: boolean]>> = {
  useDepth: [({ market, throttle }) => useDepth({ market, throttle }), true],
  "useDepth with a selection that is a new function in each render": [
    ({ market, throttle }) => useDepth({ market, throttle, select: ({ bids }) => bids.slice(0, 5) }),
    true,
  ],
  useBestPrices: [({ market, throttle }) => useBestPrices({ market, throttle }), true],
  useTrades: [({ market, throttle }) => useTrades({ market, throttle }), true],
  useOrders: [({ account, throttle }) => useOrders({ identities: account, state: "all", throttle }), true],
  useBalances: [({ account, throttle }) => useBalances({ identities: account, throttle }), true],
  useNonce: [({ account, throttle }) => useNonce({ identity: account, throttle }), true],
  useCandles: [({ market, throttle }) => useCandles({ market, throttle }), true],
  useTicker: [({ market, throttle }) => useTicker({ market, throttle }), true],
  useMarket: [({ market, throttle }) => useMarket({ market, throttle }), false],
  useMarkets: [({ throttle }) => useMarkets({ throttle }), false],
};

describe.each(Object.entries(HOOKS))("%s", (_, [hook, isBusy]) => {
  /** One component that is throttled beside one that is not. */
  async function both(throttle: number) {
    const page = openPage();
    const [market] = marketsOf(page.exchange);
    const rich = newcomer(page.exchange);
    const { id: account } = rich;
    const slow = record(() => hook({ market, account, throttle }));
    const quick = record(() => hook({ market, account }));
    await page.show(
      <StrictMode>
        <slow.Probe params={null} />
        <quick.Probe params={null} />
      </StrictMode>,
    );
    await pass(2 * THROTTLE);
    expect(slow.last.status).toBe("live");
    const { market_id: marketId, step } = firstMarket(page.exchange);
    /** Trades, and an order of the account, part of which remains at the best price. */
    const trade = async (): Promise<void> => {
      const { price, quantity } = page.exchange.depth(marketId).asks[0]!;
      page.exchange.place(rich, { marketId, side: "buy", price, quantity: quantity + step * 1_000n });
      page.exchange.tick(10);
      await pass(THROTTLE / 10);
    };
    return { ...page, trade, slow, quick };
  }

  /** Number of renders with other data. */
  const shown = ({ renders }: Recorded<unknown, Result<unknown>>): number =>
    steps(renders.map(({ result }) => result.data)).length;

  test("shows new data once in its interval, and the true data in the end", async () => {
    const { trade, slow, quick } = await both(THROTTLE);
    const before = [shown(slow), shown(quick)] as const;
    for (let turn = 0; turn < 50; turn += 1) await trade();
    expect(shown(slow) - before[0]).toBeLessThanOrEqual(6);
    if (isBusy) expect(shown(quick) - before[1]).toBeGreaterThan(10);
    await pass(THROTTLE + FRAME);
    expect(slow.last.data).toEqual(quick.last.data);
    expect(slow.last.updatedAt).toBeGreaterThan(0);
  });

  test("shows another status at once, with the data of the moment", async () => {
    const { exchange, trade, slow, quick } = await both(Number.POSITIVE_INFINITY);
    // The first value is shown, and begins a wait without end.
    for (let turn = 0; turn < 3; turn += 1) await trade();
    if (isBusy) expect(slow.last.data).not.toEqual(quick.last.data);
    const before = shown(slow);
    exchange.faults.drop();
    exchange.faults.rest({ path: "/v1/markets", fail: true, times: 1_000 });
    await settle();
    expect(slow.last.status).toBe(quick.last.status);
    if (isBusy) expect([slow.last.status, shown(slow)]).toEqual(["stale", before + 1]);
    expect(slow.last.data).toEqual(quick.last.data);
    exchange.faults.clear();
    await pass(5_000);
    expect(slow.last.status).toBe("live");
  });
});

/** A page with a market's throttled book, one price of which changes on command. */
async function openBook(throttle: number | undefined = THROTTLE) {
  const page = openPage();
  const { exchange, Provider } = page;
  const { market_id: market, tick, step } = firstMarket(exchange);
  const rich = newcomer(exchange);
  const price = exchange.depth(market).bids[2]!.price - tick;
  const book = record((params: { throttle?: number | undefined; levels?: number; market?: string }) =>
    useDepth({ market, throttle, ...params }),
  );
  const tree = (params: Parameters<typeof book.Probe>[0]["params"] = {}) => (
    <Provider>
      <book.Probe params={params} />
    </Provider>
  );
  const view = render(tree());
  await settle();
  await pass(2 * THROTTLE);
  expect(book.last.status).toBe("live");
  return {
    ...page,
    market,
    book,
    view,
    tree,
    /** Changes the book, and lets a commit show it. */
    change: async () => {
      exchange.place(rich, { marketId: market, side: "buy", price, quantity: step * 1_000_000n });
      await pass(2 * FRAME);
      return trueDepth(exchange, market);
    },
  };
}

test("after a quiet time a change is shown at once, the next one after the interval, and the last one always", async () => {
  const { book, change } = await openBook();
  const renders = book.renders.length;
  const first = await change();
  expect(book.last.data).toEqual(first);
  const start = Date.now();
  for (let time = 0; time < 5; time += 1) await change();
  const last = await change();
  expect(book.renders.length).toBe(renders + 1);
  while (book.renders.length === renders + 1) await pass(1);
  expect(Date.now() - start).toBeGreaterThanOrEqual(THROTTLE - 2 * FRAME);
  expect(Date.now() - start).toBeLessThanOrEqual(THROTTLE);
  expect(book.last.data).toEqual(last);
  // Nothing else was rendered.
  await pass(5 * THROTTLE);
  expect(book.renders.length).toBe(renders + 2);
});

test("a lost link is shown during a wait, in the frame in which it is noticed", async () => {
  const { book, change, exchange } = await openBook();
  await change();
  const last = await change();
  expect(book.last.data).not.toEqual(last);
  exchange.faults.drop();
  await pass(2 * FRAME);
  expect(book.last).toMatchObject({ status: "stale", isStale: true, data: last });
});

test("other parameters are shown during a wait, in the very render", async () => {
  const { exchange, view, tree, book, change, market } = await openBook();
  await change();
  await change();
  view.rerender(tree({ levels: 3 }));
  expect(book.last.data).toEqual(trueDepth(exchange, market, 1, 3));
  const [, other] = marketsOf(exchange);
  view.rerender(tree({ market: other }));
  expect(book.last).toMatchObject({ status: "pending", data: undefined });
  await settle();
  expect(book.last.data).toEqual(trueDepth(exchange, other));
});

test("a component that renders for another reason shows the newest, and another throttle counts from then on", async () => {
  const { exchange, view, tree, book, change, market } = await openBook();
  await change();
  await change();
  expect(book.last.data).not.toEqual(trueDepth(exchange, market));
  view.rerender(tree({ throttle: undefined }));
  expect(book.last.data).toEqual(trueDepth(exchange, market));
  const unthrottled = await change();
  expect(book.last.data).toEqual(unthrottled);
  view.rerender(tree({ throttle: THROTTLE }));
  await change();
  const last = await change();
  expect(book.last.data).not.toEqual(last);
  await pass(THROTTLE);
  expect(book.last.data).toEqual(last);
});

test("one without throttle shows each frame beside one that waits, and no two of them differ", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const pairs: (readonly [Depth | undefined, Depth | undefined])[] = [];
  const slow = record(() => useDepth({ market, throttle: 100 }));
  function Two() {
    const first = useDepth({ market });
    const second = useDepth({ market, levels: 20 });
    pairs.push([first.data, second.data]);
    return null;
  }
  await show(
    <>
      <slow.Probe params={null} />
      <Two />
    </>,
  );
  exchange.start({ rate: 1_000 });
  await pass(60 * FRAME);
  exchange.stop();
  expect(pairs.length).toBeGreaterThan(40);
  for (const [first, second] of pairs) expect(first).toEqual(second);
});

test("a wait has one timer, which is gone with the component, and a hook that is not throttled has none", async () => {
  const { exchange, Provider } = openPage();
  const { market_id: market } = firstMarket(exchange);
  const slow = record((throttle: number | undefined) => useDepth({ market, throttle }));
  const quick = record(() => useDepth({ market }));
  const tree = (throttle: number | undefined, isShown = true) => (
    <Provider>
      <quick.Probe params={null} />
      {isShown && <slow.Probe params={throttle} />}
    </Provider>
  );
  const { rerender } = render(tree(undefined));
  await settle();
  /** The number of timers after the commit that shows a change. */
  const timers = async (): Promise<number> => {
    exchange.tick(50);
    await settle();
    return vi.getTimerCount();
  };
  const without = await timers();
  rerender(tree(60_000));
  expect(await timers()).toBe(without + 1);
  expect(await timers()).toBe(without + 1);
  expect(slow.last.data).not.toEqual(quick.last.data);
  rerender(tree(60_000, false));
  expect(vi.getTimerCount()).toBe(without);
  expect(await timers()).toBe(without);
});

test("server-rendered markup is hydrated without a mismatch, and live at once", async () => {
  const { exchange, Provider } = openPage();
  const { market_id: market } = firstMarket(exchange);
  const reading = prefetch({ config: exchange.config, fetch: exchange.fetch, depth: [{ market }] });
  await pass(100);
  const initialData = await reading;
  function Bid() {
    const { data, status } = useDepth({ market, throttle: 60_000 });
    return <p>{`${status} ${data?.bestBid}`}</p>;
  }
  const tree = (
    <Provider initialData={initialData}>
      <Bid />
    </Provider>
  );
  const container = document.body.appendChild(document.createElement("div"));
  container.innerHTML = renderToString(tree);
  const bid = exchange.depth(market).bids[0]?.price;
  expect(container.textContent).toBe(`stale ${bid}`);
  exchange.tick(200);
  const recovered = vi.fn();
  render(tree, { container, hydrate: true, onRecoverableError: recovered });
  await settle();
  expect(container.textContent).toBe(`live ${exchange.depth(market).bids[0]?.price}`);
  expect(recovered).not.toHaveBeenCalled();
});

testActivity("a tree that was hidden shows the newest at once when it is shown again", async () => {
  const { exchange, Provider } = openPage();
  const { market_id: market } = firstMarket(exchange);
  const slow = record(() => useDepth({ market, throttle: 60_000 }));
  const quick = record(() => useDepth({ market }));
  // The same element, so it is not rendered when it is shown again.
  const probe = <slow.Probe params={null} />;
  const tree = (mode: "hidden" | "visible") => (
    <Provider>
      <quick.Probe params={null} />
      <Activity mode={mode}>{probe}</Activity>
    </Provider>
  );
  const { rerender } = render(tree("visible"));
  await settle();
  rerender(tree("hidden"));
  exchange.tick(200);
  await settle();
  rerender(tree("visible"));
  expect(slow.last.status).toBe("live");
  expect(slow.last.data).toEqual(trueDepth(exchange, market));
  expect(slow.last.data).toEqual(quick.last.data);
});
