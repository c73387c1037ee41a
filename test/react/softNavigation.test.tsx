// @vitest-environment happy-dom
// A navigation brings its own initialData to a provider that stays: the first render has it for data that is not known
// yet.
import { act, render } from "@testing-library/react";
import { type O2Seed, useBalances, useDepth, useMarkets, useO2Store } from "o2-react";
import { type PrefetchOptions, prefetch } from "o2-react/server";
import { StrictMode, startTransition, useState } from "react";
import { expect, test } from "vitest";
import { LINGER, marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

function openShop() {
  const page = openPage();
  const { exchange } = page;
  const read = async (what: Omit<PrefetchOptions, "config" | "fetch">): Promise<O2Seed> => {
    const reading = prefetch({ config: exchange.config, fetch: exchange.fetch, ...what });
    await pass(100);
    return reading;
  };
  return { ...page, read, markets: marketsOf(exchange) };
}

test("the next page shows its server's read in its first render, and is live soon after", async () => {
  const { exchange, Provider, read, markets, errors } = openShop();
  const [first, second] = markets;
  const [one, two] = [await read({ depth: [{ market: first }] }), await read({ depth: [{ market: second }] })];
  const book = record(({ market }: { market: string }) => useDepth({ market }));
  const page = (market: string, initialData: O2Seed) => (
    <Provider initialData={initialData}>
      <book.Probe key={market} params={{ market }} />
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
  expect(book.renders.slice(before).every(({ result }) => result.data)).toBe(true);
  // And back: the data lingered, and the older seed does not cover live data.
  exchange.tick(50);
  await act(() => pass(1_000));
  view.rerender(page(first, one));
  await act(() => pass(2_000));
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, first) });
  expect(errors).toEqual([]);
});

test("live data, and data newer than the seed, stays for every reader", async () => {
  const { exchange, Provider, read, markets } = openShop();
  const [first] = markets;
  const [ada] = exchange.accounts;
  const old = await read({ depth: [{ market: first }], balances: [{ identities: ada.id }] });
  const seen = record(() => ({
    book: useDepth({ market: first }),
    balances: useBalances({ identities: ada.id }),
    all: useMarkets(),
  }));
  const page = (initialData: O2Seed | undefined) => (
    <Provider initialData={initialData}>
      <seen.Probe params={null} />
    </Provider>
  );
  const view = render(page(undefined));
  await act(() => settle());
  exchange.tick(300);
  await act(() => pass(1_000));
  const before = seen.last;
  expect(before.book.status).toBe("live");
  view.rerender(page(old));
  await act(() => settle());
  expect(seen.last).toEqual(before);
  expect(seen.last.book.data).toEqual(trueDepth(exchange, first));
});

test("subscribers of the store are not called while rendering; unshown data goes with the linger", async () => {
  const { exchange, Provider, read, markets } = openShop();
  const [first, second] = markets;
  const two = await read({ depth: [{ market: second }] });
  let navigate: (seed: O2Seed) => void = () => undefined;
  const store = record(() => useO2Store((state) => Object.keys(state.depth).sort().join()));
  const book = record(() => useDepth({ market: first }));
  function App() {
    const [seed, setSeed] = useState<O2Seed>();
    navigate = setSeed;
    return (
      <Provider initialData={seed}>
        <store.Probe params={null} />
        <book.Probe params={null} />
      </Provider>
    );
  }
  render(<App />);
  await act(() => settle());
  expect(store.last).toBe(`${first}:1`);
  // openPage() fails if React warns of an update during another component's render.
  await act(async () => startTransition(() => navigate(two)));
  await act(() => settle());
  expect(store.last).toBe([`${first}:1`, `${second}:1`].sort().join());
  await act(() => pass(LINGER + 1_000));
  expect(store.last).toBe(`${first}:1`);
  // The same seed, parsed again by a later render, does not come back.
  await act(async () => navigate(JSON.parse(JSON.stringify(two))));
  await act(() => settle());
  expect(store.last).toBe(`${first}:1`);
  expect(exchange.subscriptions.length).toBe(1);
});

test("what is no seed is left out and reported once, at the mount and later", async () => {
  const { Provider, errors } = openShop();
  const other = { version: 2 } as unknown as O2Seed;
  const tree = (initialData: O2Seed | string) => (
    <StrictMode>
      <Provider initialData={initialData} />
    </StrictMode>
  );
  const view = render(tree(other));
  expect(errors).toEqual([
    expect.objectContaining({ name: "O2InputError", parameter: "initialData", code: "unknown" }),
  ]);
  view.rerender(tree("{"));
  expect(errors.slice(1)).toEqual([
    expect.objectContaining({ parameter: "initialData", code: "malformed", value: "{" }),
  ]);
  await act(() => settle());
  expect(errors).toHaveLength(2);
});
