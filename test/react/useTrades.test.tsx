// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type UseTradesParams, useTrades } from "o2-react";
import { expect, test } from "vitest";
import { firstMarket, marketsOf, newcomer, openPage, record, settle } from "../support/react.tsx";

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

test("another `limit` is answered at once, from what is held", async () => {
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

test("a trade that is said twice is shown once", async () => {
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
