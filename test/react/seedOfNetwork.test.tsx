// @vitest-environment happy-dom
// A seed belongs to the network that it was read from: no other network's feed begins with it.
import { render } from "@testing-library/react";
import { type O2Config, O2Provider, type O2Seed, useBalances, useDepth } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import { createExchange } from "o2-react/testing";
import { renderToString } from "react-dom/server";
import { expect, onTestFinished, test } from "vitest";
import { firstMarket, openPage, pass, record } from "../support/react.tsx";

const ADDRESSES = {
  one: { wsUrl: "wss://one.simulated/v1/ws", apiBase: "https://one.simulated" },
  other: { wsUrl: "wss://other.simulated/v1/ws", apiBase: "https://other.simulated" },
} satisfies Record<string, O2Config>;

type Name = keyof typeof ADDRESSES;

/** Two networks that list the same markets and accounts, the seed read from each, and a page that shows one of them. */
async function twoNetworks() {
  const { exchange: one, errors } = openPage();
  const other = createExchange({ seed: 7 });
  other.tick(500);
  onTestFinished(() => other.close());
  const exchanges = { one, other };
  const { market_id: market, pair, base } = firstMarket(one);
  const ada = one.accounts[0]!;
  one.deposit(ada, base.asset, 123_456_789n);
  const seedOf = async (name: Name): Promise<O2Seed> => {
    const { fetch } = exchanges[name];
    const balances = [{ identities: ada.id }];
    const reading = prefetch({ config: ADDRESSES[name], fetch, balances, depth: [{ market }] });
    await pass(100);
    return reading;
  };
  const seen = record((_: Name) => ({
    balances: useBalances({ identities: ada.id }).data,
    bid: useDepth({ market: pair }).data?.bestBid,
  }));
  const page = (name: Name, initialData: O2Seed | undefined, config: O2Config = ADDRESSES[name]) => (
    <O2Provider
      config={config}
      WebSocket={exchanges[name].WebSocket}
      fetch={exchanges[name].fetch}
      initialData={initialData}
      onError={(error) => errors.push(error)}
    >
      <seen.Probe params={name} />
    </O2Provider>
  );
  /** No network answers any more, so all later data was known before. */
  const silence = (): void => {
    for (const exchange of [one, other]) {
      exchange.faults.refuse();
      exchange.faults.rest({ fail: true, times: Number.POSITIVE_INFINITY });
    }
  };
  const shownOf = (name: Name) => seen.renders.filter(({ params }) => params === name).map(({ result }) => result);
  return { one, other, market, pair, seedOf, page, silence, shownOf };
}

const NOTHING = { balances: undefined, bid: undefined };

test("after a change of the network no render shows data of the first one", async () => {
  const { page, seedOf, silence, shownOf } = await twoNetworks();
  const seed = await seedOf("one");
  const { rerender } = render(page("one", seed));
  expect(shownOf("one")[0]).toEqual({ balances: expect.any(Array), bid: expect.any(BigInt) });
  await pass(200);
  silence();
  rerender(page("other", seed));
  await pass(10_000);
  expect(shownOf("other").length).toBeGreaterThan(0);
  for (const shown of shownOf("other")) expect(shown).toEqual(NOTHING);
});

test("after a change of the network the new one is asked for its own market ids, not for those of the first one's list", async () => {
  const { one, other, market, page, seedOf } = await twoNetworks();
  const foreign = `0x${"d".repeat(64)}`;
  const seed: O2Seed = JSON.parse(JSON.stringify(await seedOf("one")).replaceAll(market, foreign));
  one.faults.refuse();
  const { rerender } = render(page("one", seed));
  await pass(200);
  other.faults.rest({ path: "/v1/markets", delay: 2_000, times: Number.POSITIVE_INFINITY });
  rerender(page("other", seed));
  await pass(500);
  expect(other.requests.length).toBeGreaterThan(0);
  expect(other.requests.map(({ frame }) => JSON.stringify(frame)).filter((text) => text.includes(foreign))).toEqual([]);
  await pass(5_000);
  expect(other.requests.map(({ frame }) => JSON.stringify(frame)).filter((text) => text.includes(market))).not.toEqual(
    [],
  );
});

test("a seed that each render parses anew is still the first network's", async () => {
  const { page, seedOf, silence, shownOf } = await twoNetworks();
  const text = JSON.stringify(await seedOf("one"));
  const { rerender } = render(page("one", JSON.parse(text)));
  await pass(200);
  silence();
  rerender(page("other", JSON.parse(text)));
  await pass(200);
  for (const shown of shownOf("other")) expect(shown).toEqual(NOTHING);
});

test("a seed that a navigation brought while the first network was shown is the first network's", async () => {
  const { page, seedOf, silence, shownOf } = await twoNetworks();
  const [first, second] = [await seedOf("one"), await seedOf("one")];
  expect(second).not.toEqual(first);
  const { rerender } = render(page("one", first));
  await pass(200);
  rerender(page("one", second));
  await pass(200);
  silence();
  rerender(page("other", second));
  await pass(200);
  expect(shownOf("other").length).toBeGreaterThan(0);
  for (const shown of shownOf("other")) expect(shown).toEqual(NOTHING);
});

test("initialData that changes together with the network is the new network's: it is in its first render", async () => {
  const { other, market, page, seedOf, silence, shownOf } = await twoNetworks();
  const [seed, next] = [await seedOf("one"), await seedOf("other")];
  const { rerender } = render(page("one", seed));
  await pass(200);
  silence();
  rerender(page("other", next));
  expect(shownOf("other")[0]?.bid).toBe(other.depth(market).bids[0]!.price);
});

test("a server may read the exchange at another address than the page: its seed is shown, the same in both", async () => {
  const { one, market, page, seedOf, silence, shownOf } = await twoNetworks();
  const seed = await seedOf("one");
  silence();
  const shown = { balances: expect.any(Array), bid: one.depth(market).bids[0]!.price };
  const tree = page("one", seed, { wsUrl: "wss://public.simulated/v1/ws", apiBase: "https://public.simulated" });
  renderToString(tree);
  expect(shownOf("one").at(-1)).toEqual(shown);
  const before = shownOf("one").length;
  render(tree);
  expect(shownOf("one")[before]).toEqual(shown);
});

test("a provider that is mounted anew for another public network shows nothing of the first, which the seed names", async () => {
  const { exchange, options } = openPage();
  const { config: _, ...far } = options;
  const { market_id: market } = firstMarket(exchange);
  const reading = prefetch({ network: "testnet", fetch: exchange.fetch, depth: [{ market }] });
  await pass(100);
  const initialData = await reading;
  const book = record((_network: string) => useDepth({ market }).status);
  const page = (network: "testnet" | "mainnet") => (
    <O2Provider {...far} key={network} network={network} initialData={initialData}>
      <book.Probe params={network} />
    </O2Provider>
  );
  exchange.faults.refuse();
  const { rerender } = render(page("testnet"));
  expect(book.last).toBe("stale");
  rerender(page("mainnet"));
  await pass(1_000);
  const shown = book.renders.filter(({ params }) => params === "mainnet").map(({ result }) => result);
  expect(new Set(shown)).toEqual(new Set(["pending"]));
});

test("one address of a public network is enough to tell it from another; a seed is taken at any other address", async () => {
  const { exchange } = openPage();
  const { market_id: market } = firstMarket(exchange);
  const apiBase = "https://api.testnet.o2.app";
  const reading = prefetch({
    config: { wsUrl: "wss://x.example", apiBase },
    fetch: exchange.fetch,
    depth: [{ market }],
  });
  await pass(100);
  const initialData = await reading;
  const errors: unknown[] = [];
  const isTaken = (network: Parameters<typeof createO2Feed>[0]) => {
    const feed = createO2Feed({ ...network, initialData, onError: (error) => errors.push(error) });
    return feed.store.getState().depth[`${market}:1`] !== undefined;
  };
  expect(isTaken({ network: "testnet" })).toBe(true);
  expect(isTaken({ config: { wsUrl: "wss://proxy.example" } })).toBe(true);
  expect(errors).toEqual([]);
  expect(isTaken({ network: "mainnet" })).toBe(false);
  expect(isTaken({ config: { wsUrl: "wss://api.o2.app/v1/ws", apiBase: "https://proxy.example" } })).toBe(false);
  const refusal = { parameter: "initialData", code: "conflict", value: "testnet", allowed: ["mainnet"] };
  expect(errors).toEqual([expect.objectContaining(refusal), expect.objectContaining(refusal)]);
});
