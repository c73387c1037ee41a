// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type Trade, type UseTradesParams, useTrades } from "o2-react";
import { describe, expect, test } from "vitest";
import { firstMarket, marketsOf, newcomer, openPage, pass, record, settle } from "../support/react.tsx";

const toIds = (trades: readonly Trade[] = []) => trades.map(({ trade_id }) => trade_id);

const recordTrades = () => record((params: UseTradesParams) => useTrades(params));

test("shows every trade since the subscription, each once, newest first", async () => {
  const { exchange, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const tape = recordTrades();
  await show(<tape.Probe params={{ market, limit: Number.POSITIVE_INFINITY }} />);
  expect(tape.last).toMatchObject({ status: "live", data: [] });
  const before = exchange.trades(market).length;
  await trade(60);
  const truth = exchange.trades(market).slice(before).reverse();
  expect(truth.length).toBeGreaterThan(20);
  expect(tape.last.data).toEqual(truth);
});

test("shows at most `limit` trades, and at most 50 unless told", async () => {
  const { exchange, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const three = recordTrades();
  const usual = recordTrades();
  await show(
    <>
      <three.Probe params={{ market, limit: 3 }} />
      <usual.Probe params={{ market }} />
    </>,
  );
  await trade(60, 20);
  const truth = exchange.trades(market).slice().reverse();
  expect(three.last.data).toEqual(truth.slice(0, 3));
  expect(usual.last.data).toEqual(truth.slice(0, 50));
});

test("another `limit` is answered at once, from the held data", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const tape = recordTrades();
  const page = (limit: number) => (
    <Provider>
      <tape.Probe params={{ market, limit }} />
    </Provider>
  );
  const { rerender } = render(page(3));
  await settle();
  await trade(60, 20);
  rerender(page(10));
  expect(tape.last.data).toHaveLength(10);
  rerender(page(2));
  expect(tape.last.data).toHaveLength(2);
});

test("a trade that is sent twice is shown once", async () => {
  const { exchange, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const tape = recordTrades();
  await show(<tape.Probe params={{ market, limit: Number.POSITIVE_INFINITY }} />);
  const before = exchange.trades(market).length;
  exchange.faults.duplicate("subscribe_trades", Number.POSITIVE_INFINITY);
  await trade();
  expect(tape.last.data).toEqual(exchange.trades(market).slice(before).reverse());
});

test("the provider's maxTrades bounds what is kept", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const tape = recordTrades();
  render(
    <Provider maxTrades={7}>
      <tape.Probe params={{ market, limit: Number.POSITIVE_INFINITY }} />
    </Provider>,
  );
  await settle();
  await trade(40);
  expect(tape.last.data).toEqual(exchange.trades(market).slice(-7).reverse());
});

test("keeps amounts above 2^53 exact, and a trade that was shown stays the same object", async () => {
  const { exchange, show } = openPage({ ticks: 0 });
  const { market_id: marketId, step, tick } = firstMarket(exchange);
  const whale = newcomer(exchange, "whale");
  const tape = recordTrades();
  await show(<tape.Probe params={{ market: marketId }} />);
  const quantity = (2n ** 60n / step) * step + step;
  const price = tick * 1_234n;
  const meet = async () => {
    exchange.place(whale, { marketId, side: "sell", price, quantity });
    exchange.place(whale, { marketId, side: "buy", price, quantity });
    await settle();
  };
  await meet();
  const first = tape.last.data?.[0];
  expect(first).toMatchObject({ side: "sell", price, quantity });
  await meet();
  expect(tape.last.data).toHaveLength(2);
  expect(tape.last.data?.[1]).toBe(first);
});

describe("more trades than the exchange gives at once", () => {
  /** A market with a long past, and the number of reads of its trades. */
  function withPast() {
    const { exchange, Provider: Page } = openPage({ ticks: 5_000 });
    const [market] = marketsOf(exchange);
    const reads: string[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      if (String(input).includes("/v1/trades")) reads.push(String(input));
      return exchange.fetch(input, init);
    };
    const Provider: typeof Page = (props) => <Page fetch={fetch} auditInterval={false} {...props} />;
    const newest = (count: number) => toIds(exchange.trades(market).slice(-count).reverse());
    expect(exchange.trades(market).length).toBeGreaterThan(250);
    return { exchange, market, reads, Provider, newest, tape: recordTrades() };
  }

  test("are there with the first data, read page by page", async () => {
    const { market, reads, Provider, newest, tape } = withPast();
    render(
      <Provider>
        <tape.Probe params={{ market, limit: 200 }} />
      </Provider>,
    );
    await settle();
    expect(tape.last).toMatchObject({ status: "live", complete: true });
    expect(toIds(tape.last.data)).toEqual(newest(200));
    expect(reads).toHaveLength(4);
    const lengths = tape.renders.flatMap(({ result }) => (result.data ? [result.data.length] : []));
    expect(new Set(lengths)).toEqual(new Set([200]));
  });

  test("are read once a hook asks for more: it shows the present ones as stale until then, and other readers stay live", async () => {
    const { exchange, market, reads, Provider, newest, tape } = withPast();
    const short = recordTrades();
    const page = (limit: number) => (
      <Provider>
        <short.Probe params={{ market, limit: 20 }} />
        <tape.Probe params={{ market, limit }} />
      </Provider>
    );
    const { rerender } = render(page(20));
    await settle();
    exchange.tick(50);
    await settle();
    reads.length = 0;
    const held = newest(1_000).indexOf(tape.last.data?.at(-1)?.trade_id ?? "") + 1;
    expect(held).toBe(20);
    short.renders.length = 0;
    rerender(page(200));
    expect(tape.last).toMatchObject({ status: "stale" });
    await settle();
    expect(tape.last).toMatchObject({ status: "live" });
    expect(toIds(tape.last.data)).toEqual(newest(200));
    // The newest page, and the pages behind the held trades.
    expect(reads).toHaveLength(4);
    expect(new Set(short.renders.map(({ result }) => result.status))).toEqual(new Set(["live"]));
    rerender(page(100));
    expect(tape.last).toMatchObject({ status: "live", data: { length: 100 } });
    await settle();
    expect(reads).toHaveLength(4);
  });

  test("are stale with the reason while they cannot be read, and recover by themselves", async () => {
    const { exchange, market, Provider, newest, tape } = withPast();
    const page = (limit: number) => (
      <Provider>
        <tape.Probe params={{ market, limit }} />
      </Provider>
    );
    const { rerender } = render(page(20));
    await settle();
    exchange.faults.rest({ path: "/v1/trades", status: 503, times: 2 });
    rerender(page(120));
    await settle();
    expect(tape.last).toMatchObject({ status: "stale", error: { name: "O2RestError" } });
    expect(toIds(tape.last.data)).toEqual(newest(50));
    await pass(20_000);
    expect(tape.last).toMatchObject({ status: "live", error: undefined });
    expect(toIds(tape.last.data)).toEqual(newest(120));
  });

  test("are all trades of a market that has fewer", async () => {
    const { exchange, show } = openPage({ ticks: 0 });
    const { market_id: market, step, tick } = firstMarket(exchange);
    const ada = newcomer(exchange);
    for (let count = 0; count < 70; count += 1) {
      const price = tick * 1_234n;
      const quantity = step * 1_000_000n;
      exchange.place(ada, { marketId: market, side: "sell", price, quantity });
      exchange.place(ada, { marketId: market, side: "buy", price, quantity });
    }
    const tape = recordTrades();
    await show(<tape.Probe params={{ market, limit: 200 }} />);
    expect(tape.last).toMatchObject({ status: "live", data: { length: 70 } });
  });

  test("are there after an outage with more trades than are shown", async () => {
    const { exchange, market, Provider, newest, tape } = withPast();
    render(
      <Provider>
        <tape.Probe params={{ market, limit: 200 }} />
      </Provider>,
    );
    await settle();
    exchange.faults.refuse();
    exchange.faults.drop();
    exchange.tick(8_000);
    exchange.faults.accept();
    await pass(60_000);
    expect(tape.last).toMatchObject({ status: "live" });
    expect(toIds(tape.last.data)).toEqual(newest(200));
  });

  test("than are kept are rejected, with an error that says how to keep more", async () => {
    const { market, Provider, reads, tape } = withPast();
    const page = (maxTrades: number) => (
      <Provider key={maxTrades} maxTrades={maxTrades}>
        <tape.Probe params={{ market, limit: 600 }} />
      </Provider>
    );
    const { rerender } = render(page(500));
    await settle();
    expect(tape.last).toMatchObject({
      status: "error",
      error: { code: "outOfRange", message: expect.stringMatching(/^limit: 600 .*500 trades.*maxTrades/) },
    });
    expect(reads).toEqual([]);
    rerender(page(600));
    await settle();
    expect(tape.last.status).toBe("live");
  });

  test("are not read if all kept trades are requested", async () => {
    const { market, reads, Provider, newest, tape } = withPast();
    render(
      <Provider>
        <tape.Probe params={{ market, limit: Number.POSITIVE_INFINITY }} />
      </Provider>,
    );
    await settle();
    expect(toIds(tape.last.data)).toEqual(newest(50));
    expect(reads).toHaveLength(1);
  });
});
