// @vitest-environment happy-dom
// Several precisions of one market: the finest is held, the coarser are regrouped here exactly.
import { render } from "@testing-library/react";
import { type UseDepthParams, useDepth } from "o2-react";
import { expect, test } from "vitest";
import { FRAME, LINGER, marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

const recordDepth = () => record((params: UseDepthParams) => useDepth(params));
const LEVELS = [1, 2, 6, 7, 8, 9, 18];

test("every precision shows the book as the exchange itself groups it", async () => {
  const { exchange, trade, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const books = LEVELS.map((precision) => ({ precision, book: recordDepth() }));
  await show(books.map(({ precision, book: { Probe } }) => <Probe key={precision} params={{ market, precision }} />));
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
  for (let round = 0; round < 4; round += 1) {
    await trade();
    for (const { precision, book } of books) {
      expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, precision) });
    }
  }
});

test("one coarse reader alone is held as coarse as it is, and shows the exchange's book", async () => {
  const { exchange, trade, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  await show(<book.Probe params={{ market, precision: 7 }} />);
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10000000" }]);
  await trade();
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, 7) });
});

test("when a finer reader comes and goes, nobody sees a wrong book or an empty one", async () => {
  const { exchange, Provider, sent, trade } = openPage();
  const [market] = marketsOf(exchange);
  const coarse = recordDepth();
  const fine = recordDepth();
  const tree = (withFine: boolean) => (
    <Provider>
      <coarse.Probe params={{ market, precision: 7 }} />
      {withFine && <fine.Probe params={{ market, precision: 3 }} />}
    </Provider>
  );
  const { rerender } = render(tree(false));
  await settle();
  sent();
  const shown = coarse.renders.length;
  rerender(tree(true));
  await settle();
  expect(sent()).toEqual([
    { action: "unsubscribe_depth", market_id: market },
    { action: "subscribe_depth", market_id: market, precision: "1000" },
  ]);
  expect(fine.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, 3) });
  rerender(tree(false));
  await pass(LINGER + 100);
  expect(sent()).toEqual([
    { action: "unsubscribe_depth", market_id: market },
    { action: "subscribe_depth", market_id: market, precision: "10000000" },
  ]);
  // The market stood still, so every frame must show the one true book.
  for (const { result } of coarse.renders.slice(shown)) {
    expect(result.data).toEqual(trueDepth(exchange, market, 7));
  }
  await trade();
  expect(coarse.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, 7) });
});

test("switching precision shows only books of the precision asked for, even while all is moving and late", async () => {
  const { exchange, Provider, errors } = openPage({ latency: 30 });
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const tree = (precision: number) => (
    <Provider>
      <book.Probe params={{ market, precision }} />
    </Provider>
  );
  const { rerender } = render(tree(7));
  await pass(300);
  exchange.start({ rate: 500 });
  for (const precision of [6, 8, 1, 7, 1, 8, 7]) {
    rerender(tree(precision));
    await pass(20 * FRAME);
    expect(book.last.status).toBe("live");
  }
  for (const precision of [1, 7]) {
    rerender(tree(precision));
    await pass(LINGER + 500);
  }
  exchange.stop();
  await pass(500);
  expect(book.last.data).toEqual(trueDepth(exchange, market, 7));
  for (const { params, result } of book.renders) {
    const group = 10n ** BigInt(params.precision ?? 1);
    for (const { price } of [...(result.data?.bids ?? []), ...(result.data?.asks ?? [])])
      expect(price % group).toBe(0n);
    if (result.data) expect(result.data.bids.length * result.data.asks.length).toBeGreaterThan(0);
  }
  expect(errors).toEqual([]);
});

test("from fine to coarse the book is there at once: it is regrouped from the one that lingers", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const tree = (precision: number) => (
    <Provider>
      <book.Probe params={{ market, precision }} />
    </Provider>
  );
  const { rerender } = render(tree(1));
  await settle();
  sent();
  rerender(tree(7));
  await pass(2 * FRAME);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, 7) });
  expect(sent()).toEqual([]);
});
