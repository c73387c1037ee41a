// @vitest-environment happy-dom
import { act, render } from "@testing-library/react";
import { O2CallbackError, O2InputError, type Trade, useDepth, useTradeEvents, useTrades } from "o2-react";
import { prefetch } from "o2-react/server";
import { StrictMode, useState } from "react";
import { flushSync } from "react-dom";
import { describe, expect, test, vi } from "vitest";
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

test("is told nothing of a market it has left, nor after its unmount", async () => {
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

test("is told nothing more of a frame whose first trade made it unmount", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const heard: string[] = [];
  let leave: () => void = () => undefined;
  function Page() {
    const [isThere, setThere] = useState(true);
    leave = () => flushSync(() => setThere(false));
    return isThere ? <Once /> : null;
  }
  function Once() {
    useTradeEvents({ market }, ({ trade_id }) => {
      heard.push(trade_id);
      leave();
    });
    return null;
  }
  render(
    <Provider>
      <Page />
    </Provider>,
  );
  await settle();
  const made = { side: "buy", price: "1", quantity: "1", total: "1", timestamp: String(Date.now() + 1_000) };
  const trades = ["900001", "900002"].map((trade_id) => ({ ...made, trade_id }));
  await act(async () => {
    exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id: market, trades }));
    await settle();
  });
  expect(heard).toEqual(["900001"]);
});

test("an invalid market is reported once, because there is no result for it, and sends nothing", async () => {
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

test("an object without a market id is reported, and not taken for no market", async () => {
  const { errors, show } = openPage();
  const events = record(() => useTradeEvents({ market: {} as { market_id: string } }, () => undefined));
  await show(<events.Probe params={null} />);
  expect(errors).toHaveLength(1);
});

test("a trade sent twice before the first fill is told once", async () => {
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

const toIds = (trades: readonly Trade[]) => trades.map(({ trade_id }) => trade_id);

/** A component that records the trades it is told. */
function recordEvents(market: string) {
  const heard: string[] = [];
  const { Probe } = record(() => useTradeEvents({ market }, ({ trade_id }) => heard.push(trade_id)));
  return { heard, shown: <Probe params={null} /> };
}

describe("trades that were made before the mount are not told", () => {
  test("even if the first reads of them fail", async () => {
    const { exchange, Provider } = openPage({ ticks: 3_000 });
    const [market] = marketsOf(exchange);
    const made = exchange.trades(market).length;
    expect(made).toBeGreaterThan(100);
    exchange.faults.rest({ path: "/v1/trades", status: 503, times: 3 });
    const { heard, shown } = recordEvents(market);
    render(<Provider>{shown}</Provider>);
    await settle();
    while (exchange.trades(market).length === made) exchange.tick();
    await pass(20_000);
    exchange.tick(200);
    await settle();
    expect(heard).toEqual(toIds(exchange.trades(market).slice(made)));
  });

  test("even if a server has read some for the first paint, and more were made since", async () => {
    const { exchange, Provider } = openPage({ ticks: 500 });
    const [market] = marketsOf(exchange);
    const reading = prefetch({ config: exchange.config, fetch: exchange.fetch, trades: [{ market }] });
    await pass(100);
    const initialData = await reading;
    await pass(3_600_000);
    exchange.tick(2_000);
    const made = exchange.trades(market).length;
    const { heard, shown } = recordEvents(market);
    const tape = record(() => useTrades({ market }));
    render(
      <Provider initialData={initialData}>
        {shown}
        <tape.Probe params={null} />
      </Provider>,
    );
    await settle();
    expect(tape.last.status).toBe("live");
    exchange.tick(300);
    await settle();
    expect(exchange.trades(market).length).toBeGreaterThan(made);
    expect(heard).toEqual(toIds(exchange.trades(market).slice(made)));
  });

  test("even if more trades of a live market are wanted, and older ones are read", async () => {
    const { exchange, Provider } = openPage({ ticks: 3_000 });
    const [market] = marketsOf(exchange);
    const { heard, shown } = recordEvents(market);
    const tape = record((limit: number) => useTrades({ market, limit }));
    const page = (limit: number) => (
      <Provider>
        {shown}
        <tape.Probe params={limit} />
      </Provider>
    );
    const { rerender } = render(page(10));
    await settle();
    rerender(page(100));
    await settle();
    expect(tape.last).toMatchObject({ status: "live", data: { length: 100 } });
    expect(heard).toEqual([]);
  });
});

describe("while there is no connection", () => {
  /** Trades are made long before a mount and after it. The connection comes later, and REST later still. */
  async function mountedInOutage(skew: number) {
    const { exchange, Provider } = openPage({ ticks: 2_000 });
    const [market] = marketsOf(exchange);
    await pass(10_000);
    exchange.faults.refuse();
    exchange.faults.rest({ path: "/v1/trades", status: 503, times: 1_000 });
    const made = exchange.trades(market).length;
    const { heard, shown } = recordEvents(market);
    render(<Provider now={() => Date.now() + skew}>{shown}</Provider>);
    await pass(5_000);
    exchange.tick(1_000);
    exchange.faults.accept();
    await pass(120_000);
    expect(heard).toEqual([]);
    exchange.faults.clear();
    await pass(120_000);
    return { exchange, market, heard, since: () => toIds(exchange.trades(market).slice(made)) };
  }

  test("trades made after the mount are told once they were read, however many pages that takes", async () => {
    const { heard, since } = await mountedInOutage(0);
    expect(since().length).toBeGreaterThan(100);
    expect(heard).toEqual(since());
  });

  test.each([-300_000, 300_000])("no past trade is told on a device whose clock is %i ms off", async (skew) => {
    const { exchange, market, heard, since } = await mountedInOutage(skew);
    const before = since().length;
    exchange.tick(200);
    await settle();
    expect(exchange.trades(market).length).toBeGreaterThan(before);
    // Streamed trades do not depend on the clock.
    expect(heard.slice(-(since().length - before))).toEqual(since().slice(before));
    for (const id of heard) expect(since()).toContain(id);
  });

  test("trades made in the millisecond of the mount are told, if nothing was missing then", async () => {
    const { exchange, Provider } = openPage({ ticks: 500 });
    const [market] = marketsOf(exchange);
    const { heard, shown } = recordEvents(market);
    const tape = record(() => useTrades({ market }));
    const page = (isShown: boolean) => (
      <Provider>
        <tape.Probe params={null} />
        {isShown && shown}
      </Provider>
    );
    const { rerender } = render(page(false));
    await settle();
    exchange.tick(100);
    await settle();
    expect(tape.last.status).toBe("live");
    const made = exchange.trades(market).length;
    rerender(page(true));
    exchange.faults.refuse();
    exchange.faults.drop();
    exchange.tick(300);
    exchange.faults.accept();
    await pass(60_000);
    expect(exchange.trades(market).length).toBeGreaterThan(made);
    expect(heard).toEqual(toIds(exchange.trades(market).slice(made)));
  });

  test("each listener is told the trades of one outage since its own mount", async () => {
    const { exchange, Provider } = openPage({ ticks: 500 });
    const [market] = marketsOf(exchange);
    const first = recordEvents(market);
    const second = recordEvents(market);
    const book = record(() => useDepth({ market }));
    const page = (isSecond: boolean) => (
      <Provider>
        <book.Probe params={null} />
        {first.shown}
        {isSecond && second.shown}
      </Provider>
    );
    const { rerender } = render(page(false));
    await settle();
    exchange.tick(100);
    await settle();
    first.heard.length = 0;
    const last = exchange.trades(market).length;
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(1_000);
    exchange.tick(500);
    await pass(1_000);
    const made = exchange.trades(market).length;
    rerender(page(true));
    await pass(1_000);
    exchange.tick(500);
    exchange.faults.accept();
    await pass(60_000);
    expect(book.last.status).toBe("live");
    const all = toIds(exchange.trades(market));
    expect(made).toBeGreaterThan(last);
    expect(all.length).toBeGreaterThan(made);
    expect(first.heard).toEqual(all.slice(last));
    expect(second.heard).toEqual(all.slice(made));
  });
});

test("missed trades are told once they were read, after those that came meanwhile: each once, and each group in order", async () => {
  const { exchange, Provider } = openPage({ ticks: 500 });
  const [market] = marketsOf(exchange);
  const { heard, shown } = recordEvents(market);
  render(<Provider>{shown}</Provider>);
  await settle();
  heard.length = 0;
  const last = exchange.trades(market).length;
  exchange.faults.refuse();
  exchange.faults.drop();
  await pass(1_000);
  exchange.tick(200);
  const missed = exchange.trades(market).length;
  // The read of the gap takes longer than the connection and its first frames.
  exchange.faults.rest({ path: "/v1/trades", delay: 3_000, times: 1 });
  exchange.faults.accept();
  await pass(2_500);
  exchange.tick(200);
  await pass(10_000);
  const all = toIds(exchange.trades(market));
  expect(missed).toBeGreaterThan(last);
  expect(all.length).toBeGreaterThan(missed);
  expect(heard).toEqual([...all.slice(missed), ...all.slice(last, missed)]);
});

test("trades made while nobody followed the market are not told to a component that comes back", async () => {
  const { exchange, Provider } = openPage({ ticks: 500 });
  const [market] = marketsOf(exchange);
  const { heard, shown } = recordEvents(market);
  const page = (isShown: boolean) => <Provider>{isShown && shown}</Provider>;
  const { rerender } = render(page(true));
  await settle();
  rerender(page(false));
  await pass(LINGER + 100);
  exchange.tick(500);
  await pass(1_000);
  const made = exchange.trades(market).length;
  heard.length = 0;
  rerender(page(true));
  await settle();
  exchange.tick(300);
  await settle();
  expect(heard).toEqual(toIds(exchange.trades(market).slice(made)));
});
