// @vitest-environment happy-dom
// Seeds where pages are: under a provider that stays mounted each page brings its own, on a server, while hydrating and later.
import { act, render } from "@testing-library/react";
import {
  type GivenSeed,
  O2Provider,
  O2Seed,
  useBestPrices,
  useDepth,
  useDepthEvents,
  useMarket,
  useMarkets,
  useNonce,
  useO2Feed,
  useO2Store,
  useOrders,
  useTicker,
} from "o2-react";
import { type PrefetchOptions, prefetch } from "o2-react/server";
import { lazy, type ReactNode, StrictMode, Suspense, startTransition, useState } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { LINGER, marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

function openShop() {
  const page = openPage();
  const { exchange } = page;
  const read = async (what: Omit<PrefetchOptions, "config" | "fetch"> = {}): Promise<O2Seed> => {
    const reading = prefetch({ config: exchange.config, fetch: exchange.fetch, ...what });
    await pass(100);
    return reading;
  };
  /** Nobody answers any more: what is shown from now on was known before. */
  const silence = (): void => {
    exchange.faults.refuse();
    exchange.faults.rest({ fail: true, times: Number.POSITIVE_INFINITY });
  };
  return { ...page, read, silence, markets: marketsOf(exchange) };
}

/** Hydrates what a server rendered, and fails where the two differ. */
function hydrate(html: string, tree: ReactNode) {
  const container = document.createElement("div");
  document.body.append(container);
  container.innerHTML = html;
  const recovered: unknown[] = [];
  render(tree, { container, hydrate: true, onRecoverableError: (error) => recovered.push(error) });
  return { container, recovered };
}

test("on a server the page under a layout's provider shows what was read for it, and the page hydrates to the same without a mismatch", async () => {
  const { exchange, Provider, options, read, silence, markets } = openShop();
  const [market] = markets;
  const [ada] = exchange.accounts;
  exchange.tick(3_000);
  await pass(600_000);
  const data = await read({
    depth: [{ market }],
    ticker: [{ market }],
    nonce: [{ identity: ada.id }],
    orders: [{ identities: ada.id }],
  });
  silence();
  const page = record(() => ({
    book: useDepth({ market: "FUEL/USDC", levels: 3 }),
    best: useBestPrices({ market }),
    ticker: useTicker({ market }),
    nonce: useNonce({ identity: ada.id }),
    orders: useOrders({ identities: ada.id }),
    market: useMarket({ market: "FUEL/USDC" }),
    stored: useO2Store((state) => state.nonce[`ContractId:${ada.id}`]?.data),
    // The day of a ticker ends there.
    now: useO2Store((state) => state.now),
  }));
  const Text = () => {
    const { status, data: book } = useDepth({ market, levels: 3 });
    return <p>{`${status} ${book?.bestBid}`}</p>;
  };
  const tree = (
    <O2Seed data={data}>
      <page.Probe params={null} />
      <Text />
    </O2Seed>
  );
  const html = renderToString(<O2Provider {...options}>{tree}</O2Provider>);
  const { bid, ask } = exchange.top(market);
  const stale = { status: "stale", isStale: true, updatedAt: expect.any(Number) };
  const shown = {
    book: { ...stale, data: trueDepth(exchange, market, 1, 3) },
    best: { ...stale, data: { bid, ask } },
    ticker: { ...stale, data: { last: expect.any(BigInt) } },
    nonce: { ...stale, data: exchange.nonce(ada) },
    orders: stale,
    market: { ...stale, data: { market_id: market } },
    stored: exchange.nonce(ada),
    now: expect.any(Number),
  };
  expect(page.last).toMatchObject(shown);
  expect(html).toBe(`<p>stale ${bid}</p>`);
  await pass(60_000);
  page.renders.length = 0;
  const { container, recovered } = hydrate(html, <Provider>{tree}</Provider>);
  expect(page.renders[0]?.result).toMatchObject(shown);
  expect(page.last).toMatchObject(shown);
  // Its age is that of the read.
  expect(Date.now() - (page.last.book.updatedAt ?? 0)).toBeGreaterThan(60_000);
  expect(container.innerHTML).toBe(html);
  expect(recovered).toEqual([]);
  // It says why there is nothing newer.
  await act(() => pass(20_000));
  expect(page.last.market).toMatchObject({ ...shown.market, error: { name: "O2RestError" } });
});

test("what hydrates long after the provider, whose feed is live by then, begins as the server rendered it", async () => {
  const { exchange, Provider, options, read, markets, errors } = openShop();
  const [market] = markets;
  const data = await read({ depth: [{ market }] });
  let arrive: (module: { default: () => ReactNode }) => void = () => undefined;
  const chunk = new Promise<{ default: () => ReactNode }>((resolve) => {
    arrive = resolve;
  });
  const seen: ReturnType<typeof useDepth>[] = [];
  const Part = () => {
    const book = useDepth({ market, levels: 3 });
    seen.push(book);
    return <p>{`${book.status} ${book.data?.bestBid}`}</p>;
  };
  const Late = lazy(() => chunk);
  const other = record(() => useDepth({ market, levels: 3 }).status);
  const tree = (part: ReactNode) => (
    <>
      <other.Probe params={null} />
      <O2Seed data={data}>
        <Suspense fallback="…">{part}</Suspense>
      </O2Seed>
    </>
  );
  const html = renderToString(<O2Provider {...options}>{tree(<Part />)}</O2Provider>);
  expect(html).toContain("<p>stale ");
  const { container, recovered } = hydrate(html, <Provider>{tree(<Late />)}</Provider>);
  await act(() => settle());
  exchange.tick(300);
  await act(() => pass(LINGER + 2_000));
  expect(other.last).toBe("live");
  expect(container.innerHTML).toBe(html);
  seen.length = 0;
  await act(async () => {
    arrive({ default: Part });
    await pass(100);
  });
  expect(seen[0]?.status).toBe("stale");
  expect(seen.at(-1)).toMatchObject({ status: "live", data: trueDepth(exchange, market, 1, 3) });
  expect(recovered).toEqual([]);
  expect(errors).toEqual([]);
});

test("a page that is navigated to shows what was read for it in its first render, and is live soon after; the link stays", async () => {
  const { exchange, Provider, read, markets, errors } = openShop();
  const [first, second] = markets;
  const [one, two] = [await read({ depth: [{ market: first }] }), await read({ depth: [{ market: second }] })];
  const book = record(({ market }: { market: string }) => useDepth({ market }));
  const page = (market: string, data: O2Seed) => (
    <Provider>
      <O2Seed key={market} data={data}>
        <book.Probe params={{ market }} />
      </O2Seed>
    </Provider>
  );
  const view = render(page(first, one));
  expect(book.renders[0]?.result.status).toBe("stale");
  await act(() => settle());
  exchange.faults.delay(300);
  const before = book.renders.length;
  view.rerender(page(second, two));
  expect(book.renders[before]?.result).toMatchObject({ status: "stale", data: trueDepth(exchange, second) });
  await act(() => pass(2_000));
  expect(book.renders.slice(before).every(({ result }) => result.data)).toBe(true);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, second) });
  expect(exchange.connections).toBe(1);
  expect(errors).toEqual([]);
});

test("data that changes in place, as where a page keeps its component, is in the first render that has it", async () => {
  const { exchange, Provider, read, markets } = openShop();
  const [first, second] = markets;
  const [one, two] = [await read({ depth: [{ market: first }] }), await read({ depth: [{ market: second }] })];
  const book = record(({ market }: { market: string }) => useDepth({ market }));
  const page = (market: string, data: O2Seed) => (
    <Provider>
      <O2Seed data={data}>
        <book.Probe params={{ market }} />
      </O2Seed>
    </Provider>
  );
  const view = render(page(first, one));
  await act(() => settle());
  exchange.faults.delay(300);
  const before = book.renders.length;
  view.rerender(page(second, two));
  expect(book.renders[before]?.result).toMatchObject({ status: "stale", data: trueDepth(exchange, second) });
  await act(() => pass(2_000));
  expect(book.last.status).toBe("live");
});

test("what is live or was heard of since the seed stays as it is; a seed is shown where it stands and nowhere else", async () => {
  const { exchange, Provider, read, silence, markets } = openShop();
  const [first, second] = markets;
  const [ada] = exchange.accounts;
  const old = await read({ depth: [{ market: first }, { market: second }], nonce: [{ identity: ada.id }] });
  const seen = record(() => ({
    book: useDepth({ market: first }),
    nonce: useNonce({ identity: ada.id }),
    markets: useMarkets(),
  }));
  const outside = record(() => useDepth({ market: second }).status);
  const page = (data: GivenSeed, hasSecond: boolean) => (
    <Provider>
      {hasSecond && <outside.Probe params={null} />}
      <O2Seed data={data}>
        <seen.Probe params={null} />
      </O2Seed>
    </Provider>
  );
  const view = render(page(undefined, false));
  await act(() => settle());
  exchange.tick(300);
  await act(() => pass(1_000));
  const live = seen.last;
  expect(live.book.status).toBe("live");
  view.rerender(page(old, false));
  await act(() => settle());
  expect(seen.last).toEqual(live);
  // Stale data that the feed heard itself is newer, too.
  silence();
  exchange.faults.drop();
  await act(() => pass(20_000));
  expect(seen.last.book).toMatchObject({ status: "stale", data: live.book.data });
  expect(seen.last.nonce).toMatchObject({ status: "stale", data: live.nonce.data });
  // Nor by a server whose clock is ahead.
  const ahead = JSON.stringify(old).replaceAll(/"updatedAt":\d+/g, `"updatedAt":${Date.now() + 3_600_000}`);
  view.rerender(page(ahead, true));
  expect(seen.last.book).toMatchObject({ status: "stale", data: live.book.data });
  expect(outside.last).toBe("pending");
});

test("once the feed has had data of a topic, the seed's does not come back, however often the page is rendered", async () => {
  const { exchange, Provider, read, silence, markets } = openShop();
  const [first, second] = markets;
  const data = await read({ depth: [{ market: first }, { market: second }] });
  const book = record(({ market }: { market: string }) => useDepth({ market }));
  const page = (market: string | undefined) => (
    <Provider>
      <O2Seed data={JSON.parse(JSON.stringify(data))}>
        {market && <book.Probe key={market} params={{ market }} />}
      </O2Seed>
    </Provider>
  );
  const view = render(page(first));
  await act(() => settle());
  expect(book.last.status).toBe("live");
  silence();
  exchange.faults.drop();
  view.rerender(page(undefined));
  await act(() => pass(2 * LINGER));
  view.rerender(page(first));
  expect(book.last.status).toBe("pending");
  // What nobody has shown yet is there for as long as the page is, with its age.
  view.rerender(page(second));
  expect(book.last).toMatchObject({ status: "stale", data: { bids: expect.any(Array) } });
});

test("of seeds that stand in each other, and in a provider with one, the newest is shown", async () => {
  const { exchange, Provider, read, silence, markets } = openShop();
  const [market] = markets;
  const old = await read({ depth: [{ market }] });
  exchange.tick(300);
  await pass(60_000);
  const young = await read({ depth: [{ market }] });
  const bid = exchange.top(market).bid;
  silence();
  const book = record((_: string) => useDepth({ market }).data?.bestBid);
  const shown = (initialData: GivenSeed, outer: GivenSeed, inner: GivenSeed) => {
    const view = render(
      <Provider initialData={initialData}>
        <O2Seed data={outer}>
          <O2Seed data={inner}>
            <book.Probe params="" />
          </O2Seed>
        </O2Seed>
      </Provider>,
    );
    view.unmount();
    return book.last;
  };
  expect(shown(undefined, old, null)).not.toBe(bid);
  expect([shown(old, young, null), shown(young, old, null), shown(old, null, young)]).toEqual([bid, bid, bid]);
  expect([shown(null, young, old), shown(null, old, young), shown(old, old, young)]).toEqual([bid, bid, bid]);
});

test("a transition that is given up leaves nothing behind, and the next one begins with its own seed", async () => {
  const { exchange, Provider, read, markets, errors } = openShop();
  const [first, second] = markets;
  const [one, two] = [await read({ depth: [{ market: first }] }), await read({ depth: [{ market: second }] })];
  const never = new Promise<void>(() => undefined);
  let go: (to: string) => void = () => undefined;
  const book = record(({ market }: { market: string }) => useDepth({ market }));
  const keys = record(() => Object.keys(useO2Feed().store.getState().depth));
  function Wait(): ReactNode {
    throw never;
  }
  function App() {
    const [at, setAt] = useState("first");
    go = (to) => startTransition(() => setAt(to));
    const market = at === "first" ? first : second;
    return (
      <Suspense>
        <keys.Probe key={at} params={undefined} />
        <O2Seed key={market} data={market === first ? one : two}>
          <book.Probe params={{ market }} />
          {at === "never" && <Wait />}
        </O2Seed>
      </Suspense>
    );
  }
  render(
    <Provider>
      <App />
    </Provider>,
  );
  await act(() => settle());
  const before = book.renders.length;
  await act(async () => go("never"));
  expect(book.renders.slice(before).some(({ params }) => params.market === second)).toBe(true);
  await act(() => pass(2 * LINGER));
  await act(async () => go("first"));
  await act(() => settle());
  expect(keys.last).toEqual([`${first}:1`]);
  expect(exchange.subscriptions.length).toBe(1);
  const later = book.renders.length;
  await act(async () => go("second"));
  expect(book.renders[later]?.result).toMatchObject({ status: "stale", data: { bids: expect.any(Array) } });
  expect(errors).toEqual([]);
});

test("a component that draws a book is told of the seed's rows first, and of live ones after", async () => {
  const { exchange, Provider, read, markets } = openShop();
  const [market] = markets;
  const data = await read({ depth: [{ market }] });
  exchange.faults.delay(300);
  const told: string[] = [];
  function Drawn() {
    useDepthEvents({ market, levels: 3 }, ({ status, changes }) => told.push(`${status} ${changes.length}`));
    return null;
  }
  render(
    <Provider>
      <O2Seed data={data}>
        <Drawn />
      </O2Seed>
    </Provider>,
  );
  expect(told).toEqual(["stale 6"]);
  await act(() => pass(2_000));
  expect(told.at(-1)).toMatch(/^live/);
});

test("a page under another provider within it has nothing of the seed around that", async () => {
  const { Provider, read, silence, markets } = openShop();
  const [market] = markets;
  const data = await read({ depth: [{ market }] });
  silence();
  const book = record(() => useDepth({ market }).status);
  render(
    <Provider>
      <O2Seed data={data}>
        <Provider>
          <book.Probe params={null} />
        </Provider>
      </O2Seed>
    </Provider>,
  );
  expect(book.last).toBe("pending");
});

test.each<[string, (seed: O2Seed) => unknown, object]>([
  ["of another version", (seed) => ({ ...seed, version: 2 }), { code: "unknown", value: 2, allowed: [1] }],
  [
    "of another network",
    (seed) => ({ ...seed, network: "mainnet" }),
    { code: "conflict", value: "mainnet", allowed: ["testnet"] },
  ],
  [
    "of another address",
    (seed) => ({ ...seed, network: "wss://x.example/ws" }),
    { code: "conflict", allowed: ["testnet"] },
  ],
  ["cut off", (seed) => JSON.stringify(seed).slice(0, 500), { code: "malformed" }],
  ["of another thing's text", () => "null", { code: "malformed" }],
  ["without a state", () => ({ version: 1 }), { code: "malformed" }],
  ["that is a function", () => () => undefined, { code: "unknown" }],
])(
  "a seed %s is left out and reported once, with code and fields; the page goes live without it",
  async (_, spoil, fault) => {
    const { exchange, options, read, markets, errors } = openShop();
    const [market] = markets;
    const { config, ...far } = options;
    // A public network by one of its addresses, whose other end is the simulated exchange.
    const testnet = { ...config, wsUrl: "wss://api.testnet.o2.app/v1/ws" } as NonNullable<typeof config>;
    const seed = await read({ depth: [{ market }] });
    const data = spoil({ ...seed, network: "testnet" }) as O2Seed;
    const book = record(() => useDepth({ market }));
    const tree = (given: GivenSeed) => (
      <StrictMode>
        <O2Provider config={testnet} {...far}>
          <O2Seed data={given}>
            <book.Probe params={null} />
          </O2Seed>
        </O2Provider>
      </StrictMode>
    );
    renderToString(tree(data));
    expect(book.last.status).toBe("pending");
    expect(errors).toEqual([]);
    const view = render(tree(data));
    expect(book.renders.every(({ result }) => result.status === "pending")).toBe(true);
    expect(errors).toEqual([expect.objectContaining({ name: "O2InputError", parameter: "data", ...fault })]);
    expect(String(errors[0]).length).toBeLessThan(500);
    view.rerender(tree(data));
    await act(() => settle());
    expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
    expect(errors).toHaveLength(1);
    view.rerender(tree({ ...seed, network: "testnet" }));
    expect(book.last.status).toBe("live");
    expect(errors).toHaveLength(1);
  },
);

test("a page without REST shows a seed as stale, and what the stream tells as soon as it does", async () => {
  const { exchange, Provider, options, read, markets } = openShop();
  const [market] = markets;
  const [ada] = exchange.accounts;
  const data = await read({ depth: [{ market }], nonce: [{ identity: ada.id }] });
  const { wsUrl } = options.config ?? { wsUrl: "" };
  const seen = record(() => ({ book: useDepth({ market }), nonce: useNonce({ identity: ada.id }) }));
  render(
    <Provider config={{ wsUrl }}>
      <O2Seed data={data}>
        <seen.Probe params={null} />
      </O2Seed>
    </Provider>,
  );
  expect(seen.last).toMatchObject({ book: { status: "stale" }, nonce: { status: "stale" } });
  await act(() => settle());
  expect(seen.last.book.status).toBe("live");
  // No first nonce is promised: the seed's is shown as what it is.
  expect(seen.last.nonce).toMatchObject({ status: "stale", data: exchange.nonce(ada) });
});
