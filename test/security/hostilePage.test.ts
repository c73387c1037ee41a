// The `initialData` of a hostile page: it arrives unharmed, and cannot change more than it may.
import { readFileSync } from "node:fs";
import { O2InputError, type O2Seed, type O2State } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import { createExchange } from "o2-react/testing";
import { describe, expect, it, onTestFinished } from "vitest";

const SCRIPT = "</script><script>window.taken = 1</script><!--";

/** The seed that prefetch reads from an exchange whose first market has this name. */
async function seedOf(symbol: string) {
  const exchange = createExchange();
  exchange.tick(100);
  onTestFinished(() => exchange.close());
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const text = await (await exchange.fetch(input, init)).text();
    return new Response(text.replaceAll('"symbol":"fFUEL"', `"symbol":${JSON.stringify(symbol)}`));
  };
  const [{ market_id: market }] = exchange.markets;
  const seed = await prefetch({ config: exchange.config, fetch, depth: [{ market }] });
  return { seed, market, config: exchange.config };
}

const feedOf = (initialData: O2Seed, onError?: (error: unknown) => void) =>
  createO2Feed({ config: { wsUrl: "ws://o2.page/" }, initialData, ...(onError && { onError }) });

/** The ids of all topics that a state has, and the list of markets if it has one. */
const topicsIn = ({ connection: _, history: __, tops: ___, now: ____, markets, ...topics }: O2State): string[] => [
  ...Object.values(topics).flatMap((entries) => Object.keys(entries)),
  ...(markets.data ? ["markets"] : []),
];

describe("what the server of the exchange said, on its way into a page's HTML", () => {
  it("written as docs/nextjs.md has it, ends no script, and is read back as it was", async () => {
    const recipe = 'JSON.stringify(initialData).replaceAll("<", "\\\\u003c")';
    expect(readFileSync("docs/nextjs.md", "utf8")).toContain(recipe);
    const { seed: initialData } = await seedOf(SCRIPT);
    expect(JSON.stringify(initialData)).toContain(SCRIPT);
    const html = JSON.stringify(initialData).replaceAll("<", "\\u003c");
    expect(html).not.toContain("<");
    expect(JSON.parse(html)).toEqual(initialData);
  });
});

describe("a seed", () => {
  it("is never live, whatever it says itself, and brings no connection", async () => {
    const { seed, market } = await seedOf("fFUEL");
    const state = JSON.parse(JSON.stringify(seed.state));
    state.depth[`${market}:1`].isLive = true;
    state.markets.isLive = true;
    state.connection = { status: "connected", isLost: false };
    const { depth, markets, connection } = feedOf({ version: 1, state }).store.getState();
    expect(depth[`${market}:1`]).toMatchObject({ isLive: false, data: { bids: expect.any(Array) } });
    expect(markets).toMatchObject({ isLive: false });
    expect(connection).toMatchObject({ status: "idle" });
  });

  it.each([
    ["nothing", null],
    ["a text", "seed"],
    ["another version", { version: 2, state: {} }],
    ["no state", { version: 1 }],
    ["a state without parts", { version: 1, state: { markets: {} } }],
    [
      "a state that lacks one",
      { version: 1, state: { depth: {}, trades: {}, orders: {}, balances: {}, nonce: {}, x: {} } },
    ],
    ["a bigint that is none", { version: 1, state: { depth: { a: { data: { $bigint: "Ж".repeat(100_000) } } } } }],
  ])("that is garbage is left out, and reported as initialData in few words: %s", (_, seed) => {
    const errors: unknown[] = [];
    expect(topicsIn(feedOf(seed as O2Seed, (error) => errors.push(error)).store.getState())).toEqual([]);
    if (seed === null) return expect(errors).toEqual([]);
    const [error] = errors;
    expect(error).toBeInstanceOf(O2InputError);
    expect(error).toMatchObject({ parameter: "initialData" });
    expect((error as Error).message.length).toBeLessThan(400);
  });

  it.each<[string, (part: { depth: Record<string, { data: unknown; topic: unknown }> }, id: string) => void]>([
    ["a book that is a number", ({ depth }, id) => Object.assign(depth[id] as object, { data: 5 })],
    ["a book that is nothing", ({ depth }, id) => Object.assign(depth[id] as object, { data: null })],
    ["a book of no topic", ({ depth }, id) => Object.assign(depth[id] as object, { topic: undefined })],
    [
      "a topic that cannot be followed",
      ({ depth }, id) => Object.assign(depth[id] as object, { topic: { channel: "x" } }),
    ],
    ["a topic under the name of another", ({ depth }, id) => Object.assign(depth, { [`${id}0`]: depth[id] })],
    ["markets that are no list", (part) => Object.assign(part, { markets: { data: {} } })],
  ])(
    "that holds %s is left out whole: nothing of it can break a component, or what lets go of it",
    async (_, spoil) => {
      const { seed, market } = await seedOf("fFUEL");
      const state = JSON.parse(JSON.stringify(seed.state));
      spoil(state, `${market}:1`);
      const errors: unknown[] = [];
      const feed = feedOf({ version: 1, state }, (error) => errors.push(error));
      expect(topicsIn(feed.store.getState())).toEqual([]);
      expect(errors).toEqual([expect.objectContaining({ parameter: "initialData", code: "malformed" })]);
      expect(() => feed.releaseSeed()).not.toThrow();
      feed.close();
    },
  );

  it("with keys that are traps changes no prototype", () => {
    const part = '{"__proto__":{"data":{"polluted":1}},"constructor":{"data":1}}';
    const names = ["depth", "trades", "orders", "balances", "nonce", "candles", "fills", "marketSummaries", "account"];
    names.push("marginAccount", "marginTiers");
    const parts = names.map((name) => `"${name}":${part}`);
    const state: unknown = JSON.parse(`{${parts.join()},"markets":{"__proto__":{"polluted":1}}}`);
    feedOf({ version: 1, state }, () => undefined);
    expect("polluted" in {}).toBe(false);
    expect("data" in {}).toBe(false);
  });
});
