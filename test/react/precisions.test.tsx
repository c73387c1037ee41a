// @vitest-environment happy-dom
// Several precisions of one market: only the finest is subscribed, the coarser ones are grouped here exactly, and the
// best prices are those of the finest.
import { render } from "@testing-library/react";
import { O2Provider, type UseDepthParams, useDepth } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import { expect, onTestFinished, test } from "vitest";
import {
  FRAME,
  firstMarket,
  isElsewhere,
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

test("one coarse reader alone shows the whole book's best prices: the finest book is held, and grouped here", async () => {
  const { exchange, trade, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  await show(<book.Probe params={{ market, precision: 7 }} />);
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
  await trade();
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, 7) });
  const { bids, asks, bestBid, bestAsk, spread, mid } = book.last.data!;
  // Rows are grouped away from the middle, so the best prices lie between them.
  expect(bids[0]!.price < bestBid! && bestBid! < mid! && mid! < bestAsk! && bestAsk! < asks[0]!.price).toBe(true);
  expect(spread).toBe(bestAsk! - bestBid!);
});

test("a change within the best row moves the best prices, and leaves the rows the same objects", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  await show(<book.Probe params={{ market, precision: 8 }} />);
  const zoe = newcomer(exchange);
  const before = book.last.data!;
  const { tick, scale } = firstMarket(exchange);
  exchange.place(zoe, { marketId: market, side: "buy", price: before.bestBid! + tick, quantity: 1_000n * scale });
  await settle();
  const after = book.last.data!;
  expect(after).toEqual(trueDepth(exchange, market, 8));
  expect(after.bestBid).toBe(before.bestBid! + tick);
  expect(after.bids[0]!.price).toBe(before.bids[0]!.price);
  expect(after.asks).toBe(before.asks);
});

test("a server's first paint has a grouped book's exact best prices as well", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const { config, fetch } = exchange;
  const reading = prefetch({ config, fetch, depth: [{ market, precision: 7 }, { market }] });
  await pass(100);
  const initialData = await reading;
  const book = recordDepth();
  render(
    <Provider initialData={initialData}>
      <book.Probe params={{ market, precision: 7 }} />
    </Provider>,
  );
  expect(book.renders[0]?.result).toMatchObject({ status: "stale", data: trueDepth(exchange, market, 7) });
});

test("a feed without components holds a market at the requested precision; when a finer topic comes and goes, no book is wrong or empty", async () => {
  const { exchange, options, sent } = openPage();
  const [market] = marketsOf(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain([{ channel: "depth", market, precision: 7 }]);
  await settle();
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10000000" }]);
  const rowsOf = (precision: number) => {
    const { bids = [], asks = [] } = feed.store.getState().depth[`${market}:${precision}`]?.data ?? {};
    return { bids, asks };
  };
  const trueRows = (precision: number) => {
    const { bids, asks } = trueDepth(exchange, market, precision, Number.POSITIVE_INFINITY);
    return { bids, asks };
  };
  // The market stands still, so every commit must have the one true book.
  feed.store.subscribe(() => expect(rowsOf(7)).toEqual(trueRows(7)));
  const release = feed.retain([{ channel: "depth", market, precision: 3 }]);
  await settle();
  expect(sent()).toEqual([
    { action: "unsubscribe_depth", market_id: market },
    { action: "subscribe_depth", market_id: market, precision: "1000" },
  ]);
  expect(rowsOf(3)).toEqual(trueRows(3));
  release();
  await pass(LINGER + 100);
  expect(sent()).toEqual([
    { action: "unsubscribe_depth", market_id: market },
    { action: "subscribe_depth", market_id: market, precision: "10000000" },
  ]);
  expect(feed.store.getState().depth[`${market}:7`]?.isLive).toBe(true);
});

test("rows say their own precision: those of the one before stay, as stale, until those that are asked for come", async () => {
  const { exchange, Provider } = openPage({ latency: 30 });
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const tree = (precision: number, levels = 5) => (
    <Provider>
      <book.Probe params={{ market, precision, levels }} />
    </Provider>
  );
  const { rerender } = render(tree(7));
  await pass(300);
  const seen = new Set([7]);
  for (const precision of [1, 7, 8, 1, 6]) {
    const from = book.renders.length;
    const before = book.last.data!;
    rerender(tree(precision));
    const [first] = book.renders.slice(from);
    // In this page every precision is there in the first render. With the engine elsewhere, a lingering precision is
    // too, except the finest: only one level of it is followed beside a coarser one.
    if (!isElsewhere || (precision !== 1 && seen.has(precision)))
      expect(first?.result).toMatchObject({ status: "live", data: { precision } });
    else {
      const { bids, asks } = before;
      expect(first?.result).toMatchObject({ status: "stale", data: { bids, asks, precision: before.precision } });
    }
    seen.add(precision);
    await pass(300);
    expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, precision, 5) });
  }
  const from = book.renders.length;
  rerender(tree(6, 20));
  await pass(300);
  // Fewer rows than requested are the same rows, and not those of another precision.
  expect(book.renders.slice(from).every(({ result }) => result.data?.precision === 6)).toBe(true);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, 6) });
  for (const { params, result } of book.renders) {
    const { precision = 1, bids = [], asks = [] } = result.data ?? {};
    for (const { price } of [...bids, ...asks]) expect(price % 10n ** BigInt(precision)).toBe(0n);
    if (result.status === "live") expect(precision).toBe(params.precision);
  }
});

// An engine in another thread answers a frame later. Until then the present rows are shown as stale.
test.skipIf(isElsewhere)(
  "switching precision shows only books of the requested precision, even while everything is moving and late",
  async () => {
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
  },
);

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

test.skipIf(isElsewhere).each([
  [1, 4],
  [7, 4],
  [4, 1],
  [1, 1, 50],
])(
  "from precision %i to %i no render is without the book: it is regrouped at once, and true",
  async (from, to, levels = 20) => {
    const { exchange, Provider, trade, errors } = openPage();
    const [market] = marketsOf(exchange);
    const book = recordDepth();
    const tree = (params: UseDepthParams) => (
      <Provider>
        <book.Probe params={params} />
      </Provider>
    );
    const { rerender } = render(tree({ market, precision: from }));
    await settle();
    await trade();
    const renders = book.renders.length;
    rerender(tree({ market, precision: to, levels }));
    // In the first render, before any frame.
    expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market, to, levels) });
    await trade();
    const statuses = book.renders.slice(renders).map(({ result }) => result.status);
    expect(steps(statuses)).toEqual(["live"]);
    expect(book.last.data).toEqual(trueDepth(exchange, market, to, levels));
    expect(errors).toEqual([]);
  },
);

test("a grouped book that is shown between two commits has the best prices of the moment of its rows", async () => {
  const { exchange, options } = openPage();
  const [market] = marketsOf(exchange);
  const books = { fine: recordDepth(), coarse: recordDepth() };
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  const tree = (isMore: boolean) => (
    <O2Provider feed={feed}>
      <books.fine.Probe params={{ market }} />
      {isMore && <books.coarse.Probe params={{ market, precision: 6 }} />}
    </O2Provider>
  );
  const { rerender } = render(tree(false));
  await settle();
  const before = books.fine.last.data!;
  const zoe = newcomer(exchange);
  const { tick, scale } = firstMarket(exchange);
  // The orders move both best prices. catchUp() reads that before any frame, as code that acts on a book does.
  for (const [side, from, step] of [
    ["sell", before.bestBid!, -20n],
    ["buy", before.bestAsk!, 20n],
  ] as const)
    exchange.place(zoe, { marketId: market, side, price: from + step * tick, quantity: 1_000_000n * scale });
  await pass(0);
  feed.session.catchUp();
  rerender(tree(true));
  const [first] = books.coarse.renders;
  expect(first?.result).toMatchObject({ status: "live", data: trueDepth(exchange, market, 6) });
  expect(books.fine.last.data).toBe(before);
});

test.skipIf(isElsewhere)(
  "a second ladder at another precision is there in its first render; one of a book that is not live is not",
  async () => {
    const { exchange, Provider } = openPage();
    const [market] = marketsOf(exchange);
    const books = { first: recordDepth(), second: recordDepth(), lost: recordDepth() };
    const tree = (more: "second" | "lost" | undefined) => (
      <Provider>
        <books.first.Probe params={{ market }} />
        {more === "second" && <books.second.Probe params={{ market, precision: 6, levels: 5 }} />}
        {more === "lost" && <books.lost.Probe params={{ market, precision: 8 }} />}
      </Provider>
    );
    const { rerender } = render(tree(undefined));
    await settle();
    rerender(tree("second"));
    expect(books.second.renders[0]?.result).toMatchObject({ status: "live", data: trueDepth(exchange, market, 6, 5) });
    rerender(tree(undefined));
    exchange.faults.refuse();
    exchange.faults.drop();
    await settle();
    rerender(tree("lost"));
    expect(books.lost.renders[0]?.result.status).not.toBe("live");
  },
);
