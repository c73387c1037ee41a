// @vitest-environment happy-dom
// Hooks send as few frames and requests as possible.
import { render } from "@testing-library/react";
import { type IdentityRef, type UseDepthParams, useBalances, useDepth, useNonce, useOrders, useTrades } from "o2-react";
import * as React from "react";
import { type ReactNode, StrictMode } from "react";
import { expect, test } from "vitest";
import { FRAME, LINGER, marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

/** Since React 19.2. */
const { Activity } = React;
const testActivity = test.skipIf(Activity === undefined);

const recordDepth = () => record((params: UseDepthParams) => useDepth(params));

test("two hooks on one market send one subscribe", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const [one, two] = [recordDepth(), recordDepth()];
  const tree = (both: boolean) => (
    <Provider>
      <one.Probe params={{ market }} />
      {both && <two.Probe params={{ market, levels: 5 }} />}
    </Provider>
  );
  const { rerender } = render(tree(false));
  await settle();
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
  rerender(tree(true));
  await pass(2 * FRAME);
  expect(sent()).toEqual([]);
  expect(two.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, 1, 5) });
});

test("a second reader of a held market shows the current book in its first frame", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const [one, two] = [recordDepth(), recordDepth()];
  const tree = (both: boolean) => (
    <Provider>
      <one.Probe params={{ market }} />
      {both && <two.Probe params={{ market }} />}
    </Provider>
  );
  const { rerender } = render(tree(false));
  await settle();
  rerender(tree(true));
  expect(two.renders.map(({ result }) => result.status)).toEqual(["live"]);
});

test("the last one leaving sends one unsubscribe after the linger, and none before", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const [one, two] = [recordDepth(), recordDepth()];
  const tree = (first: boolean, second: boolean) => (
    <Provider>
      {first && <one.Probe params={{ market }} />}
      {second && <two.Probe params={{ market }} />}
    </Provider>
  );
  const { rerender } = render(tree(true, true));
  await settle();
  sent();
  rerender(tree(false, true));
  await pass(2 * LINGER);
  expect(sent()).toEqual([]);
  rerender(tree(false, false));
  await pass(LINGER - 1);
  expect(sent()).toEqual([]);
  await pass(2);
  expect(sent()).toEqual([{ action: "unsubscribe_depth", market_id: market }]);
  expect(exchange.subscriptions).toMatchObject([{ depth: {} }]);
});

test("a remount within the linger sends nothing and shows the current book in its first frame", async () => {
  const { exchange, Provider, sent, trade } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const tree = (isShown: boolean) => <Provider>{isShown && <book.Probe params={{ market }} />}</Provider>;
  const { rerender } = render(tree(true));
  await settle();
  sent();
  for (let round = 0; round < 3; round += 1) {
    rerender(tree(false));
    await trade(100);
    book.renders.length = 0;
    rerender(tree(true));
    expect(book.renders.map(({ result }) => result)).toMatchObject([
      { status: "live", data: trueDepth(exchange, market) },
    ]);
  }
  await pass(2 * LINGER);
  expect(sent()).toEqual([]);
});

test("a remount after the linger subscribes anew and shows nothing old", async () => {
  const { exchange, Provider, sent, trade } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const tree = (isShown: boolean) => <Provider>{isShown && <book.Probe params={{ market }} />}</Provider>;
  const { rerender } = render(tree(true));
  await settle();
  rerender(tree(false));
  await pass(LINGER + 1);
  await trade();
  sent();
  book.renders.length = 0;
  rerender(tree(true));
  expect(book.last.status).toBe("pending");
  await settle();
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
  expect(book.last.data).toEqual(trueDepth(exchange, market));
});

test("the linger is the provider's to choose", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const tree = (isShown: boolean) => <Provider linger={500}>{isShown && <book.Probe params={{ market }} />}</Provider>;
  const { rerender } = render(tree(true));
  await settle();
  sent();
  rerender(tree(false));
  await pass(499);
  expect(sent()).toEqual([]);
  await pass(2);
  expect(sent()).toHaveLength(1);
});

test("StrictMode sends nothing extra and opens one socket", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const book = recordDepth();
  const orders = record(() => useOrders({ identities: ada.id }));
  const { unmount } = render(
    <StrictMode>
      <Provider>
        <book.Probe params={{ market }} />
        <orders.Probe params={null} />
      </Provider>
    </StrictMode>,
  );
  await settle();
  expect(sent()).toEqual([
    { action: "subscribe_depth", market_id: market, precision: "10" },
    { action: "subscribe_orders", identities: [ada.identity] },
  ]);
  await pass(2 * LINGER);
  expect(sent()).toEqual([]);
  // Connections are numbered over the life of the exchange: there never was a second one.
  expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([1]);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
  unmount();
  await pass(LINGER + 100);
  expect(exchange.connections).toBe(0);
});

testActivity("an Activity that hides and shows within the linger sends nothing", async () => {
  const { exchange, Provider, sent, trade } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const tree = (mode: "visible" | "hidden") => (
    <Provider>
      <Activity mode={mode}>
        <book.Probe params={{ market }} />
      </Activity>
    </Provider>
  );
  const { rerender } = render(tree("visible"));
  await settle();
  sent();
  rerender(tree("hidden"));
  await trade(100);
  rerender(tree("visible"));
  await settle();
  expect(sent()).toEqual([]);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
  rerender(tree("hidden"));
  await pass(LINGER + 100);
  expect(sent()).toEqual([{ action: "unsubscribe_depth", market_id: market }]);
  await trade();
  rerender(tree("visible"));
  await settle();
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
});

testActivity(
  "an Activity around the provider itself keeps the socket within the linger, and opens a new one after it",
  async () => {
    const { exchange, Provider, sent, trade } = openPage();
    const [market] = marketsOf(exchange);
    const book = recordDepth();
    const tree = (mode: "visible" | "hidden") => (
      <Activity mode={mode}>
        <Provider>
          <book.Probe params={{ market }} />
        </Provider>
      </Activity>
    );
    const { rerender } = render(tree("visible"));
    await settle();
    sent();
    rerender(tree("hidden"));
    await pass(LINGER - 100);
    rerender(tree("visible"));
    await settle();
    expect(sent()).toEqual([]);
    expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([1]);
    rerender(tree("hidden"));
    await pass(LINGER + 100);
    expect(exchange.connections).toBe(0);
    await trade();
    rerender(tree("visible"));
    await settle();
    expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([2]);
    expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
  },
);

test("params made anew in every render send nothing and keep the subscription", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const [ada, grace] = exchange.accounts;
  function Page({ round }: { round: number }): ReactNode {
    const spelled = round % 2 === 0 ? market : { market_id: market.toUpperCase() };
    useDepth({ market: spelled, levels: 5 + round });
    useTrades({ market: spelled, limit: 5 + round });
    const identities: IdentityRef[] = [{ ContractId: ada.id }, grace.id];
    useOrders({ identities });
    useBalances({ identities });
    useNonce({ identity: { ContractId: ada.id } });
    return null;
  }
  const { rerender } = render(
    <Provider>
      <Page round={0} />
    </Provider>,
  );
  await settle();
  expect(sent()).toHaveLength(5);
  for (let round = 1; round < 20; round += 1) {
    rerender(
      <Provider>
        <Page round={round} />
      </Provider>,
    );
    await pass();
  }
  await pass(2 * LINGER);
  expect(sent()).toEqual([]);
});

test("a change of the identities wanted is one unsubscribe and one subscribe", async () => {
  const { exchange, Provider, sent } = openPage();
  const [ada, grace] = exchange.accounts;
  const balances = record((identities: readonly string[]) => useBalances({ identities }));
  const tree = (...identities: string[]) => (
    <Provider>
      <balances.Probe params={identities} />
    </Provider>
  );
  const { rerender } = render(tree(ada.id));
  await settle();
  sent();
  rerender(tree(ada.id, grace.id));
  await pass(2 * FRAME);
  expect(sent()).toEqual([
    { action: "unsubscribe_balances", identities: [ada.identity] },
    { action: "subscribe_balances", identities: [ada.identity, grace.identity] },
  ]);
  expect(balances.last.status).toBe("live");
});

test("hooks that mount together are one exchange of frames", async () => {
  const { exchange, Provider, sent } = openPage();
  const accounts = exchange.accounts;
  const orders = record((id: string) => useOrders({ identities: id }));
  const tree = (isShown: boolean) => (
    <Provider>{isShown && accounts.map(({ id }) => <orders.Probe key={id} params={id} />)}</Provider>
  );
  const { rerender } = render(tree(false));
  await settle();
  rerender(tree(true));
  await pass(2 * FRAME);
  expect(sent()).toEqual([{ action: "subscribe_orders", identities: accounts.map(({ identity }) => identity) }]);
});
