// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type O2State, useDepth, useNonce, useO2Store, useTrades } from "o2-react";
import { expect, test } from "vitest";
import { LINGER, marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

test("selects any slice of the store", async () => {
  const { exchange, Provider } = openPage();
  const [market, other] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const slice = record((select: (state: O2State) => unknown) => useO2Store(select));
  const held = record(() => [useDepth({ market, levels: 999 }), useTrades({ market }), useNonce({ identity: ada.id })]);
  const tree = (select: (state: O2State) => unknown) => (
    <Provider>
      <slice.Probe params={select} />
      <held.Probe params={null} />
    </Provider>
  );
  const { rerender } = render(tree((state) => state.connection.status));
  await settle();
  expect(slice.last).toBe("connected");
  rerender(tree((state) => state.depth[`${market}:1`]?.data));
  expect(slice.last).toEqual(trueDepth(exchange, market, 1, 999));
  rerender(tree((state) => state.trades[market]));
  expect(slice.last).toMatchObject({ isLive: true, data: [] });
  rerender(tree((state) => state.nonce[`ContractId:${ada.id}`]?.isLive));
  expect(slice.last).toBe(true);
  rerender(tree((state) => state.depth[`${other}:1`]));
  expect(slice.last).toBeUndefined();
});

test("renders only when its slice changes", async () => {
  const { exchange, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const status = record(() => useO2Store((state) => state.connection.status));
  const book = record(() => useDepth({ market }));
  await show(
    <>
      <status.Probe params={undefined} />
      <book.Probe params={null} />
    </>,
  );
  const before = status.renders.length;
  await trade();
  expect(book.renders.length).toBeGreaterThan(10);
  expect(status.renders.length).toBe(before);
});

test("data of a former key goes after the linger", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const state = record(() => useO2Store((all) => all));
  const page = record(() => [useDepth({ market }), useTrades({ market }), useNonce({ identity: ada.id })]);
  const tree = (isShown: boolean) => (
    <Provider>
      <state.Probe params={undefined} />
      {isShown && <page.Probe params={null} />}
    </Provider>
  );
  const { rerender } = render(tree(true));
  await trade();
  rerender(tree(false));
  await pass(LINGER - 100);
  expect(Object.keys(state.last.depth)).toHaveLength(1);
  await pass(200);
  expect(state.last).toMatchObject({ depth: {}, trades: {}, nonce: {} });
  expect(Object.keys({ ...state.last.depth, ...state.last.trades, ...state.last.nonce })).toEqual([]);
});
