// @vitest-environment happy-dom
// Open orders at once, older ones on demand.
import { act, render } from "@testing-library/react";
import { type UseOrdersParams, useOrders } from "o2-react";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { expect, test } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { isElsewhere, LINGER, marketsOf, openPage, pass, record, settle } from "../support/react.tsx";

const recordOrders = () => record((params: UseOrdersParams) => useOrders(params));

/** Places orders and cancels all but the last few, each at its own time. */
async function live(exchange: SimulatedExchange, account: Account, count: number, open: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const { order_id } = exchange.place(account, quietBid(exchange.markets[0]!));
    if (index < count - open) exchange.cancel(account, order_id);
    await pass(2);
  }
}

test("open orders are there at once after the mount, closed ones as they close, all in one list", async () => {
  const { exchange, show } = openPage({ ticks: 0 });
  const [ada] = exchange.accounts;
  await live(exchange, ada, 6, 3);
  const open = recordOrders();
  const closed = recordOrders();
  const all = recordOrders();
  await show(
    <>
      <open.Probe params={{ identities: ada.id }} />
      <closed.Probe params={{ identities: ada.id, state: "closed" }} />
      <all.Probe params={{ identities: ada.id, state: "all" }} />
    </>,
  );
  expect(open.last).toMatchObject({ status: "live", complete: true });
  expect(open.last.data).toEqual(exchange.orders(ada, { open: true }));
  expect(closed.last.data).toEqual([]);
  const [newest] = open.last.data ?? [];
  exchange.cancel(ada, newest!.order_id);
  await settle();
  expect(closed.last.data?.map(({ order_id }) => order_id)).toEqual([newest!.order_id]);
  expect(all.last.data).toHaveLength((open.last.data?.length ?? 0) + 1);
});

test("fetchMore reads history page by page, across pages of 200, until there is no more", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const zoe = exchange.createAccount("Zoe", { [exchange.markets[0]!.quote.asset]: 10n ** 18n });
  await live(exchange, zoe, 450, 2);
  const orders = recordOrders();
  await show(<orders.Probe params={{ identities: zoe.id, market, state: "all" }} />);
  expect(orders.last.data).toHaveLength(2);
  expect(orders.last).toMatchObject({ hasMore: true, isFetchingMore: false });
  const lengths: number[] = [];
  for (let page = 0; page < 3; page += 1) {
    let reading: Promise<void> | undefined;
    act(() => {
      reading = orders.last.fetchMore();
    });
    expect(orders.last.isFetchingMore).toBe(!isElsewhere);
    await act(() => settle());
    await reading;
    lengths.push(orders.last.data?.length ?? 0);
  }
  expect(lengths).toEqual([200, 400, 450]);
  expect(orders.last).toMatchObject({ hasMore: false, isFetchingMore: false, fetchMoreError: undefined });
  expect(orders.last.data).toEqual(exchange.orders(zoe));
  // Read orders stay while new orders close.
  exchange.cancel(zoe, exchange.orders(zoe, { open: true })[0]!.order_id);
  await settle();
  expect(orders.last.data).toEqual(exchange.orders(zoe));
});

test("a page that cannot be read is an error beside the data, which stays, and can be tried again", async () => {
  const { exchange, Provider } = openPage({ ticks: 0 });
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  await live(exchange, ada, 5, 2);
  const orders = recordOrders();
  render(
    <Provider retries={0}>
      <orders.Probe params={{ identities: ada.id, market, state: "all" }} />
    </Provider>,
  );
  await settle();
  const before = orders.last.data;
  exchange.faults.rest({ path: "/v1/orders", status: 500 });
  await act(async () => {
    const reading = orders.last.fetchMore();
    await settle();
    await reading;
  });
  expect(orders.last).toMatchObject({
    status: "live",
    fetchMoreError: { name: "O2RestError", status: 500 },
    hasMore: true,
  });
  expect(orders.last.data).toEqual(before);
  await act(async () => {
    const reading = orders.last.fetchMore();
    await settle();
    await reading;
  });
  expect(orders.last.fetchMoreError).toBeUndefined();
  expect(orders.last.data).toEqual(exchange.orders(ada, { marketId: market }));
});

test("another account starts with its own history", async () => {
  const { exchange, Provider } = openPage();
  const [ada, grace] = exchange.accounts;
  await live(exchange, ada, 4, 1);
  const orders = recordOrders();
  const tree = (account: Account) => (
    <Provider>
      <orders.Probe params={{ identities: account.id, state: "closed" }} />
    </Provider>
  );
  const { rerender } = render(tree(ada));
  await settle();
  await act(async () => {
    const reading = orders.last.fetchMore();
    await settle();
    await reading;
  });
  expect(orders.last.hasMore).toBe(false);
  rerender(tree(grace));
  expect(orders.last.hasMore).toBe(true);
  await settle();
  for (const { params, result } of orders.renders) {
    for (const order of result.data ?? []) expect(order.account).toEqual({ ContractId: params.identities });
  }
});

test("there is more to be had again once the older orders that were read have gone", async () => {
  const { exchange, Provider } = openPage({ ticks: 0 });
  const [ada] = exchange.accounts;
  await live(exchange, ada, 20, 0);
  const orders = recordOrders();
  const tree = (enabled: boolean) => (
    <Provider>
      <orders.Probe params={{ identities: ada.id, state: "all", enabled }} />
    </Provider>
  );
  const { rerender } = render(tree(true));
  await settle();
  await act(async () => {
    const reading = orders.last.fetchMore();
    await settle();
    await reading;
  });
  expect(orders.last.data).toHaveLength(20);
  expect(orders.last.hasMore).toBe(false);
  rerender(tree(false));
  await act(() => pass(LINGER + 2_000));
  rerender(tree(true));
  await act(() => settle());
  expect(orders.last).toMatchObject({ status: "live", data: [], hasMore: true });
});

test("fetchMore called twice in one task reads one page once", async () => {
  const { exchange, Provider } = openPage({ ticks: 0 });
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  await live(exchange, ada, 5, 0);
  const orders = recordOrders();
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    urls.push(String(input));
    return exchange.fetch(input, init);
  };
  render(
    <Provider fetch={fetch}>
      <orders.Probe params={{ identities: ada.id, market, state: "all" }} />
    </Provider>,
  );
  await settle();
  urls.length = 0;
  await act(async () => {
    const readings = [orders.last.fetchMore(), orders.last.fetchMore()];
    await settle();
    await Promise.all(readings);
  });
  expect(urls).toHaveLength(1);
  expect(orders.last.data).toEqual(exchange.orders(ada, { marketId: market }));
});

test("older orders of one market are shown in that market alone; with other markets, only down to the newest unread order of those", async () => {
  const { exchange, Provider } = openPage({ ticks: 0 });
  const [first, second] = exchange.markets;
  const zoe = exchange.createAccount("Zoe", { [first!.quote.asset]: 10n ** 30n });
  const all = recordOrders();
  const one = recordOrders();
  for (const market of [first!, second!, first!]) {
    exchange.cancel(zoe, exchange.place(zoe, quietBid(market)).order_id);
    await pass(2);
  }
  render(
    <Provider>
      <all.Probe params={{ identities: zoe.id, state: "closed" }} />
      <one.Probe params={{ identities: zoe.id, state: "closed", market: first!.market_id }} />
    </Provider>,
  );
  await settle();
  const more = (orders: typeof all) =>
    act(async () => {
      const reading = orders.last.fetchMore();
      await settle();
      await reading;
    });
  await more(one);
  expect(one.last.data).toEqual(exchange.orders(zoe, { marketId: first!.market_id }));
  expect(all.last.data).toEqual([]);
  await more(all);
  expect(all.last.data).toEqual(exchange.orders(zoe));
});

test("hasMore is true again once newer closed orders have pushed out some that were read, and fetchMore brings them back", async () => {
  const { exchange, Provider } = openPage();
  const zoe = exchange.createAccount("Zoe", { [exchange.markets[0]!.quote.asset]: 10n ** 18n });
  await live(exchange, zoe, 4, 0);
  const orders = recordOrders();
  render(
    <Provider maxClosedOrders={3}>
      <orders.Probe params={{ identities: zoe.id, state: "closed" }} />
    </Provider>,
  );
  await settle();
  act(() => void orders.last.fetchMore());
  await settle();
  expect(orders.last).toMatchObject({ hasMore: false, complete: true });
  expect(orders.last.data).toHaveLength(4);
  // Seven are kept: three, and the four that were read.
  await live(exchange, zoe, 5, 0);
  await settle();
  expect(orders.last.data).toHaveLength(7);
  expect(orders.last.hasMore).toBe(true);
  act(() => void orders.last.fetchMore());
  await settle();
  expect(orders.last.data).toEqual(exchange.orders(zoe));
  expect(orders.last.hasMore).toBe(false);
});
