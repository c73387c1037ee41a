// @vitest-environment happy-dom
// Shown data is true or marked stale, whatever the link does.
import { render } from "@testing-library/react";
import {
  O2BookError,
  O2FrameError,
  O2ServerError,
  useBalances,
  useBestPrices,
  useDepth,
  useNonce,
  useO2Feed,
  useOrders,
  useTrades,
} from "o2-react";
import { expect, test } from "vitest";
import { isElsewhere, marketsOf, openPage, pass, record, settle, steps, trueDepth } from "../support/react.tsx";

const statusesOf = (renders: readonly { readonly result: { readonly status: string } }[]) =>
  steps(renders.map(({ result }) => result.status));

test("goes from pending to live, through a drop from stale with its data to live again", async () => {
  const { exchange, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const probes = [
    record(() => useDepth({ market })),
    record(() => useBestPrices({ market })),
    record(() => useTrades({ market })),
    record(() => useOrders({ identities: ada.id })),
    record(() => useBalances({ identities: ada.id })),
    record(() => useNonce({ identity: ada.id })),
  ];
  await show(
    probes.map(({ Probe }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is constant
      <Probe key={index} params={null} />
    )),
  );
  await trade(60, 20);
  const before = probes.map(({ last }) => last.data);
  exchange.faults.drop();
  await settle();
  for (const [index, { last }] of probes.entries()) {
    expect(last).toMatchObject({ status: "stale", isStale: true, error: undefined });
    expect(last.data).toBe(before[index]);
    expect(last.updatedAt).toBeGreaterThan(0);
  }
  exchange.tick(50);
  await pass(1_500);
  for (const { renders, last } of probes) {
    expect(last).toMatchObject({ status: "live", isStale: false });
    expect(statusesOf(renders)).toEqual(["pending", "live", "stale", "live"]);
  }
  expect(probes[0]?.last.data).toEqual(trueDepth(exchange, market));
});

test("after a drop exactly one subscribe is sent per slot", async () => {
  const { exchange, sent, trade, show } = openPage();
  const [market, other] = marketsOf(exchange);
  const [ada, grace] = exchange.accounts;
  const page = record(() => {
    useDepth({ market });
    useDepth({ market, precision: 7 });
    useDepth({ market: other });
    useTrades({ market });
    useOrders({ identities: ada.id });
    useOrders({ identities: grace.id });
    useNonce({ identity: ada.id });
    return useDepth({ market });
  });
  await show(
    <>
      <page.Probe params={null} />
      <page.Probe params={null} />
    </>,
  );
  const first = sent();
  expect(first).toHaveLength(5);
  for (let drop = 0; drop < 3; drop += 1) {
    await trade();
    exchange.faults.drop();
    await pass(10_000);
    const again = sent();
    expect(again).toHaveLength(5);
    expect(again).toEqual(expect.arrayContaining(first));
    expect(exchange.connections).toBe(1);
  }
});

test("no change of the old connection is applied to the new book", async () => {
  // Frames take long, so that changes of the old connection still arrive when the new one begins.
  const { exchange, Provider, errors } = openPage({ latency: 40 });
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market }));
  const feed = record(() => useO2Feed());
  render(
    <Provider minUptime={1}>
      <book.Probe params={null} />
      <feed.Probe params={null} />
    </Provider>,
  );
  await pass(500);
  exchange.start({ rate: 500 });
  for (let round = 0; round < 6; round += 1) {
    await pass(300);
    if (round % 2 === 0) exchange.faults.drop();
    else feed.last.reconnect();
    await pass(2_000);
    expect(book.last.status).toBe("live");
  }
  exchange.stop();
  await pass(500);
  expect(book.last.data).toEqual(trueDepth(exchange, market));
  if (!isElsewhere) expect(feed.last.feed!.session.counters.resyncs).toBe(0);
  expect(errors).toEqual([]);
});

test("without REST, data is pending until the connection is up, however long that takes", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market }));
  exchange.faults.refuse();
  render(
    <Provider config={{ wsUrl: exchange.config.wsUrl }}>
      <book.Probe params={null} />
    </Provider>,
  );
  await pass(30_000);
  expect(book.last.status).toBe("pending");
  exchange.faults.accept();
  await pass(60_000);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
});

test("a book that is wrong is shown as stale with the reason, and live once its new snapshot has come", async () => {
  const { exchange, trade, show } = openPage();
  const [market, other] = marketsOf(exchange);
  const book = record(() => useDepth({ market }));
  const beside = record(() => useDepth({ market: other }));
  await show(
    <>
      <book.Probe params={null} />
      <beside.Probe params={null} />
    </>,
  );
  const before = book.last.data;
  exchange.faults.withhold("subscribe_depth", 1);
  const { price } = exchange.depth(market).bids[0]!;
  exchange.faults.garbage(
    JSON.stringify({
      action: "subscribe_depth_update",
      market_id: market,
      changes: { buys: [{ price: String(price), quantity: `-${10n ** 30n}` }], sells: [] },
    }),
  );
  await settle();
  expect(book.last).toMatchObject({ status: "stale" });
  expect(book.last.data).toBe(before);
  expect(book.last.error).toBeInstanceOf(O2BookError);
  expect(statusesOf(beside.renders)).toEqual(["pending", "live"]);
  await pass(15_000);
  await trade();
  expect(book.last).toMatchObject({ status: "live", error: undefined, data: trueDepth(exchange, market) });
});

test("a market that the server does not know is an error in its own result only", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const unknown = record(() => useDepth({ market: `0x${"9".repeat(64)}` }));
  const book = record(() => useDepth({ market }));
  await show(
    <>
      <unknown.Probe params={null} />
      <book.Probe params={null} />
    </>,
  );
  // The error does not name a book. Both are suspects until each was requested alone.
  await pass(3_000);
  expect(unknown.last).toMatchObject({ status: "error", data: undefined });
  expect(unknown.last.error).toBeInstanceOf(O2ServerError);
  expect(book.last.status).toBe("live");
});

test("a garbage frame changes nothing, renders nothing and is reported once", async () => {
  const { exchange, errors, trade, show } = openPage();
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market }));
  const tape = record(() => useTrades({ market }));
  const feed = record(() => useO2Feed());
  await show(
    <>
      <book.Probe params={null} />
      <tape.Probe params={null} />
      <feed.Probe params={null} />
    </>,
  );
  const before = [book.renders.length, tape.renders.length];
  const garbage = [
    "not JSON",
    "[]",
    "null",
    '{"action":"subscribe_tea","nonce":1}',
    `{"action":"subscribe_depth_update","market_id":"${market}","changes":{"buys":[{"price":"1","quantity":"1"},{"price":"x","quantity":"1"}],"sells":[]}}`,
    `{"action":"subscribe_trades","market_id":"${market}","trades":[{"trade_id":"1"}]}`,
  ];
  for (const text of garbage) exchange.faults.garbage(text);
  await settle();
  expect(errors).toHaveLength(garbage.length);
  for (const [index, error] of errors.entries()) {
    expect(error).toBeInstanceOf(O2FrameError);
    expect((error as O2FrameError).frame).toBe(garbage[index]?.slice(0, 200));
  }
  if (!isElsewhere) expect(feed.last.feed!.session.counters.malformedFrames).toBe(garbage.length);
  expect([book.renders.length, tape.renders.length]).toEqual(before);
  await trade();
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
});

test("frames of the margin venue never reach a spot reader", async () => {
  const { exchange, errors, show } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const book = record(() => useDepth({ market }));
  const nonce = record(() => useNonce({ identity: ada.id }));
  await show(
    <>
      <book.Probe params={null} />
      <nonce.Probe params={null} />
    </>,
  );
  const before = book.renders.length + nonce.renders.length;
  const frames = [
    { action: "subscribe_depth", market_id: market, orders: { buys: [], sells: [] } },
    {
      action: "subscribe_depth_update",
      market_id: market,
      changes: { buys: [{ price: "1", quantity: "1" }], sells: [] },
    },
    { action: "subscribe_nonce", contract_id: ada.id, nonce: "99" },
    { action: "error", market_id: market, resync_required: true },
  ];
  for (const frame of frames) exchange.faults.garbage(JSON.stringify({ ...frame, turbo: true }));
  await settle();
  expect(book.renders.length + nonce.renders.length).toBe(before);
  expect(errors).toEqual([]);
});
