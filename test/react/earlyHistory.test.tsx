// @vitest-environment happy-dom
// Requests for older orders before there is a feed, and after it has gone: none is lost.
import { act, render } from "@testing-library/react";
import { type UseOrdersParams, useOrders } from "o2-react";
import { StrictMode, useEffect } from "react";
import { expect, test } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { firstMarket, isElsewhere, LINGER, newcomer, openPage, pass, record, steps } from "../support/react.tsx";

/** An exchange with an account whose orders have all closed, and the markets whose histories are read. */
function withPast(latency = 0) {
  const { exchange, Provider: Page, ...page } = openPage({ latency });
  const zoe = newcomer(exchange);
  for (const market of exchange.markets) {
    for (let count = 0; count < 5; count += 1) {
      exchange.cancel(zoe, exchange.place(zoe, quietBid(market)).order_id);
    }
  }
  const histories: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { pathname, searchParams } = new URL(String(input));
    if (pathname === "/v1/orders" && !searchParams.has("is_open")) histories.push(searchParams.get("market_id"));
    return exchange.fetch(input, init);
  };
  const Provider: typeof Page = (props) => <Page fetch={fetch} {...props} />;
  return { ...page, exchange, Provider, zoe, histories, market: firstMarket(exchange) };
}

/** Asks for older orders when it mounts, before the effects of the component above it. */
function Child({ fetchMore }: { fetchMore: () => Promise<void> }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, at the mount.
  useEffect(() => void fetchMore(), []);
  return null;
}

const recordClosed = () => record((params: UseOrdersParams) => useOrders({ ...params, state: "closed" }));

/** Closed orders and a child that asks for older ones. */
function recordEager() {
  const closed = recordClosed();
  const Orders = ({ params }: { params: UseOrdersParams }) => {
    closed.Probe({ params });
    return <Child fetchMore={closed.last.fetchMore} />;
  };
  return { closed, Orders };
}

const READ = { status: "live", isFetchingMore: false, hasMore: false, fetchMoreError: undefined };

test.each([
  ["of all markets", false],
  ["of all markets, in StrictMode", true],
])("orders that a child's mount effect asks for are shown, each page read once: %s", async (_, isStrict) => {
  const { exchange, Provider, zoe, histories } = withPast();
  const { closed, Orders } = recordEager();
  const tree = (
    <Provider>
      <Orders params={{ identities: zoe.id }} />
    </Provider>
  );
  render(isStrict ? <StrictMode>{tree}</StrictMode> : tree);
  await act(() => pass(1_000));
  expect(closed.last).toMatchObject(READ);
  expect(closed.last.data).toEqual(exchange.orders(zoe));
  expect(histories.toSorted()).toEqual(exchange.markets.map(({ market_id }) => market_id).toSorted());
});

test("orders asked for while the pair is not resolved yet are of its market alone, and are shown", async () => {
  const { exchange, Provider, zoe, histories, market } = withPast(20);
  const { closed, Orders } = recordEager();
  render(
    <Provider>
      <Orders params={{ identities: zoe.id, market: market.pair }} />
    </Provider>,
  );
  expect(closed.last).toMatchObject({ status: "pending", isFetchingMore: !isElsewhere });
  await act(() => pass(3_000));
  expect(closed.last).toMatchObject(READ);
  expect(closed.last.data).toEqual(exchange.orders(zoe, { marketId: market.market_id }));
  expect(histories).toEqual([market.market_id]);
});

test("orders asked for while no connection comes are shown once one does", async () => {
  const { exchange, Provider, zoe } = withPast();
  exchange.faults.refuse();
  const { closed, Orders } = recordEager();
  render(
    <Provider lostAfter={Number.POSITIVE_INFINITY}>
      <Orders params={{ identities: zoe.id }} />
    </Provider>,
  );
  await act(() => pass(20_000));
  expect(closed.last).toMatchObject({ status: "pending", isFetchingMore: true });
  exchange.faults.accept();
  await act(() => pass(60_000));
  expect(closed.last).toMatchObject(READ);
  expect(closed.last.data).toEqual(exchange.orders(zoe));
});

test("a component that is gone before its orders came leaves no topic followed, and no history is read for it", async () => {
  const { exchange, Provider, zoe, histories } = withPast();
  exchange.faults.refuse();
  const { closed, Orders } = recordEager();
  const page = (isShown: boolean) => (
    <Provider lostAfter={Number.POSITIVE_INFINITY}>{isShown && <Orders params={{ identities: zoe.id }} />}</Provider>
  );
  const { rerender } = render(page(true));
  await act(() => pass(100));
  const asked = closed.last.fetchMore();
  rerender(page(false));
  await act(() => pass(LINGER + 100));
  exchange.faults.accept();
  await act(() => pass(60_000));
  await asked;
  expect(histories).toEqual([]);
  await act(async () => {
    const late = closed.last.fetchMore();
    await pass(LINGER + 100);
    await late;
  });
  expect(exchange.subscriptions).toMatchObject([{ orders: [] }]);
});

test("after another account was shown for longer than the linger, the whole history of the first can be read again", async () => {
  const { exchange, Provider, zoe } = withPast();
  const other = newcomer(exchange, "Yve");
  const closed = recordClosed();
  const page = (identities: string) => (
    <Provider>
      <closed.Probe params={{ identities }} />
    </Provider>
  );
  const more = () =>
    act(async () => {
      const reading = closed.last.fetchMore();
      await pass(1_000);
      await reading;
    });
  const { rerender } = render(page(zoe.id));
  await act(() => pass(1_000));
  await more();
  expect(closed.last).toMatchObject({ ...READ, data: exchange.orders(zoe) });
  rerender(page(other.id));
  await act(() => pass(LINGER + 1_000));
  rerender(page(zoe.id));
  await act(() => pass(1_000));
  expect(closed.last).toMatchObject({ status: "live", hasMore: true, data: [] });
  await more();
  expect(closed.last).toMatchObject({ ...READ, data: exchange.orders(zoe) });
});

test("orders asked for by a pair are under way without a break until they are shown", async () => {
  const { exchange, Provider, zoe, histories, market } = withPast(20);
  const { closed, Orders } = recordEager();
  render(
    <Provider>
      <Orders params={{ identities: zoe.id, market: market.pair }} />
    </Provider>,
  );
  await act(() => pass(3_000));
  expect(closed.last).toMatchObject(READ);
  const seen = closed.renders.map(({ result }) => result.isFetchingMore);
  expect(steps(seen)).toEqual([false, true, false]);
  expect(histories).toEqual([market.market_id]);
  expect(closed.last.data).toEqual(exchange.orders(zoe, { marketId: market.market_id }));
});

test("if a pair cannot be resolved, its error explains the missing orders, and they can be asked for again", async () => {
  const { exchange, Provider, zoe, market } = withPast();
  const { closed, Orders } = recordEager();
  exchange.faults.rest({ path: "/v1/markets", fail: true, times: 2 });
  render(
    <Provider retries={0}>
      <Orders params={{ identities: zoe.id, market: market.pair }} />
    </Provider>,
  );
  await act(() => pass(500));
  expect(closed.last).toMatchObject({
    status: "pending",
    isFetchingMore: false,
    fetchMoreError: { name: "O2RestError" },
  });
  await act(() => pass(20_000));
  // React 18 runs the effect that follows the orders at the end of that act.
  await act(() => pass(1_000));
  expect(closed.last).toMatchObject({ status: "live", hasMore: true, data: [] });
  await act(async () => {
    const reading = closed.last.fetchMore();
    await pass(1_000);
    await reading;
  });
  expect(closed.last).toMatchObject({ ...READ, data: exchange.orders(zoe, { marketId: market.market_id }) });
});

test("requested orders are shown after a remount, and read ones to all components of the same account", async () => {
  const { exchange, Provider, zoe, histories, market } = withPast();
  exchange.faults.rest({ path: "/v1/orders", delay: 1_000, times: 1_000 });
  const first = recordClosed();
  const second = recordClosed();
  const page = (isShown: boolean) => (
    <Provider>
      {isShown && <first.Probe params={{ identities: zoe.id, market: market.market_id }} />}
      {!isShown && <second.Probe params={{ identities: zoe.identity, market: market.pair }} />}
    </Provider>
  );
  const { rerender } = render(page(true));
  await act(() => pass(1_500));
  expect(first.last.status).toBe("live");
  let reading: Promise<void> | undefined;
  act(() => {
    reading = first.last.fetchMore();
  });
  expect(first.last.isFetchingMore).toBe(!isElsewhere);
  rerender(page(false));
  await act(() => pass(200));
  expect(second.last).toMatchObject({ status: "live", isFetchingMore: true, hasMore: true, data: [] });
  await act(() => pass(1_500));
  await reading;
  expect(second.last).toMatchObject({ ...READ, data: exchange.orders(zoe, { marketId: market.market_id }) });
  expect(histories).toEqual([market.market_id]);
  rerender(page(true));
  expect(first.last).toMatchObject({ ...READ, data: exchange.orders(zoe, { marketId: market.market_id }) });
});

test("of two accounts shown together, each has a history of its own", async () => {
  const { exchange, Provider, zoe, market } = withPast();
  const yve = newcomer(exchange, "Yve");
  const both = recordClosed();
  const one = recordClosed();
  render(
    <Provider>
      <both.Probe params={{ identities: [zoe.id, yve.id], market: market.market_id }} />
      <one.Probe params={{ identities: zoe.id, market: market.market_id }} />
    </Provider>,
  );
  await act(() => pass(1_000));
  const more = (orders: typeof one) =>
    act(async () => {
      const reading = orders.last.fetchMore();
      await pass(1_000);
      await reading;
    });
  await more(one);
  expect([one.last.hasMore, both.last.hasMore]).toEqual([false, true]);
  await more(both);
  expect([one.last.hasMore, both.last.hasMore]).toEqual([false, false]);
  expect(both.last.data).toEqual(one.last.data);
});
