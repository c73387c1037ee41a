// @vitest-environment happy-dom
// A drawing that uses only the told places and the status equals the book of useDepth in every frame.
import { act, render } from "@testing-library/react";
import {
  type Depth,
  type DepthEvent,
  type DepthRow,
  O2CallbackError,
  O2InputError,
  type UseDepthEventsParams,
  useDepth,
  useDepthEvents,
} from "o2-react";
import * as React from "react";
import { type ReactNode, StrictMode, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { describe, expect, test } from "vitest";
import {
  FRAME,
  firstMarket,
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

const { Activity } = React;
const testActivity = test.skipIf(Activity === undefined);

/** A ladder that knows only the places it was told. */
class Drawing {
  readonly events: DepthEvent[] = [];
  readonly #drawn: { readonly bids: (DepthRow | undefined)[]; readonly asks: (DepthRow | undefined)[] } = {
    bids: [],
    asks: [],
  };

  readonly draw = (event: DepthEvent): void => {
    this.events.push(event);
    for (const { side, index, row } of event.changes) this.#drawn[side][index] = row;
  };

  get last(): DepthEvent {
    const event = this.events.at(-1);
    if (!event) throw new Error("the callback was never called");
    return event;
  }

  get statuses(): string[] {
    return steps(this.events.map(({ status }) => status));
  }

  /** The text that a user sees. */
  get shown() {
    const { bids, asks } = this.#drawn;
    const isThere = (row: DepthRow | undefined): boolean => row !== undefined;
    return { bids: bids.filter(isThere), asks: asks.filter(isThere) };
  }
}

const sidesOf = ({ bids, asks }: Depth) => ({ bids, asks });

/** A component that draws, and the number of its renders. */
function drawn(drawing = new Drawing()) {
  const probe = record((params: UseDepthEventsParams) => useDepthEvents(params, drawing.draw));
  return { drawing, probe };
}

test("a drawing made from the changes alone is the exchange's book, and nothing renders", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const { drawing, probe } = drawn();
  render(
    <StrictMode>
      <Provider>
        <probe.Probe params={{ market, levels: 10 }} />
      </Provider>
    </StrictMode>,
  );
  await settle();
  const renders = probe.renders.length;
  const before = drawing.events.length;
  for (let turn = 0; turn < 20; turn += 1) {
    await trade(3);
    const truth = trueDepth(exchange, market, 1, 10);
    expect(drawing.shown).toEqual(sidesOf(truth));
    expect(drawing.last).toMatchObject({ status: "live", isStale: false, error: undefined, data: truth });
  }
  expect(drawing.events.length).toBeGreaterThan(before + 20);
  expect(probe.renders.length).toBe(renders);
});

test("it is told the data of useDepth, in the same frames, even for grouped prices", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const { drawing, probe } = drawn();
  const book = record(() => useDepth({ market, precision: 7, levels: 5 }));
  await show(
    <>
      <probe.Probe params={{ market, precision: 7, levels: 5 }} />
      <book.Probe params={null} />
    </>,
  );
  exchange.start({ rate: 1_000 });
  for (let frame = 0; frame < 60; frame += 1) {
    await act(() => pass(FRAME));
    expect(drawing.last.data).toEqual(book.last.data);
    expect(drawing.shown).toEqual(sidesOf(book.last.data as Depth));
  }
  exchange.stop();
});

test("1,000 updates in a frame are one call, and a quiet frame is none", async () => {
  const { exchange, show } = openPage();
  const { market_id: marketId, tick, step } = firstMarket(exchange);
  const rich = newcomer(exchange);
  const { drawing, probe } = drawn();
  await show(<probe.Probe params={{ market: marketId }} />);
  const before = drawing.events.length;
  await pass(10 * FRAME);
  expect(drawing.events.length).toBe(before);
  const price = exchange.depth(marketId).bids[5]!.price - tick;
  for (let change = 0; change < 1_000; change += 1) {
    exchange.place(rich, { marketId, side: "buy", price, quantity: step * 1_000_000n });
  }
  await settle();
  expect(drawing.events.length).toBe(before + 1);
});

test("each change is a place with a new row, and the row that had its price before", async () => {
  const { exchange, show } = openPage();
  const { market_id: marketId, tick, step } = firstMarket(exchange);
  const rich = newcomer(exchange);
  const { drawing, probe } = drawn();
  await show(<probe.Probe params={{ market: marketId, levels: 5 }} />);
  const old = drawing.last.data as Depth;
  const add = async (price: bigint): Promise<DepthEvent> => {
    const quantity = step * 1_000_000n;
    exchange.place(rich, { marketId, side: "buy", price, quantity, type: "PostOnly" });
    await settle();
    return drawing.last;
  };
  const [best, , third] = old.bids;
  // More of the third row: the two above it stay, and those below have another total.
  const more = await add(third!.price);
  expect(more.changes.map(({ side, index }) => [side, index])).toEqual([2, 3, 4].map((index) => ["bids", index]));
  for (const { index, row, before } of more.changes) {
    expect(before).toBe(old.bids[index]);
    expect(row).toBe(more.data?.bids[index]);
  }
  // A better price: all rows move down, and the last one goes.
  const moved = await add(best!.price + tick);
  expect(moved.changes.map(({ side, index }) => [side, index])).toEqual(
    [0, 1, 2, 3, 4].map((index) => ["bids", index]),
  );
  expect(moved.changes.map(({ before }) => before)).toEqual([undefined, ...(more.data?.bids.slice(0, 4) ?? [])]);
});

test("a stale book is told as stale at once with nothing to draw again, and as live once it is", async () => {
  const { exchange, show, trade } = openPage();
  const [market] = marketsOf(exchange);
  const { drawing, probe } = drawn();
  await show(<probe.Probe params={{ market }} />);
  await trade();
  const { data } = drawing.last;
  exchange.faults.drop();
  await pass(2 * FRAME);
  expect(drawing.last).toMatchObject({ status: "stale", isStale: true, changes: [] });
  expect(drawing.last.data).toBe(data);
  exchange.tick(50);
  await pass(1_500);
  expect(drawing.statuses).toEqual(["pending", "live", "stale", "live"]);
  expect(drawing.shown).toEqual(sidesOf(trueDepth(exchange, market)));
});

test("a component that mounts beside a live book is told of all of it before the page is painted", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market, levels: 10 }));
  const { drawing, probe } = drawn();
  let toldByLayout = 0;
  function Page({ isDrawn }: { isDrawn: boolean }): ReactNode {
    useLayoutEffect(() => {
      toldByLayout = drawing.events.length;
    });
    return (
      <>
        <book.Probe params={null} />
        {isDrawn && <probe.Probe params={{ market, levels: 10 }} />}
      </>
    );
  }
  const tree = (isDrawn: boolean) => (
    <Provider>
      <Page isDrawn={isDrawn} />
    </Provider>
  );
  const { rerender } = render(tree(false));
  await settle();
  rerender(tree(true));
  expect(toldByLayout).toBe(1);
  expect(drawing.events).toHaveLength(1);
  expect(drawing.last.status).toBe("live");
  expect(drawing.last.changes).toHaveLength(20);
  expect(drawing.last.changes.every(({ before }) => before === undefined)).toBe(true);
  expect(drawing.shown).toEqual(sidesOf(trueDepth(exchange, market, 1, 10)));
});

describe("other parameters", () => {
  /** A drawing of a live book, and a function that changes its parameters and returns the events of that commit. */
  async function changing() {
    const page = openPage();
    const { Provider, exchange } = page;
    const [market, other] = marketsOf(exchange);
    const { drawing, probe } = drawn();
    const tree = (next: UseDepthEventsParams) => (
      <Provider>
        <probe.Probe params={next} />
      </Provider>
    );
    const { rerender } = render(tree({ market }));
    await page.trade(5);
    expect(drawing.last.status).toBe("live");
    return {
      ...page,
      market,
      other,
      drawing,
      to: (next: UseDepthEventsParams): DepthEvent[] => {
        const before = drawing.events.length;
        rerender(tree(next));
        return drawing.events.slice(before);
      },
    };
  }

  test("of another market nothing of the old book is left, not for one frame", async () => {
    const { exchange, other, drawing, to } = await changing();
    expect(to({ market: other })).toMatchObject([{ status: "pending", data: undefined }]);
    expect(drawing.shown).toEqual({ bids: [], asks: [] });
    await settle();
    expect(drawing.last.status).toBe("live");
    expect(drawing.last.changes.every(({ before }) => before === undefined)).toBe(true);
    expect(drawing.shown).toEqual(sidesOf(trueDepth(exchange, other)));
  });

  test("fewer rows are told of in the very commit, and the places that are gone are cleared", async () => {
    const { exchange, market, drawing, to } = await changing();
    const [event, ...others] = to({ market, levels: 4 });
    expect(others).toEqual([]);
    expect(event?.changes).toHaveLength(40);
    expect(drawing.shown).toEqual(sidesOf(trueDepth(exchange, market, 1, 4)));
  });

  test("a market that is no longer chosen, or is not enabled, is idle and cleared", async () => {
    const { market, drawing, to, sent } = await changing();
    for (const params of [{ market: null }, { market, enabled: false }]) {
      to({ market });
      expect(drawing.shown.bids).toHaveLength(20);
      to(params);
      expect(drawing.last).toMatchObject({ status: "idle", data: undefined });
      expect(drawing.shown).toEqual({ bids: [], asks: [] });
    }
    sent();
    await pass(LINGER + 100);
    expect(sent()).toEqual([{ action: "unsubscribe_depth", market_id: market }]);
  });

  test("unusable ones are told with useDepth's error", async () => {
    const { market, drawing, to, errors } = await changing();
    expect(to({ market, levels: -1 })).toMatchObject([{ status: "error", error: expect.any(O2InputError) }]);
    expect(drawing.shown).toEqual({ bids: [], asks: [] });
    // The same error is made anew with each render.
    expect(to({ market, levels: -1 })).toEqual([]);
    expect(errors).toEqual([]);
  });
});

test("a render with the same parameters calls nobody; the newest callback is called, at no cost on the wire", async () => {
  const { exchange, Provider, sent, trade } = openPage();
  const [market] = marketsOf(exchange);
  const heard: string[] = [];
  const events = record((name: string) => useDepthEvents({ market }, () => heard.push(name)));
  const tree = (name: string) => (
    <Provider>
      <events.Probe params={name} />
    </Provider>
  );
  const { rerender } = render(tree("first"));
  await settle();
  expect(sent()).toHaveLength(1);
  heard.length = 0;
  rerender(tree("second"));
  expect(heard).toEqual([]);
  await trade();
  expect(steps(heard)).toEqual(["second"]);
  expect(sent()).toEqual([]);
});

test("a callback that throws is reported and disturbs nobody; the next call has all places again", async () => {
  const { exchange, Provider, errors, trade } = openPage();
  const [market] = marketsOf(exchange);
  const cause = new Error("mine");
  let isBad = false;
  const bad = new Drawing();
  const good = drawn();
  const events = record((levels: number) =>
    useDepthEvents({ market, levels }, (event) => {
      if (isBad) throw cause;
      bad.draw(event);
    }),
  );
  const tree = (levels: number) => (
    <Provider>
      <events.Probe params={levels} />
      <good.probe.Probe params={{ market }} />
    </Provider>
  );
  const { rerender } = render(tree(20));
  await settle();
  expect(bad.shown.bids).toHaveLength(20);
  isBad = true;
  // Once when it is told other parameters, once when the store is written.
  rerender(tree(5));
  expect(errors).toHaveLength(1);
  await trade();
  expect(errors.length).toBeGreaterThan(1);
  for (const error of errors) {
    expect(error).toBeInstanceOf(O2CallbackError);
    expect(error.cause).toBe(cause);
  }
  isBad = false;
  const told = bad.events.length;
  await trade();
  // All places that were drawn last, because the callback may have thrown at any of them.
  expect(bad.events[told]?.changes).toHaveLength(40);
  expect(bad.events[told]?.changes.filter(({ before }) => before !== undefined)).toEqual([]);
  expect(bad.shown).toEqual(sidesOf(trueDepth(exchange, market, 1, 5)));
  expect(good.drawing.shown).toEqual(sidesOf(trueDepth(exchange, market)));
});

test("one that unmounts its own component is not called again", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  let leave: () => void = () => undefined;
  let calls = 0;
  function Once(): ReactNode {
    useDepthEvents({ market }, ({ status }) => {
      calls += 1;
      if (status === "live") leave();
    });
    return null;
  }
  function Page(): ReactNode {
    const [isThere, setThere] = useState(true);
    leave = () => flushSync(() => setThere(false));
    return isThere ? <Once /> : null;
  }
  render(
    <Provider>
      <Page />
    </Provider>,
  );
  await settle();
  const told = calls;
  expect(told).toBeGreaterThan(1);
  await trade();
  expect(calls).toBe(told);
});

testActivity("a hidden tree is told nothing, and all of it before it is shown again", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const { drawing, probe } = drawn();
  const tree = (mode: "hidden" | "visible") => (
    <Provider>
      <Activity mode={mode}>
        <probe.Probe params={{ market, levels: 10 }} />
      </Activity>
    </Provider>
  );
  const { rerender } = render(tree("visible"));
  await settle();
  rerender(tree("hidden"));
  const told = drawing.events.length;
  await trade();
  expect(drawing.events.length).toBe(told);
  rerender(tree("visible"));
  expect(drawing.events[told]?.changes).toHaveLength(20);
  await settle();
  expect(drawing.last.status).toBe("live");
  expect(drawing.shown).toEqual(sidesOf(trueDepth(exchange, market, 1, 10)));
});

test("a component whose effects run again is told of all rows again, because its canvas may be new", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market, levels: 10 }));
  const { drawing, probe } = drawn();
  const tree = (isDrawn: boolean) => (
    <StrictMode>
      <Provider>
        <book.Probe params={null} />
        {isDrawn && <probe.Probe params={{ market, levels: 10 }} />}
      </Provider>
    </StrictMode>
  );
  const { rerender } = render(tree(false));
  await settle();
  rerender(tree(true));
  expect(drawing.events.map(({ changes }) => changes.length)).toEqual([20, 20]);
});

test("a market given by its pair is pending until the list was read, then drawn", async () => {
  const { exchange, show } = openPage();
  const { pair, market_id: market } = firstMarket(exchange);
  const { drawing, probe } = drawn();
  await show(<probe.Probe params={{ market: pair }} />);
  expect(drawing.statuses).toEqual(["pending", "live"]);
  expect(drawing.shown).toEqual(sidesOf(trueDepth(exchange, market)));
});

test("shares the subscription of useDepth", async () => {
  const { exchange, show, sent } = openPage();
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market }));
  const { probe } = drawn();
  await show(
    <>
      <book.Probe params={null} />
      <probe.Probe params={{ market, precision: 5 }} />
    </>,
  );
  expect(sent().map(({ action }) => action)).toEqual(["subscribe_depth"]);
});
