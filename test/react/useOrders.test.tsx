// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type Order, type UseOrdersParams, useOrders } from "o2-react";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { expect, test } from "vitest";
import { marketsOf, newcomer, openPage, pass, record, settle } from "../support/react.tsx";

const recordOrders = () => record((params: UseOrdersParams) => useOrders(params));
const ids = (orders: readonly Order[] | undefined) => orders?.map((order) => order.order_id);

/** Places buys far below the market, each in its own millisecond. */
async function rest(exchange: SimulatedExchange, account: Account, marketId: string, below: number): Promise<Order> {
  const { tick, step } = exchange.market(marketId);
  const { price } = exchange.depth(marketId).bids[0]!;
  await pass(1);
  const quantity = step * 1_000_000n;
  return exchange.place(account, { marketId, side: "buy", price: price - tick * BigInt(below), quantity });
}

test("shows the exchange's open orders of an account, newest first, through fills and cancels", async () => {
  const { exchange, trade, show } = openPage();
  const [market, other] = marketsOf(exchange);
  const zoe = newcomer(exchange);
  const orders = recordOrders();
  await show(<orders.Probe params={{ identities: zoe.identity }} />);
  expect(orders.last).toMatchObject({ status: "live", data: [] });
  for (let below = 0; below < 6; below += 1) await rest(exchange, zoe, below % 2 === 0 ? market : other, below);
  await settle();
  expect(orders.last.data).toHaveLength(6);
  expect(orders.last.data).toEqual(exchange.orders(zoe, { open: true }));
  exchange.cancel(zoe, orders.last.data![0]!.order_id);
  await settle();
  expect(orders.last.data).toHaveLength(5);
  await trade(100, 20);
  expect(exchange.orders(zoe, { open: true }).length).toBeLessThan(5);
  expect(orders.last.data).toEqual(exchange.orders(zoe, { open: true }));
});

test("another `state` or market is answered at once, from the held data", async () => {
  const { exchange, Provider } = openPage();
  const [market, other] = marketsOf(exchange);
  const zoe = newcomer(exchange);
  const orders = recordOrders();
  const page = (params: Omit<UseOrdersParams, "identities">) => (
    <Provider>
      <orders.Probe params={{ identities: zoe.id, ...params }} />
    </Provider>
  );
  const { rerender } = render(page({ state: "open" }));
  await settle();
  const first = await rest(exchange, zoe, market, 1);
  const second = await rest(exchange, zoe, other, 2);
  await settle();
  exchange.cancel(zoe, first.order_id);
  await settle();
  expect(ids(orders.last.data)).toEqual([second.order_id]);
  rerender(page({ state: "closed" }));
  expect(ids(orders.last.data)).toEqual([first.order_id]);
  rerender(page({ state: "all" }));
  expect(ids(orders.last.data)).toEqual([second.order_id, first.order_id]);
  rerender(page({ state: "all", market }));
  expect(ids(orders.last.data)).toEqual([first.order_id]);
});

test("shows open, closed or all orders, of one market or of all", async () => {
  const { exchange, show } = openPage();
  const [market, other] = marketsOf(exchange);
  const zoe = newcomer(exchange);
  const open = recordOrders();
  const closed = recordOrders();
  const all = recordOrders();
  const here = recordOrders();
  const identities = zoe.id;
  await show(
    <>
      <open.Probe params={{ identities }} />
      <closed.Probe params={{ identities, state: "closed" }} />
      <all.Probe params={{ identities, state: "all" }} />
      <here.Probe params={{ identities, state: "all", market: market.toUpperCase() }} />
    </>,
  );
  for (let below = 10; below < 14; below += 1) await rest(exchange, zoe, market, below);
  await rest(exchange, zoe, other, 3);
  exchange.cancel(zoe, exchange.orders(zoe)[2]!.order_id);
  await settle();
  expect(open.last.data).toEqual(exchange.orders(zoe, { open: true }));
  expect(closed.last.data).toEqual(exchange.orders(zoe, { open: false }));
  expect(closed.last.data).toHaveLength(1);
  expect(all.last.data).toEqual(exchange.orders(zoe));
  expect(here.last.data).toEqual(exchange.orders(zoe, { marketId: market }));
  expect(here.last.data).toHaveLength(4);
});

test("two hooks with different identities share one subscription of the union, and each sees only its own", async () => {
  const { exchange, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const [zoe, max] = [newcomer(exchange), newcomer(exchange, "Max")];
  const hers = recordOrders();
  const his = recordOrders();
  const both = recordOrders();
  await show(
    <>
      <hers.Probe params={{ identities: zoe.identity }} />
      <his.Probe params={{ identities: [max.identity] }} />
      <both.Probe params={{ identities: [max.id, zoe.id] }} />
    </>,
  );
  expect(sent()).toEqual([{ action: "subscribe_orders", identities: [zoe.identity, max.identity] }]);
  for (let below = 10; below < 16; below += 1) await rest(exchange, below % 2 === 0 ? zoe : max, market, below);
  await settle();
  expect(hers.last.data).toEqual(exchange.orders(zoe));
  expect(his.last.data).toEqual(exchange.orders(max));
  expect(both.last.data).toHaveLength(6);
  expect(new Set(ids(both.last.data))).toEqual(new Set(ids([...exchange.orders(zoe), ...exchange.orders(max)])));
});

test("an identity in any spelling is one key; a trade account and its owner's wallet are two, and an order is shown once", async () => {
  const { exchange, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const zoe = newcomer(exchange);
  const spelled = recordOrders();
  const wallet = recordOrders();
  const both = recordOrders();
  await show(
    <>
      <spelled.Probe params={{ identities: [zoe.id, zoe.id.slice(2).toUpperCase(), { ContractId: zoe.id }] }} />
      <wallet.Probe params={{ identities: { Address: zoe.owner } }} />
      <both.Probe params={{ identities: [{ Address: zoe.owner }, zoe.id] }} />
    </>,
  );
  expect(sent()).toEqual([{ action: "subscribe_orders", identities: [zoe.identity, { Address: zoe.owner }] }]);
  await rest(exchange, zoe, market, 10);
  await settle();
  const truth = exchange.orders(zoe);
  expect(spelled.last.data).toEqual(truth);
  expect(wallet.last.data).toEqual(truth);
  expect(both.last.data).toEqual(truth);
});

test("an order that did not change stays the same object, and a change of a closed one renders no list of open ones", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const zoe = newcomer(exchange);
  const open = recordOrders();
  const other = recordOrders();
  const [ada] = exchange.accounts;
  await show(
    <>
      <open.Probe params={{ identities: zoe.id }} />
      <other.Probe params={{ identities: ada.id }} />
    </>,
  );
  await rest(exchange, zoe, market, 10);
  await settle();
  const [first] = open.last.data ?? [];
  await rest(exchange, zoe, market, 12);
  await settle();
  expect(open.last.data?.[1]).toBe(first);
  const before = open.renders.length;
  const others = other.last.data?.length ?? 0;
  await rest(exchange, ada, market, 20);
  await settle();
  expect(other.last.data).toHaveLength(others + 1);
  expect(open.renders.length).toBe(before);
});

test("the provider's maxClosedOrders bounds the closed orders and leaves the open ones", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const zoe = newcomer(exchange);
  const all = recordOrders();
  render(
    <Provider maxClosedOrders={2}>
      <all.Probe params={{ identities: zoe.id, state: "all" }} />
    </Provider>,
  );
  await settle();
  for (let below = 10; below < 18; below += 1) {
    const order = await rest(exchange, zoe, market, below);
    if (below < 15) exchange.cancel(zoe, order.order_id);
  }
  await settle();
  expect(all.last.data).toEqual(exchange.orders(zoe).slice(0, 5));
  expect(all.last.data?.filter((order) => order.close)).toHaveLength(2);
});
