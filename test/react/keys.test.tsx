// @vitest-environment happy-dom
// A hook shows data of its present parameters only, in every single render.
import { act, render } from "@testing-library/react";
import { useBalances, useBestPrices, useDepth, useNonce, useOrders, useTrades } from "o2-react";
import type { Account } from "o2-react/testing";
import { startTransition, useState } from "react";
import { expect, test } from "vitest";
import {
  FRAME,
  LINGER,
  marketsOf,
  newcomer,
  openPage,
  pass,
  record,
  settle,
  steps,
  trueDepth,
} from "../support/react.tsx";

test("another market never shows one frame of the market before", async () => {
  const { exchange, Provider } = openPage();
  const [market, other] = marketsOf(exchange);
  const book = record((id: string) => useDepth({ market: id }));
  const prices = record((id: string) => useBestPrices({ market: id }));
  const tree = (id: string) => (
    <Provider>
      <book.Probe params={id} />
      <prices.Probe params={id} />
    </Provider>
  );
  const { rerender } = render(tree(market));
  await settle();
  // There, back within the linger, there again, and back after it.
  for (const [id, wait] of [
    [other, 0],
    [market, 0],
    [other, LINGER * 2],
    [market, 0],
  ] as const) {
    rerender(tree(id));
    await settle();
    await pass(wait);
  }
  expect(book.last.status).toBe("live");
  for (const { params, result } of book.renders) {
    if (result.data) expect(result.data).toEqual(trueDepth(exchange, params));
  }
  for (const { params, result } of prices.renders) {
    if (result.data) expect(result.data.bid).toBe(trueDepth(exchange, params).bestBid);
  }
  const first = book.renders.find(({ params }) => params === other)?.result;
  expect(first).toMatchObject({ status: "pending", data: undefined, updatedAt: undefined });
});

test("another account never shows one frame of the account before: no balance, order or nonce flashes", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const { base, tick, step } = exchange.market(market);
  const accounts = [newcomer(exchange, "Zoe"), newcomer(exchange, "Max")] as const;
  const page = record((account: Account) => ({
    balances: useBalances({ identities: account.id, asset: base.asset }),
    orders: useOrders({ identities: [account.identity] }),
    nonce: useNonce({ identity: account.identity }),
  }));
  const tree = (account: Account) => (
    <Provider>
      <page.Probe params={account} />
    </Provider>
  );
  const { rerender } = render(tree(accounts[0]));
  await settle();
  const { price } = exchange.depth(market).bids[3]!;
  const move = () => {
    for (const [index, account] of accounts.entries()) {
      const quantity = step * 1_000_000n * BigInt(index + 1);
      exchange.deposit(account, base.asset, BigInt(index + 1));
      exchange.place(account, { marketId: market, side: "buy", price: price - tick, quantity });
    }
  };
  // Different, so that one account's nonce cannot be taken for the other's.
  for (let spent = 0; spent < 10; spent += 1) exchange.settle(accounts[1], market);
  move();
  for (const index of [1, 0, 1, 0, 1]) {
    rerender(tree(accounts[index]!));
    await pass(3);
    await settle();
  }
  let shown = 0;
  for (const { params, result } of page.renders) {
    const { balances, orders, nonce } = result;
    for (const balance of balances.data ?? []) expect(balance.identity).toEqual(params.identity);
    for (const order of orders.data ?? []) expect(order.account).toEqual(params.identity);
    if (nonce.data !== undefined) expect(nonce.data >= 10n).toBe(params === accounts[1]);
    if (nonce.data !== undefined || (orders.data ?? []).length > 0) shown += 1;
  }
  expect(shown).toBeGreaterThan(0);
});

test("another account with the same content is still another result, with its own time", async () => {
  const { exchange, Provider } = openPage();
  const [zoe, max] = [newcomer(exchange, "Zoe"), newcomer(exchange, "Max")];
  const orders = record((id: string) => useOrders({ identities: id }));
  const later = record((id: string) => useOrders({ identities: id }));
  const tree = (id: string, held?: string) => (
    <Provider>
      <orders.Probe params={id} />
      {held && <later.Probe params={held} />}
    </Provider>
  );
  const { rerender } = render(tree(zoe.id));
  await settle();
  const before = orders.last.updatedAt;
  await pass(1_000);
  rerender(tree(zoe.id, max.id));
  await settle();
  rerender(tree(max.id, max.id));
  expect(orders.last).toMatchObject({ status: "live", data: [] });
  expect(orders.last.updatedAt).toBe(later.last.updatedAt);
  expect(orders.last.updatedAt).toBeGreaterThan(before ?? 0);
});

test("a key that is chosen late goes from idle over pending to live, and back to idle when it is gone", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const book = record((id: string | null | undefined) => useDepth({ market: id }));
  const orders = record((id: string | null | undefined) => useOrders({ identities: id }));
  const nonce = record((id: string | null | undefined) => useNonce({ identity: id }));
  const tree = (id: string | null | undefined) => (
    <Provider>
      <book.Probe params={id} />
      <orders.Probe params={id} />
      <nonce.Probe params={id} />
    </Provider>
  );
  const { rerender } = render(tree(undefined));
  await settle();
  rerender(tree(null));
  await settle();
  const idle = {
    status: "idle",
    data: undefined,
    error: undefined,
    isStale: false,
    complete: false,
    updatedAt: undefined,
  };
  for (const { last } of [book, orders, nonce]) expect(last).toMatchObject(idle);
  expect(sent()).toEqual([]);
  rerender(tree(market));
  await settle();
  rerender(tree(null));
  for (const { last } of [book, orders, nonce]) expect(last).toMatchObject(idle);
  rerender(tree(market));
  for (const { renders } of [book, orders, nonce])
    expect(steps(renders.map(({ result }) => result.status))).toEqual(["idle", "pending", "live", "idle", "live"]);
  rerender(tree(null));
  await pass(LINGER + 100);
  expect(exchange.subscriptions).toMatchObject([{ depth: {}, orders: [], nonce: [] }]);
});

test("`enabled: false` is idle, shows nothing and asks for nothing, until it is enabled again", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const page = record((enabled: boolean) => [
    useDepth({ market, enabled }),
    useBestPrices({ market, enabled }),
    useTrades({ market, enabled }),
    useOrders({ identities: ada.id, enabled }),
    useBalances({ identities: ada.id, enabled }),
    useNonce({ identity: ada.id, enabled }),
  ]);
  const tree = (enabled: boolean) => (
    <Provider>
      <page.Probe params={enabled} />
    </Provider>
  );
  const statuses = () => new Set(page.last.map(({ status }) => status));
  const { rerender } = render(tree(false));
  await settle();
  expect(sent()).toEqual([]);
  expect(statuses()).toEqual(new Set(["idle"]));
  rerender(tree(true));
  await settle();
  expect(sent()).toHaveLength(5);
  expect(statuses()).toEqual(new Set(["live"]));
  rerender(tree(false));
  expect(statuses()).toEqual(new Set(["idle"]));
  expect(page.last.every(({ data }) => data === undefined)).toBe(true);
  await pass(LINGER + 100);
  expect(sent()).toHaveLength(5);
  rerender(tree(true));
  await settle();
  expect(sent()).toHaveLength(5);
  expect(statuses()).toEqual(new Set(["live"]));
});

test("a market switch inside a transition shows each market's own book only", async () => {
  const { exchange, show } = openPage();
  const [market, other] = marketsOf(exchange);
  const book = record((id: string) => useDepth({ market: id }));
  let choose: (id: string) => void = () => undefined;
  function Page() {
    const [id, setId] = useState(market);
    choose = (next) => startTransition(() => setId(next));
    return <book.Probe params={id} />;
  }
  await show(<Page />);
  for (const id of [other, market, other]) {
    await act(async () => choose(id));
    await settle();
  }
  expect(book.last.data).toEqual(trueDepth(exchange, other));
  for (const { params, result } of book.renders) {
    if (result.data) expect(result.data).toEqual(trueDepth(exchange, params));
  }
});

test("passing the last retention from one component to another costs no frame", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const one = record(() => useDepth({ market }));
  const two = record(() => useDepth({ market }));
  const tree = (isFirst: boolean) => (
    <Provider>{isFirst ? <one.Probe params={null} /> : <two.Probe params={null} />}</Provider>
  );
  const { rerender } = render(tree(true));
  await settle();
  sent();
  for (let round = 0; round < 4; round += 1) {
    rerender(tree(round % 2 === 1));
    await pass(FRAME);
  }
  await pass(2 * LINGER);
  expect(sent()).toEqual([]);
});
