// @vitest-environment happy-dom
// The server accepts ten identities a channel. An eleventh gives an error only to the component that follows it.
import { render } from "@testing-library/react";
import { O2LimitError, useBalances, useOrders } from "o2-react";
import { expect, test } from "vitest";
import { LINGER, newcomer, openPage, pass, record, settle } from "../support/react.tsx";

test("of eleven identities over several hooks the last one alone is refused, and served once another leaves", async () => {
  const { exchange, Provider, sent } = openPage();
  const accounts = Array.from({ length: 11 }, (_, index) => newcomer(exchange, `account ${index}`));
  const probes = accounts.map((account) => ({
    account,
    orders: record((id: string) => useOrders({ identities: id })),
  }));
  const tree = (isShown: (index: number) => boolean) => (
    <Provider>
      {probes.map(
        ({ account, orders: { Probe } }, index) => isShown(index) && <Probe key={account.id} params={account.id} />,
      )}
    </Provider>
  );
  const { rerender } = render(tree(() => true));
  await settle();
  for (const { orders } of probes.slice(0, 10)) expect(orders.last.status).toBe("live");
  const last = probes[10]!;
  expect(last.orders.last).toMatchObject({ status: "error", data: undefined });
  expect(last.orders.last.error).toBeInstanceOf(O2LimitError);
  expect(last.orders.last.error?.message).toContain(last.account.id);
  expect(last.orders.last.error?.message).toMatch(/at most 10 identities.*Release others.*several O2Providers/s);
  expect(sent()).toEqual([
    { action: "subscribe_orders", identities: accounts.slice(0, 10).map(({ identity }) => identity) },
  ]);
  rerender(tree((index) => index !== 3));
  await pass(LINGER + 200);
  expect(last.orders.last).toMatchObject({ status: "live", error: undefined, data: [] });
  expect(exchange.subscriptions[0]?.orders).toHaveLength(10);
  for (const [index, { orders }] of probes.entries()) if (index !== 3) expect(orders.last.status).toBe("live");
});

test("a rejected identity stays so while others come and go elsewhere: no render, no new error", async () => {
  const { exchange, Provider } = openPage();
  const accounts = Array.from({ length: 11 }, (_, index) => newcomer(exchange, `account ${index}`));
  const all = record((ids: readonly string[]) => ids.length);
  const last = record((id: string) => useOrders({ identities: id }));
  const ten = record((ids: readonly string[]) => useOrders({ identities: ids }));
  const balances = record((id: string) => useBalances({ identities: id }));
  const tree = (more: boolean) => (
    <Provider>
      <all.Probe params={[]} />
      <ten.Probe params={accounts.slice(0, 10).map(({ id }) => id)} />
      <last.Probe params={accounts[10]!.id} />
      {more && <balances.Probe params={accounts[0]!.id} />}
    </Provider>
  );
  const { rerender } = render(tree(false));
  await settle();
  const { error } = last.last;
  expect(error).toBeInstanceOf(O2LimitError);
  rerender(tree(true));
  await settle();
  rerender(tree(false));
  await pass(LINGER + 100);
  expect(last.last.error).toBe(error);
});

test("lingering identities make room: ten can be replaced by ten others at once", async () => {
  const { exchange, Provider, sent } = openPage();
  const accounts = Array.from({ length: 20 }, (_, index) => newcomer(exchange, `account ${index}`));
  const orders = record((ids: readonly string[]) => useOrders({ identities: ids }));
  const tree = (from: number) => (
    <Provider>
      <orders.Probe params={accounts.slice(from, from + 10).map(({ id }) => id)} />
    </Provider>
  );
  const { rerender } = render(tree(0));
  await settle();
  sent();
  rerender(tree(10));
  await settle();
  expect(orders.last).toMatchObject({ status: "live" });
  expect(orders.renders.some(({ result }) => result.status === "error")).toBe(false);
  expect(sent()).toEqual([
    { action: "unsubscribe_orders" },
    { action: "subscribe_orders", identities: accounts.slice(10).map(({ identity }) => identity) },
  ]);
});

test("more than ten identities in one hook are an error in its result, and nothing is sent", async () => {
  const { exchange, Provider, sent, errors } = openPage();
  const accounts = Array.from({ length: 11 }, (_, index) => newcomer(exchange, `account ${index}`));
  const orders = record((ids: readonly string[]) => useOrders({ identities: ids }));
  const tree = (ids: readonly string[]) => (
    <Provider>
      <orders.Probe params={ids} />
    </Provider>
  );
  const { rerender } = render(tree(accounts.map(({ id }) => id)));
  await settle();
  expect(orders.last).toMatchObject({ status: "error", data: undefined });
  expect(orders.last.error).toBeInstanceOf(O2LimitError);
  expect(orders.last.error?.message).toMatch(/11 were given.*at most 10.*Follow fewer/s);
  expect(sent()).toEqual([]);
  expect(errors).toEqual([]);
  // The same identity in eleven spellings counts once.
  rerender(tree(Array.from({ length: 11 }, () => accounts[0]!.id)));
  await settle();
  expect(orders.last.status).toBe("live");
});
