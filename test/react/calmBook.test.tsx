// @vitest-environment happy-dom
// `useDepth` and `useDepthEvents` with a frequency: a book that changes at most that often, in each status.
import { render } from "@testing-library/react";
import { type DepthEvent, type Frequency, type UseDepthParams, useDepth, useDepthEvents } from "o2-react";
import { prefetch } from "o2-react/server";
import type { SimulatedExchange } from "o2-react/testing";
import { expect, test } from "vitest";
import {
  FRAME,
  isElsewhere,
  LINGER,
  marketsOf,
  openPage,
  pass,
  record,
  settle,
  steps,
  trueDepth,
} from "../support/react.tsx";

const recordDepth = () => record((params: UseDepthParams) => useDepth(params));

/** A page of one book, which can be given other parameters. */
function openBook() {
  const { exchange, Provider, sent, errors } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const page = (params: UseDepthParams) => (
    <Provider>
      <book.Probe params={params} />
    </Provider>
  );
  return { exchange, market, book, page, sent, errors };
}

/** The book in the form of a calm one: its best prices are those of its rows. */
function calmDepth(exchange: Pick<SimulatedExchange, "depth">, market: string, precision = 1, levels = 20) {
  const rows = trueDepth(exchange, market, precision, Number.POSITIVE_INFINITY);
  const [bid, ask] = [rows.bids[0]?.price, rows.asks[0]?.price];
  if (bid === undefined || ask === undefined) throw new Error("an empty book");
  const { bids, asks } = trueDepth(exchange, market, precision, levels);
  return { bids, asks, bestBid: bid, bestAsk: ask, spread: ask - bid, mid: (ask + bid) / 2n, precision };
}

/** Runs traffic for so many milliseconds, and lets the last of it be shown. */
async function trade(exchange: SimulatedExchange, milliseconds: number, rest: number): Promise<void> {
  for (let at = 0; at < milliseconds; at += FRAME) {
    exchange.tick(3);
    await pass();
  }
  await pass(rest);
  await settle();
}

test("is idle, then pending, then live with the exchange's book, its only subscription", async () => {
  const { exchange, market, book, page, sent } = openBook();
  const { rerender } = render(page({ market: null, frequency: "500ms" }));
  await settle();
  expect(book.last.status).toBe("idle");
  expect(sent()).toEqual([]);
  rerender(page({ market, precision: 3, levels: 5, frequency: "500ms" }));
  expect(book.last.status).toBe("pending");
  await settle();
  expect(book.last).toMatchObject({ status: "live", error: undefined });
  expect(book.last.data).toEqual(calmDepth(exchange, market, 3, 5));
  const asked = { action: "subscribe_depth_view", market_id: market, precision: "1000", frequency: "500ms" };
  expect(sent()).toEqual([asked]);
  await trade(exchange, 2_000, 500);
  expect(book.last.data).toEqual(calmDepth(exchange, market, 3, 5));
  expect(sent()).toEqual([]);
});

test.each(["changes", "always", "refused", "silent"] as const)(
  "renders at its frequency at most, and shows the exchange's book in the end: views %s",
  async (depthViews) => {
    const { exchange, show } = openPage({ wire: { depthViews } });
    const [market] = marketsOf(exchange);
    const [calm, ordinary] = [recordDepth(), recordDepth()];
    await show(
      <>
        <calm.Probe params={{ market, frequency: "1s" }} />
        <ordinary.Probe params={{ market }} />
      </>,
    );
    await pass(4_000);
    const before = [calm.renders.length, ordinary.renders.length] as const;
    await trade(exchange, 5_000, 0);
    const renders = calm.renders.length - before[0];
    expect(renders).toBeGreaterThanOrEqual(4);
    expect(renders).toBeLessThanOrEqual(7);
    expect(ordinary.renders.length - before[1]).toBeGreaterThan(50);
    await pass(1_000);
    await settle();
    expect(calm.last).toMatchObject({ status: "live", error: undefined });
    expect(calm.last.data).toEqual(calmDepth(exchange, market));
    expect(ordinary.last.data).toEqual(trueDepth(exchange, market));
  },
);

test("is stale with its last data while the link is lost, and live with the next view", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  await show(<book.Probe params={{ market, frequency: "100ms" }} />);
  const { data } = book.last;
  exchange.faults.refuse();
  exchange.faults.drop();
  await settle();
  expect(book.last).toMatchObject({ status: "stale", data });
  exchange.tick(50);
  exchange.faults.accept();
  await pass(5_000);
  expect(book.last.status).toBe("live");
  expect(book.last.data).toEqual(calmDepth(exchange, market));
});

test("a market that the exchange lacks is its own error, and proves nothing about depth views", async () => {
  const { show, errors } = openPage();
  const book = recordDepth();
  await show(<book.Probe params={{ market: `0x${"7".repeat(64)}`, frequency: "1s" }} />);
  await pass(60_000);
  expect(book.last.status).not.toBe("live");
  expect(book.last.data).toBeUndefined();
  expect(book.last.error?.name).toBe("O2ServerError");
  expect(errors.filter(({ message }) => /sends no depth views/.test(message)).length).toBeLessThanOrEqual(1);
});

test("other parameters show at once: more levels, another precision, another frequency and none", async () => {
  const { exchange, market, book, page } = openBook();
  const { rerender } = render(page({ market, levels: 3, frequency: "3s" }));
  await settle();
  for (const params of [
    { market, levels: 10, frequency: "3s" },
    { market, levels: 10, precision: 4, frequency: "3s" },
    { market, levels: 10, precision: 2, frequency: "500ms" },
    { market, levels: 10, precision: 1, frequency: "100ms" },
  ] as const) {
    rerender(page(params));
    await settle();
    await settle();
    const { precision = 1 } = params as { precision?: number };
    expect([book.last.status, params]).toEqual(["live", params]);
    expect(book.last.data).toEqual(calmDepth(exchange, market, precision, 10));
  }
  rerender(page({ market, levels: 10, precision: 4 }));
  await settle();
  expect(book.last.status).toBe("live");
  expect(book.last.data).toEqual(trueDepth(exchange, market, 4, 10));
  await pass(2 * LINGER);
});

test.each(["refused", "silent"] as const)(
  "without depth views a calm book of a market where nothing happens is that of the changes, which is there already: views %s",
  async (depthViews) => {
    const { exchange, show } = openPage({ wire: { depthViews } });
    const [market] = marketsOf(exchange);
    const [calm, ordinary] = [recordDepth(), recordDepth()];
    await show(
      <>
        <ordinary.Probe params={{ market }} />
        <calm.Probe params={{ market, precision: 2, frequency: "1s" }} />
      </>,
    );
    await pass(4_000);
    expect(calm.last).toMatchObject({ status: "live", data: calmDepth(exchange, market, 2) });
  },
);

test("a book of a slower frequency stands in for a faster one as stale: it may be older than was asked for", async () => {
  const { exchange, market, book, page, errors } = openBook();
  const { rerender } = render(page({ market, frequency: "3s" }));
  await settle();
  const shown = book.last.data;
  exchange.tick(50);
  await pass(2 * FRAME);
  expect(book.last).toMatchObject({ status: "live", data: shown });
  const renders = book.renders.length;
  rerender(page({ market, precision: 2, frequency: "100ms" }));
  await settle();
  await pass(500);
  const results = book.renders.slice(renders).map(({ result }) => result);
  expect(steps(results.map(({ status }) => status))).toEqual(["stale", "live"]);
  for (const { status, data } of results) if (status === "live") expect(data).toEqual(calmDepth(exchange, market, 2));
  expect(errors).toEqual([]);
});

// An engine elsewhere has no book at hand in the first render.
test.skipIf(isElsewhere)("of several books the one that is fast enough stands in, as live", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const book = recordDepth();
  const others = (["3s", "100ms", "1s"] as const).map((frequency) => ({ frequency, other: recordDepth() }));
  const page = (more: boolean) => (
    <Provider>
      {others.map(({ frequency, other }) => (
        <other.Probe key={frequency} params={{ market, frequency }} />
      ))}
      {more && <book.Probe params={{ market, precision: 2, frequency: "500ms" }} />}
    </Provider>
  );
  const { rerender } = render(page(false));
  await settle();
  await pass(4_000);
  rerender(page(true));
  // In the first render, before any frame.
  expect(book.last).toMatchObject({ status: "live", data: calmDepth(exchange, market, 2) });
});

test("a drawing is called at its frequency, with the places to draw again", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const events: DepthEvent[] = [];
  const params = { market, levels: 5, frequency: "1s" as Frequency };
  function Drawing() {
    useDepthEvents(params, (event) => events.push(event));
    return null;
  }
  await show(<Drawing />);
  await pass(1_500);
  const before = events.length;
  await trade(exchange, 5_000, 0);
  expect(events.length - before).toBeGreaterThanOrEqual(4);
  expect(events.length - before).toBeLessThanOrEqual(7);
  await pass(1_000);
  await settle();
  expect(events.at(-1)?.data).toEqual(calmDepth(exchange, market, 1, 5));
});

test("a server's read is there in the first render, stale until a view comes", async () => {
  const { exchange, Provider, options } = openPage();
  const [market] = marketsOf(exchange);
  const reading = prefetch({ ...options, depth: [{ market, precision: 3, frequency: "500ms" }] } as never);
  await pass(100);
  const initialData = JSON.parse(JSON.stringify(await reading));
  const book = recordDepth();
  render(
    <Provider initialData={initialData}>
      <book.Probe params={{ market, precision: 3, levels: 5, frequency: "500ms" }} />
    </Provider>,
  );
  expect(book.renders[0]?.result).toMatchObject({ status: "stale", data: calmDepth(exchange, market, 3, 5) });
  await settle();
  expect(steps(book.renders.map(({ result }) => result.status))).toEqual(["stale", "live"]);
});

test("a prefetch with an invalid frequency is rejected before anything is read", async () => {
  const { exchange, options } = openPage();
  const [market] = marketsOf(exchange);
  const reading = prefetch({ ...options, depth: [{ market, frequency: "2s" as Frequency }] } as never);
  const refused = expect(reading).rejects.toThrow(/^frequency: "2s" /);
  await pass(1_000);
  await refused;
});
