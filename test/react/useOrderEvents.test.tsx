// @vitest-environment happy-dom
import { act, render } from "@testing-library/react";
import {
  type FeedHandle,
  O2CallbackError,
  O2InputError,
  O2TimeoutError,
  type OrderChange,
  type UseOrderEventsParams,
  useO2Feed,
  useOrderEvents,
  useOrders,
} from "o2-react";
import type { ExchangeMarket } from "o2-react/testing";
import { StrictMode } from "react";
import { expect, test } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { LINGER, openPage, pass, record, settle } from "../support/react.tsx";

/** A page with empty books, so that only own orders are filled, and a component that records its events. */
function open() {
  const page = openPage({ ticks: 0 });
  const { exchange } = page;
  const [ada, grace] = exchange.accounts;
  const markets = exchange.markets.slice(0, 2);
  const bid = (at = 0, who = ada) => {
    const [fuel, eth] = markets as [ExchangeMarket, ExchangeMarket];
    return exchange.place(who, at === 0 ? quietBid(fuel) : { ...quietBid(eth), quantity: eth.scale / 10n });
  };
  const told: OrderChange[] = [];
  const events = record((params: UseOrderEventsParams) => useOrderEvents(params, (change) => told.push(change)));
  const take = () =>
    told
      .splice(0)
      .map(({ order, filled, missed }) => [
        order.order_id,
        filled,
        order.close ? "closed" : "open",
        missed ? "missed" : "told",
      ]);
  return { ...page, ada, grace, markets, bid, told, take, events };
}

test("calls back once for each change of an own order, and renders nothing; changes from before the mount are not told", async () => {
  const { exchange, Provider, ada, bid, take, told, events } = open();
  const old = bid(1);
  render(
    <StrictMode>
      <Provider>
        <events.Probe params={{ identities: ada.identity }} />
      </Provider>
    </StrictMode>,
  );
  await settle();
  expect(take()).toEqual([]);
  const renders = events.renders.length;
  exchange.faults.duplicate("subscribe_orders", Number.POSITIVE_INFINITY);
  const order = bid();
  await settle();
  exchange.fill(ada, order.order_id, order.quantity / 4n);
  await settle();
  exchange.fill(ada, order.order_id);
  await settle();
  exchange.cancel(ada, old.order_id);
  await settle();
  expect(told.map(({ previous }) => previous?.quantity_fill)).toEqual([undefined, 0n, order.quantity / 4n, 0n]);
  expect(take()).toEqual([
    [order.order_id, 0n, "open", "told"],
    [order.order_id, order.quantity / 4n, "open", "told"],
    [order.order_id, order.quantity - order.quantity / 4n, "closed", "told"],
    [old.order_id, 0n, "closed", "told"],
  ]);
  expect(events.renders.length).toBe(renders);
});

test("changes from while the connection was down are told once they were read, and not again after the next outage", async () => {
  const { exchange, show, ada, bid, take, events } = open();
  const old = bid();
  await show(<events.Probe params={{ identities: ada.identity }} />);
  for (const isFirst of [true, false]) {
    exchange.faults.refuse();
    exchange.faults.drop();
    await settle();
    const gone = isFirst ? bid(1) : undefined;
    if (gone) exchange.fill(ada, gone.order_id);
    exchange.fill(ada, old.order_id, old.quantity / 4n);
    await settle();
    exchange.faults.accept();
    await pass(10_000);
    expect(take()).toEqual([
      [old.order_id, old.quantity / 4n, "open", "missed"],
      ...(gone ? [[gone.order_id, gone.quantity, "closed", "missed"]] : []),
    ]);
  }
});

test("changes since a given time are told on a cold start", async () => {
  const { exchange, show, ada, bid, take, events } = open();
  const old = bid();
  exchange.fill(ada, old.order_id, old.quantity / 4n);
  await pass(30_000);
  const since = Date.now();
  await pass(1_000);
  exchange.fill(ada, old.order_id, old.quantity / 4n);
  const gone = bid(1);
  exchange.fill(ada, gone.order_id);
  await pass(30_000);
  await show(<events.Probe params={{ identities: ada.identity, since }} />);
  await settle();
  expect(take()).toEqual([
    [old.order_id, old.quantity / 4n, "open", "missed"],
    [gone.order_id, gone.quantity, "closed", "missed"],
  ]);
});

test("tells of one market alone, of the newest parameters, by the newest callback, and of nobody while there is none", async () => {
  const { exchange, Provider, ada, grace, markets, bid, take, told, events, sent } = open();
  const tree = (params: UseOrderEventsParams) => (
    <Provider>
      <events.Probe params={params} />
    </Provider>
  );
  const { rerender } = render(tree({ identities: null }));
  await settle();
  rerender(tree({ identities: ada.identity, enabled: false }));
  await settle();
  expect(sent()).toEqual([]);
  rerender(tree({ identities: ada.identity, market: markets[1] }));
  await settle();
  const [one, other] = [bid(0), bid(1)];
  await settle();
  expect(take()).toEqual([[other.order_id, 0n, "open", "told"]]);
  rerender(tree({ identities: [ada.identity, grace.identity], market: markets[0] }));
  await settle();
  exchange.cancel(ada, one.order_id);
  exchange.cancel(ada, other.order_id);
  await settle();
  expect(take()).toEqual([[one.order_id, 0n, "closed", "told"]]);
  rerender(tree({ identities: grace.identity }));
  await settle();
  const [own, others] = [bid(0, grace), bid(0)];
  await settle();
  expect(take()).toEqual([[own.order_id, 0n, "open", "told"]]);
  rerender(tree({ identities: null }));
  await pass(LINGER + 100);
  exchange.cancel(grace, own.order_id);
  exchange.cancel(ada, others.order_id);
  await settle();
  expect(told).toEqual([]);
});

test("tells of the margin venue on request", async () => {
  const { exchange, show, told, events } = open();
  const turbo = exchange.turbo();
  const [account] = turbo.accounts;
  await show(<events.Probe params={{ identities: account.identity, venue: "turbo" }} />);
  const { order_id } = turbo.place(account, quietBid(turbo.markets[0] as ExchangeMarket));
  await settle();
  expect(told.map(({ order }) => order.order_id)).toEqual([order_id]);
});

test("a callback that throws, and unusable parameters, are reported and disturb no other component", async () => {
  const { errors, show, ada, bid, take, events } = open();
  const cause = new Error("mine");
  const bad = record(() =>
    useOrderEvents({ identities: ada.identity }, () => {
      throw cause;
    }),
  );
  const wrong = record(() => useOrderEvents({ identities: ada.identity, since: -1 }, () => undefined));
  const list = record(() => useOrders({ identities: ada.identity }));
  await show(
    <>
      <bad.Probe params={null} />
      <wrong.Probe params={null} />
      <events.Probe params={{ identities: ada.identity }} />
      <list.Probe params={null} />
    </>,
  );
  const { order_id } = bid();
  await settle();
  expect(take()).toEqual([[order_id, 0n, "open", "told"]]);
  expect(list.last.data?.map((order) => order.order_id)).toEqual([order_id]);
  expect(errors).toEqual([expect.any(O2InputError), expect.any(O2CallbackError)]);
  expect(errors[1]?.cause).toBe(cause);
});

test("nothing is told after the unmount, even if a callback causes it, and the topic is released", async () => {
  const { exchange, Provider, ada, bid, sent } = open();
  const heard: string[] = [];
  const leave = { now: (): void => undefined };
  const events = record(() =>
    useOrderEvents({ identities: ada.identity }, ({ order }) => {
      heard.push(order.order_id);
      leave.now();
    }),
  );
  const { unmount } = render(
    <Provider>
      <events.Probe params={null} />
    </Provider>,
  );
  await settle();
  leave.now = () => act(() => unmount());
  const orders = [bid(0), bid(1)];
  await settle();
  expect(heard).toEqual([orders[0]?.order_id]);
  sent();
  await pass(LINGER + 100);
  expect(exchange.connections).toBe(0);
});

test("feed.until waits for the state that components see", async () => {
  const { exchange, Provider, ada, bid } = open();
  const order = bid();
  let feed: FeedHandle | undefined;
  const list = record(() => {
    feed = useO2Feed();
    return useOrders({ identities: ada.identity, state: "all" });
  });
  render(
    <Provider>
      <list.Probe params={null} />
    </Provider>,
  );
  const outcomes: unknown[] = [];
  const isOver = feed?.until(
    ({ orders }) =>
      orders[`ContractId:${ada.id}`]?.data?.find(({ order_id, close }) => close && order_id === order.order_id),
    { timeout: 60_000 },
  );
  isOver?.then(({ order_id, cancel }) => outcomes.push([order_id, cancel]));
  feed?.until(() => false, { timeout: 1_000 }).catch((error: unknown) => outcomes.push(error));
  await settle();
  await pass(1_000);
  expect(outcomes).toEqual([expect.any(O2TimeoutError)]);
  exchange.cancel(ada, order.order_id);
  await settle();
  expect(outcomes[1]).toEqual([order.order_id, true]);
});
