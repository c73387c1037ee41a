// @vitest-environment happy-dom
// Components render at most once a frame, and only for data that they show.
import { render } from "@testing-library/react";
import {
  O2Provider,
  type Order,
  useBestPrices,
  useConnection,
  useDepth,
  useNonce,
  useOrders,
  useTrades,
} from "o2-react";
import { createO2Feed } from "o2-react/feed";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { Profiler, type ReactNode } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  FRAME,
  firstMarket,
  marketsOf,
  newcomer,
  openPage,
  pass,
  record,
  settle,
  trueDepth,
} from "../support/react.tsx";

/** Changes a market's book this many times, each with a frame of its own on the wire. */
function churn(exchange: SimulatedExchange, account: Account, marketId: string, changes: number): void {
  const { tick, step } = exchange.market(marketId);
  const price = exchange.depth(marketId).bids[5]!.price - tick;
  for (let change = 0; change < changes; change += 1) {
    exchange.place(account, { marketId, side: "buy", price, quantity: step * 1_000_000n });
  }
}

test("1,000 depth updates inside one frame make one commit, and none in components of another market", async () => {
  const { exchange, options } = openPage();
  const [market, other] = marketsOf(exchange);
  const rich = newcomer(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  const here = record(() => useDepth({ market }));
  const there = record(() => useDepth({ market: other }));
  const prices = record(() => useBestPrices({ market: other }));
  const tape = record(() => useTrades({ market: other }));
  const hereCommits = vi.fn();
  const thereCommits = vi.fn();
  render(
    <O2Provider feed={feed}>
      <Profiler id="here" onRender={hereCommits}>
        <here.Probe params={null} />
      </Profiler>
      <Profiler id="there" onRender={thereCommits}>
        <there.Probe params={null} />
        <prices.Probe params={null} />
        <tape.Probe params={null} />
      </Profiler>
    </O2Provider>,
  );
  await settle();
  const stores = vi.fn();
  feed.store.subscribe(stores);
  hereCommits.mockClear();
  thereCommits.mockClear();
  const renders = here.renders.length;
  const { frames } = feed.session.counters;
  // In bursts, so that neither React's batching nor a single task can replace the feed's own.
  for (let burst = 0; burst < 10; burst += 1) {
    churn(exchange, rich, market, 100);
    await pass(1);
  }
  expect(feed.session.counters.frames - frames).toBeGreaterThanOrEqual(900);
  expect(stores).not.toHaveBeenCalled();
  await pass(FRAME);
  expect(feed.session.counters.frames - frames).toBe(1_000);
  expect(stores).toHaveBeenCalledTimes(1);
  expect(hereCommits).toHaveBeenCalledTimes(1);
  expect(here.renders.length).toBe(renders + 1);
  expect(here.last.data).toEqual(trueDepth(exchange, market));
  expect(thereCommits).not.toHaveBeenCalled();
});

test("under steady traffic there is at most one commit a frame", async () => {
  const { exchange, options } = openPage();
  const [market] = marketsOf(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  const book = record(() => useDepth({ market }));
  const tape = record(() => useTrades({ market }));
  const commits = vi.fn();
  render(
    <O2Provider feed={feed}>
      <Profiler id="page" onRender={commits}>
        <book.Probe params={null} />
        <tape.Probe params={null} />
      </Profiler>
    </O2Provider>,
  );
  await settle();
  commits.mockClear();
  exchange.start({ rate: 2_000 });
  await pass(60 * FRAME);
  exchange.stop();
  expect(feed.session.counters.frames).toBeGreaterThan(600);
  expect(commits.mock.calls.length).toBeLessThanOrEqual(60);
  expect(commits.mock.calls.length).toBeGreaterThan(20);
});

test("one frame's changes of several hooks are one commit: the hooks never disagree", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const pairs: (readonly [bigint | undefined, bigint | undefined])[] = [];
  function Page(): ReactNode {
    const { data } = useDepth({ market, levels: 1 });
    const prices = useBestPrices({ market });
    pairs.push([data?.bestBid, prices.data?.bid]);
    return null;
  }
  await show(<Page />);
  exchange.start({ rate: 1_000 });
  await pass(60 * FRAME);
  exchange.stop();
  expect(pairs.length).toBeGreaterThan(10);
  for (const [bid, best] of pairs) expect(bid).toBe(best);
});

test("a selection renders only when it changes, though the function is new in every render", async () => {
  const { exchange, show } = openPage();
  const { market_id: market, tick, step } = firstMarket(exchange);
  const rich = newcomer(exchange);
  const count = record(() => useDepth({ market, select: ({ bids }) => ({ levels: bids.length }) }));
  await show(<count.Probe params={null} />);
  const first = count.last;
  expect(first.data).toEqual({ levels: 20 });
  const renders = count.renders.length;
  churn(exchange, rich, market, 5);
  await settle();
  expect(count.renders.length).toBe(renders);
  exchange.place(rich, {
    marketId: market,
    side: "buy",
    price: exchange.depth(market).bids[0]!.price + tick,
    quantity: step * 1_000_000n,
    type: "PostOnly",
  });
  await settle();
  expect(count.renders.length).toBe(renders);
  expect(count.last).toBe(first);
});

test("a selection that is equal but for new objects keeps its reference, down to the item", async () => {
  const { exchange, show } = openPage();
  const { market_id: marketId, tick, step } = firstMarket(exchange);
  const zoe = newcomer(exchange);
  const select = (orders: readonly Order[]) => orders.map(({ price, close }) => ({ price, close }));
  const prices = record(() => useOrders({ identities: zoe.id, state: "all", select: (orders) => select(orders) }));
  await show(<prices.Probe params={null} />);
  const { price } = exchange.depth(marketId).bids[0]!;
  const place = (below: bigint) =>
    exchange.place(zoe, { marketId, side: "buy", price: price - tick * below, quantity: step * 1_000_000n });
  const older = place(50n);
  await settle();
  place(60n);
  await settle();
  const [newest, oldest] = prices.last.data ?? [];
  exchange.cancel(zoe, older.order_id);
  await settle();
  expect(prices.last.data?.[0]).toBe(newest);
  expect(prices.last.data?.[1]).not.toBe(oldest);
  expect(prices.last.data).toEqual([
    { price: price - tick * 60n, close: false },
    { price: price - tick * 50n, close: true },
  ]);
});

test("a selection may use variables in scope: the newest function counts", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const at = record((index: number) => useDepth({ market, select: ({ bids }) => bids[index]?.price }));
  const tree = (index: number) => (
    <Provider>
      <at.Probe params={index} />
    </Provider>
  );
  const { rerender } = render(tree(0));
  await settle();
  rerender(tree(3));
  expect(at.last.data).toBe(exchange.depth(market).bids[3]?.price);
});

test("a parent that renders again with the same parameters gets the same result object", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const book = record(() => useDepth({ market }));
  const orders = record(() => useOrders({ identities: [ada.identity] }));
  const tree = () => (
    <Provider>
      <book.Probe params={null} />
      <orders.Probe params={null} />
    </Provider>
  );
  const { rerender } = render(tree());
  await settle();
  const before = [book.last, orders.last];
  const renders = book.renders.length;
  rerender(tree());
  expect(book.renders.length).toBe(renders + 1);
  expect([book.last, orders.last]).toEqual(before);
  expect(book.last).toBe(before[0]);
  expect(orders.last).toBe(before[1]);
});

test("traffic of topics that no component shows renders nothing", async () => {
  const { exchange, show } = openPage();
  const { market_id: marketId, tick, step } = firstMarket(exchange);
  const [, other] = marketsOf(exchange);
  const [ada, grace] = exchange.accounts;
  const zoe = newcomer(exchange);
  const probes = [
    record(() => useTrades({ market: other })),
    record(() => useOrders({ identities: ada.id })),
    record(() => useNonce({ identity: grace.id })),
  ];
  await show(
    probes.map(({ Probe }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is constant
      <Probe key={index} params={null} />
    )),
  );
  const before = probes.map(({ renders }) => renders.length);
  const { price } = exchange.depth(marketId).bids[0]!;
  for (let below = 1n; below < 20n; below += 1n) {
    exchange.place(zoe, { marketId, side: "buy", price: price - tick * below, quantity: step * 1_000_000n });
    await pass();
  }
  expect(probes.map(({ renders }) => renders.length)).toEqual(before);
});

test("the connection renders at most once a second while frames pour in", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const connection = record(() => useConnection());
  const book = record(() => useDepth({ market }));
  await show(
    <>
      <connection.Probe params={null} />
      <book.Probe params={null} />
    </>,
  );
  const before = connection.renders.length;
  exchange.start({ rate: 500 });
  await pass(5_000);
  exchange.stop();
  expect(book.renders.length).toBeGreaterThan(100);
  expect(connection.renders.length - before).toBeGreaterThanOrEqual(4);
  expect(connection.renders.length - before).toBeLessThanOrEqual(5);
});

test("a hidden page commits once a second at most, and once when it is shown again", async () => {
  const { exchange, options } = openPage();
  const [market] = marketsOf(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  const book = record(() => useDepth({ market }));
  render(
    <O2Provider feed={feed}>
      <book.Probe params={null} />
    </O2Provider>,
  );
  await settle();
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  onTestFinished(() => visibility.mockRestore());
  document.dispatchEvent(new Event("visibilitychange"));
  const stores = vi.fn();
  feed.store.subscribe(stores);
  exchange.start({ rate: 200 });
  await pass(5_500);
  expect(stores.mock.calls.length).toBeGreaterThanOrEqual(4);
  expect(stores.mock.calls.length).toBeLessThanOrEqual(6);
  exchange.stop();
  await pass(5);
  stores.mockClear();
  visibility.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(stores).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(book.last.data).toEqual(trueDepth(exchange, market));
});
