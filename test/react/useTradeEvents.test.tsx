// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { O2CallbackError, O2InputError, type Trade, useTradeEvents, useTrades } from "o2-react";
import { StrictMode } from "react";
import { expect, test, vi } from "vitest";
import { firstMarket, LINGER, marketsOf, openPage, pass, record, settle } from "../support/react.tsx";

test("calls back once for each new trade, oldest first, and renders nothing", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const heard: Trade[] = [];
  const events = record(() => useTradeEvents({ market }, (each) => heard.push(each)));
  render(
    <StrictMode>
      <Provider>
        <events.Probe params={null} />
      </Provider>
    </StrictMode>,
  );
  await settle();
  const renders = events.renders.length;
  const before = exchange.trades(market).length;
  exchange.faults.duplicate("subscribe_trades", Number.POSITIVE_INFINITY);
  await trade(40);
  const truth = exchange.trades(market).slice(before);
  expect(truth.length).toBeGreaterThan(10);
  expect(heard).toEqual(truth);
  expect(events.renders.length).toBe(renders);
});

test("calls back as trades arrive, not once a frame", async () => {
  const { exchange, show } = openPage();
  const { market_id: marketId, step } = firstMarket(exchange);
  const [ada] = exchange.accounts;
  const heard: Trade[] = [];
  const events = record(() => useTradeEvents({ market: marketId }, (each) => heard.push(each)));
  await show(<events.Probe params={null} />);
  vi.spyOn(globalThis, "requestAnimationFrame").mockReturnValue(1);
  exchange.place(ada, { marketId, side: "buy", quantity: step * 1_000n, type: "Market" });
  await pass(1);
  expect(heard.length).toBeGreaterThan(0);
  vi.mocked(globalThis.requestAnimationFrame).mockRestore();
});

test("calls the newest callback, at no cost on the wire", async () => {
  const { exchange, Provider, sent, trade } = openPage();
  const [market] = marketsOf(exchange);
  const heard: string[] = [];
  const events = record((name: string) => useTradeEvents({ market }, () => heard.push(name)));
  const tree = (name: string) => (
    <Provider>
      <events.Probe params={name} />
    </Provider>
  );
  const { rerender } = render(tree("first"));
  await settle();
  expect(sent()).toHaveLength(1);
  rerender(tree("second"));
  await trade(40);
  expect(new Set(heard)).toEqual(new Set(["second"]));
  expect(sent()).toEqual([]);
});

test("a callback that throws is reported once, and the others are still called", async () => {
  const { exchange, errors, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const heard: Trade[] = [];
  const cause = new Error("mine");
  const bad = record(() =>
    useTradeEvents({ market }, () => {
      if (heard.length === 0) throw cause;
    }),
  );
  const good = record(() => useTradeEvents({ market }, (each) => heard.push(each)));
  const tape = record(() => useTrades({ market, limit: Number.POSITIVE_INFINITY }));
  await show(
    <>
      <bad.Probe params={null} />
      <good.Probe params={null} />
      <tape.Probe params={null} />
    </>,
  );
  const before = exchange.trades(market).length;
  await trade(40);
  const truth = exchange.trades(market).slice(before);
  expect(heard).toEqual(truth);
  expect(tape.last.data).toEqual(truth.slice().reverse());
  expect(errors).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(O2CallbackError);
  expect(errors[0]?.cause).toBe(cause);
});

test("asks for nothing without a market or while not enabled, and shares the subscription of useTrades", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const events = record((params: Parameters<typeof useTradeEvents>[0]) => useTradeEvents(params, () => undefined));
  const tape = record(() => useTrades({ market }));
  const tree = (params: Parameters<typeof useTradeEvents>[0], showTape = false) => (
    <Provider>
      <events.Probe params={params} />
      {showTape && <tape.Probe params={null} />}
    </Provider>
  );
  const { rerender } = render(tree({ market: undefined }));
  await settle();
  rerender(tree({ market: null }));
  rerender(tree({ market, enabled: false }));
  await settle();
  expect(sent()).toEqual([]);
  rerender(tree({ market }, true));
  await settle();
  expect(sent()).toEqual([{ action: "subscribe_trades", market_id: market }]);
  rerender(tree({ market: null }));
  await pass(LINGER + 100);
  expect(sent()).toEqual([{ action: "unsubscribe_trades", market_id: market }]);
});

test("hears nothing of a market it has left, nor after it is gone", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market, other] = marketsOf(exchange);
  const heard: Trade[] = [];
  const events = record((id: string) => useTradeEvents({ market: id }, (each) => heard.push(each)));
  const tree = (id?: string) => <Provider>{id && <events.Probe params={id} />}</Provider>;
  const { rerender } = render(tree(market));
  await settle();
  const before = exchange.trades(other).length;
  rerender(tree(other));
  await trade(60);
  expect(heard).toEqual(exchange.trades(other).slice(before));
  heard.length = 0;
  rerender(tree());
  // Within the linger: the subscription still stands.
  await trade(20);
  expect(heard).toEqual([]);
});

test("a market that is no id is reported once, for there is no result to put it in, and sends nothing", async () => {
  const { exchange, Provider, errors, sent } = openPage();
  const [market] = marketsOf(exchange);
  const events = record((id: string) => useTradeEvents({ market: id }, () => undefined));
  const tree = (id: string) => (
    <Provider>
      <events.Probe params={id} />
    </Provider>
  );
  const { rerender } = render(tree("FUEL"));
  rerender(tree("FUEL"));
  await settle();
  expect(errors).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(O2InputError);
  expect(errors[0]?.message).toMatch(/"FUEL" is not a market id/);
  expect(sent()).toEqual([]);
  rerender(tree(market));
  await settle();
  expect(sent()).toHaveLength(1);
});

test("an object that carries no market id is reported, not taken for none chosen", async () => {
  const { errors, show } = openPage();
  const events = record(() => useTradeEvents({ market: {} as { market_id: string } }, () => undefined));
  await show(<events.Probe params={null} />);
  expect(errors).toHaveLength(1);
});

test("a trade said twice before the first fill is told once", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const heard: string[] = [];
  const events = record(() => useTradeEvents({ market }, ({ trade_id }) => heard.push(trade_id)));
  exchange.faults.rest({ path: "/v1/trades", delay: 2_000 });
  await show(<events.Probe params={null} />);
  exchange.faults.duplicate("subscribe_trades", Number.POSITIVE_INFINITY);
  exchange.tick(200);
  await pass(5_000);
  expect(heard.length).toBeGreaterThan(0);
  expect(new Set(heard).size).toBe(heard.length);
});
