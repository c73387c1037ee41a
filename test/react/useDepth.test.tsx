// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type DepthRow, type UseDepthParams, useDepth } from "o2-react";
import { memo } from "react";
import { expect, test } from "vitest";
import { firstMarket, marketsOf, newcomer, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

const recordDepth = () => record((params: UseDepthParams) => useDepth(params));

test("shows the exchange's book, however much it moves", async () => {
  const { exchange, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  await show(<book.Probe params={{ market }} />);
  expect(book.last).toMatchObject({ status: "live", error: undefined, isStale: false });
  expect(book.last.data).toEqual(trueDepth(exchange, market));
  for (let round = 0; round < 5; round += 1) {
    await trade();
    expect(book.last.data).toEqual(trueDepth(exchange, market));
  }
});

test("shows as many levels a side as asked for, and the whole book's best prices whatever their number", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const three = recordDepth();
  const none = recordDepth();
  const all = recordDepth();
  await show(
    <>
      <three.Probe params={{ market, levels: 3 }} />
      <none.Probe params={{ market, levels: 0 }} />
      <all.Probe params={{ market, levels: Number.POSITIVE_INFINITY }} />
    </>,
  );
  expect(three.last.data).toEqual(trueDepth(exchange, market, 1, 3));
  expect(none.last.data).toEqual({ ...trueDepth(exchange, market), bids: [], asks: [] });
  expect(all.last.data?.bids.length).toBeGreaterThan(20);
  expect(all.last.data).toEqual(trueDepth(exchange, market, 1, Number.POSITIVE_INFINITY));
});

test("a reader of few levels renders nothing when a reader of many leaves and a deeper level moves", async () => {
  const { exchange, Provider } = openPage();
  const { market_id: market, step, tick } = firstMarket(exchange);
  const account = newcomer(exchange);
  const few = recordDepth();
  const many = recordDepth();
  const page = (isDeep: boolean) => (
    <Provider>
      <few.Probe params={{ market, levels: 3 }} />
      {isDeep && <many.Probe params={{ market, levels: 15 }} />}
    </Provider>
  );
  const { rerender } = render(page(true));
  await settle();
  rerender(page(false));
  await settle();
  const renders = few.renders.length;
  const { data } = few.last;
  const price = exchange.depth(market).bids[8]!.price - tick;
  exchange.place(account, { marketId: market, side: "buy", price, quantity: step * 1_000_000n });
  await settle();
  expect(few.last.data).toBe(data);
  expect(few.renders.length).toBe(renders);
});

test("keeps amounts above 2^53 exact", async () => {
  const { exchange, show } = openPage({ ticks: 0 });
  const { market_id: market, step, tick } = firstMarket(exchange);
  const whale = newcomer(exchange, "whale");
  const quantity = (2n ** 60n / step) * step + step;
  const price = (2n ** 57n / tick) * tick + tick;
  exchange.place(whale, { marketId: market, side: "sell", price, quantity });
  const book = recordDepth();
  await show(<book.Probe params={{ market }} />);
  expect(BigInt(Number(quantity))).not.toBe(quantity);
  expect(book.last.data?.asks).toEqual([{ price, quantity, total: quantity }]);
  exchange.place(whale, { marketId: market, side: "sell", price, quantity: step });
  await settle();
  expect(book.last.data?.asks).toEqual([{ price, quantity: quantity + step, total: quantity + step }]);
});

test("takes a market's id in any case, with or without 0x, and any object that carries one, as one key", async () => {
  const { exchange, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const spellings = [market, market.slice(2), market.slice(2).toUpperCase(), { market_id: market.toUpperCase() }];
  const books = spellings.map((spelling) => ({ spelling, book: recordDepth() }));
  await show(
    books.map(({ spelling, book: { Probe } }) => (
      <Probe key={JSON.stringify(spelling)} params={{ market: spelling }} />
    )),
  );
  for (const { book } of books) expect(book.last.data).toEqual(trueDepth(exchange, market));
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
});

test("understands a server that spells ids in any case, without 0x", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const shout = (text: string) => text.replaceAll(market, market.slice(2).toUpperCase());
  exchange.faults.corrupt((_, text) => text.includes(market), shout, Number.POSITIVE_INFINITY);
  const book = recordDepth();
  render(
    <Provider>
      <book.Probe params={{ market }} />
    </Provider>,
  );
  await trade();
  expect(book.last.data).toEqual(trueDepth(exchange, market));
});

test("an empty book is live, with neither prices nor rows", async () => {
  const { exchange, show } = openPage({ ticks: 0 });
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  await show(<book.Probe params={{ market }} />);
  expect(book.last.status).toBe("live");
  expect(book.last.data).toEqual(trueDepth(exchange, market));
  expect(book.last.data?.mid).toBeUndefined();
});

test("a row that did not change stays the same object, so a memoised row is not rendered again", async () => {
  const { exchange, show } = openPage();
  const { market_id: market, tick, step } = firstMarket(exchange);
  const rich = newcomer(exchange, "rich");
  const rendered: bigint[] = [];
  const Row = memo(function Row({ row }: { row: DepthRow }) {
    rendered.push(row.price);
    return null;
  });
  function Bids() {
    const { data } = useDepth({ market, levels: 15 });
    return data?.bids.map((row) => <Row key={String(row.price)} row={row} />);
  }
  await show(<Bids />);
  const shown = exchange.depth(market).bids.slice(0, 15);
  expect(rendered).toEqual(shown.map(({ price }) => price));
  rendered.length = 0;
  // A change of the tenth level: the rows before it stay, and those from it on have a new total.
  exchange.place(rich, { marketId: market, side: "buy", price: shown[9]!.price, quantity: step * 1_000_000n });
  await pass(48);
  expect(rendered).toEqual(shown.slice(9).map(({ price }) => price));
  rendered.length = 0;
  // A change of the other side: no bid has changed.
  const { price } = exchange.depth(market).asks[0]!;
  exchange.place(rich, { marketId: market, side: "sell", price: price + tick, quantity: step * 1_000_000n });
  await pass(48);
  expect(rendered).toEqual([]);
});

test("a snapshot equal to the shown book changes no row", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  await show(<book.Probe params={{ market }} />);
  const before = book.last.data;
  exchange.faults.drop();
  await pass(2_000);
  expect(book.last.status).toBe("live");
  expect(book.last.data).toBe(before);
});

test("a hook that asks for more levels than are shown gets fewer as stale until they come", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const few = recordDepth();
  const many = recordDepth();
  const page = (isDeep: boolean) => (
    <Provider>
      <few.Probe params={{ market, levels: 1 }} />
      {isDeep && <many.Probe params={{ market, levels: 15 }} />}
    </Provider>
  );
  const { rerender } = render(page(false));
  await settle();
  rerender(page(true));
  await settle();
  for (const { result } of many.renders) if (result.status === "live") expect(result.data.bids).toHaveLength(15);
});
