// @vitest-environment happy-dom
// Unusable input leads to an error in the result that says what was wrong, what was expected and how to fix it. No
// request is sent for it, and no other component is affected.
import { render } from "@testing-library/react";
import {
  type O2FeedOptions,
  O2InputError,
  O2Provider,
  type O2ProviderProps,
  type Result,
  useBalances,
  useBestPrices,
  useBestPricesOf,
  useCandles,
  useConnection,
  useDepth,
  useMarket,
  useNonce,
  useO2Feed,
  useO2Store,
  useOrderEvents,
  useOrders,
  usePortfolio,
  useTicker,
  useTickers,
  useTradeEvents,
  useTrades,
} from "o2-react";
import { createElement, type ReactNode } from "react";
import { describe, expect, test, vi } from "vitest";
import { marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

const MARKET = `0x${"1".repeat(64)}`;
const ACCOUNT = `0x${"2".repeat(64)}`;
// Callers without types may pass anything.
const any = (value: unknown): never => value as never;

const cases: readonly [name: string, hook: () => Result<unknown>, message: RegExp][] = [
  ["a pair that does not exist", () => useDepth({ market: "DOGE/USDC" }), /^market: .*"DOGE\/USDC".*fFUEL\/fUSDC/],
  [
    "a market id that is too short",
    () => useTrades({ market: MARKET.slice(0, -1) }),
    /^market: "0x1+" is not a market id/,
  ],
  ["a market id that is not hex", () => useBestPrices({ market: "z".repeat(64) }), /^market: "z+" is not a market id/],
  ["an empty market id", () => useDepth({ market: "" }), /^market: "" is not a market id/],
  ["a number as a market", () => useDepth({ market: any(7) }), /^market: 7 is not a market id/],
  [
    "an object without a market_id",
    () => useDepth({ market: any({ id: MARKET }) }),
    /^market: .*object with the keys id/,
  ],
  [
    "precision 0",
    () => useDepth({ market: MARKET, precision: 0 }),
    /^precision: 0 .*whole number from 1 \(finest\) to 18/,
  ],
  ["precision 19", () => useDepth({ market: MARKET, precision: 19 }), /^precision: 19 is not a precision level/],
  ["precision 1.5", () => useDepth({ market: MARKET, precision: 1.5 }), /^precision: 1.5 is not a precision level/],
  [
    "a frequency that is none",
    () => useDepth({ market: MARKET, frequency: any("250ms") }),
    /^frequency: "250ms" is not a frequency\. Expected one of 100ms, 500ms, 1s, 3s/,
  ],
  [
    "a frequency as a number",
    () => useDepth({ market: MARKET, frequency: any(500) }),
    /^frequency: 500 is not a frequ/,
  ],
  [
    "a precision as text",
    () => useDepth({ market: MARKET, precision: any("10") }),
    /^precision: "10" is not a precision level/,
  ],
  ["negative levels", () => useDepth({ market: MARKET, levels: -1 }), /^levels: -1 is not a count.*Infinity for all/],
  ["levels that are not whole", () => useDepth({ market: MARKET, levels: 2.5 }), /^levels: 2.5 is not a count/],
  ["a limit that is no number", () => useTrades({ market: MARKET, limit: Number.NaN }), /^limit: NaN is not a count/],
  [
    "a negative throttle",
    () => useDepth({ market: MARKET, throttle: -1 }),
    /^throttle: -1 is not a time in milliseconds.*whole number from 0/,
  ],
  ["a throttle that is no number", () => useNonce({ identity: ACCOUNT, throttle: Number.NaN }), /^throttle: NaN /],
  ["a throttle as text", () => useTrades({ market: MARKET, throttle: any("100") }), /^throttle: "100" is not a time/],
  ["no identity at all", () => useOrders({ identities: [] }), /^identities: the list is empty.*at least one/],
  [
    "an identity that is no id",
    () => useOrders({ identities: "me" }),
    /^identities: "me" is not an identity.*ContractId.*Address/,
  ],
  [
    "one bad identity among good ones",
    () => useBalances({ identities: [ACCOUNT, "0x12"] }),
    /^identities: "0x12" is not an identity/,
  ],
  [
    "null among identities",
    () => useBalances({ identities: any([ACCOUNT, null]) }),
    /^identities: null is not an identity/,
  ],
  [
    "an identity of an unknown kind",
    () => useNonce({ identity: any({ Wallet: ACCOUNT }) }),
    /object with the keys Wallet is not an identity/,
  ],
  ["an identity with a short id", () => useNonce({ identity: { ContractId: "0x12" } }), /is not an identity/],
  [
    "a wallet on the margin venue",
    () => useOrders({ identities: { Address: ACCOUNT }, venue: "turbo" }),
    /^identities: .*is not a margin account.*data\.margin_accounts of useAccount/,
  ],
  [
    "the market of orders",
    () => useOrders({ identities: ACCOUNT, market: "FUEL" }),
    /^market: "FUEL" is not a market id/,
  ],
  [
    "a market id that is too short, among many",
    () => useBestPricesOf({ markets: ["0x12"] })[0],
    /^market: "0x12" is not a market id/,
  ],
  [
    "a venue that is none, of many markets",
    () => useTickers({ markets: [MARKET], venue: any("perp") })[0],
    /^venue: "perp"/,
  ],
  ["a throttle of many", () => useTickers({ markets: [MARKET], throttle: -1 })[0], /^throttle: -1 is not a time/],
  [
    "a quote asset's symbol",
    () => usePortfolio({ identities: ACCOUNT, quote: "USDC" }),
    /^quote: "USDC" is not an asset id.*32 bytes of hex/,
  ],
  [
    "an asset symbol",
    () => useBalances({ identities: ACCOUNT, asset: "USDC" }),
    /^asset: "USDC" is not an asset id.*32 bytes of hex/,
  ],
];

test.each(cases)("%s is an error in the result, and nothing is sent", async (_, hook, message) => {
  const { exchange, sent, errors, show } = openPage();
  const [market] = marketsOf(exchange);
  const bad = record(hook);
  const good = record(() => useDepth({ market }));
  await show(
    <>
      <bad.Probe params={undefined} />
      <good.Probe params={null} />
    </>,
  );
  expect(bad.last).toMatchObject({ status: "error", data: undefined, isStale: false, updatedAt: undefined });
  expect(bad.last.error).toBeInstanceOf(O2InputError);
  expect(bad.last.error?.message).toMatch(message);
  // The error is the same object in every render, and appears in the result only.
  expect(new Set(bad.renders.map(({ result }) => result.error).filter((error) => error !== undefined)).size).toBe(1);
  expect(errors).toEqual([]);
  expect(sent()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
  expect(good.last.data).toEqual(trueDepth(exchange, market));
});

const besidePair: readonly [name: string, hook: (market: string) => Result<unknown>, message: RegExp][] = [
  ["a precision", (market) => useDepth({ market, precision: 0 }), /^precision: 0 /],
  ["a throttle", (market) => useTicker({ market, throttle: -1 }), /^throttle: -1 /],
  [
    "a throttle of many",
    (market) => useBestPricesOf({ markets: [market], throttle: -1 })[0] as never,
    /^throttle: -1 /,
  ],
  ["a throttle of the list", (market) => useMarket({ market, throttle: -1 }), /^throttle: -1 /],
  ["a limit", (market) => useTrades({ market, limit: -1 }), /^limit: -1 /],
  ["a number of candles", (market) => useCandles({ market, limit: 5_001 }), /^limit: 5001 /],
  ["the length of candles", (market) => useCandles({ market, resolution: any("7m") }), /^resolution: "7m" /],
  ["an empty list of identities", (market) => useOrders({ market, identities: [] }), /^identities: the list is empty/],
  [
    "eleven identities",
    (market) =>
      useOrders({ market, identities: Array.from({ length: 11 }, (_, n) => `0x${String(n).padStart(64, "0")}`) }),
    /^11 were given/,
  ],
  ["a misspelled identity", (market) => useOrders({ market, identities: "0x12" }), /^identities: "0x12" /],
];

describe.each(["FUEL/USDC", "DOGE/USDC"])("in the market %s, which is looked up", (market) => {
  test.each(besidePair)(
    "%s that cannot be used is the same error in every render, from the first",
    async (_, hook, message) => {
      const { exchange, sent, Provider } = openPage();
      exchange.faults.rest({ path: "/v1/markets", fail: true, times: 1 });
      const bad = record(() => hook(market));
      const listed = record(() => useMarket({ market: "FUEL/USDC" }));
      const page = (
        <Provider>
          <bad.Probe params={undefined} />
          <listed.Probe params={undefined} />
        </Provider>
      );
      const { rerender } = render(page);
      await pass(5_000);
      expect(listed.last.status).toBe("live");
      rerender(page);
      for (const { result } of bad.renders)
        expect(result).toMatchObject({ status: "error", error: { message: expect.stringMatching(message) } });
      expect(new Set(bad.renders.map(({ result }) => result)).size).toBe(1);
      expect(sent()).toEqual([]);
    },
  );
});

test("a nullish parameter requests nothing, whatever else is given: not even the list of markets", async () => {
  const { exchange, Provider, sent } = openPage();
  const reads: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    reads.push(String(input));
    return exchange.fetch(input, init);
  };
  const none = record(() => [
    useDepth({ market: null, precision: Number.NaN }),
    useTrades({ market: undefined, limit: -1 }),
    useCandles({ market: null, limit: 0 }),
    useOrders({ identities: undefined, market: "FUEL/USDC" }),
    useOrders({ identities: null, market: "FUEL" }),
    useBalances({ identities: undefined, asset: "USDC" }),
    useNonce({ identity: null }),
    usePortfolio({ identities: null, quote: "USDC" }),
    usePortfolio({ identities: ACCOUNT, quote: undefined }),
    ...useBestPricesOf({ markets: [null], venue: any("perp") }),
    ...useTickers({ markets: [undefined], throttle: -1 }),
    useMarket({ market: undefined }),
  ]);
  render(
    <Provider fetch={fetch}>
      <none.Probe params={undefined} />
    </Provider>,
  );
  await settle();
  expect(new Set(none.renders.flatMap(({ result }) => result.map(({ status }) => status)))).toEqual(new Set(["idle"]));
  expect([sent(), reads]).toEqual([[], []]);
});

test("a corrected parameter works", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const book = record((precision: number) => useDepth({ market, precision }));
  const tree = (precision: number) => (
    <Provider>
      <book.Probe params={precision} />
    </Provider>
  );
  const { rerender } = render(tree(0));
  await settle();
  expect(book.last.status).toBe("error");
  rerender(tree(1));
  expect(book.last).toMatchObject({ status: "pending", error: undefined });
  await settle();
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
  rerender(tree(19));
  expect(book.last).toMatchObject({ status: "error", data: undefined });
  expect(book.last.error?.message).toContain("19");
});

test("bad parameters of a hook that is not enabled are no error", async () => {
  const { Provider } = openPage();
  const book = record(() => useDepth({ market: "FUEL", enabled: false }));
  render(
    <Provider>
      <book.Probe params={null} />
    </Provider>,
  );
  expect(book.last.status).toBe("idle");
});

const hooks: readonly [string, () => unknown][] = [
  ["useDepth", () => useDepth({ market: MARKET })],
  ["useBestPrices", () => useBestPrices({ market: MARKET })],
  ["useBestPricesOf", () => useBestPricesOf({ markets: [] })],
  ["useTickers", () => useTickers({ markets: [] })],
  ["usePortfolio", () => usePortfolio({ identities: ACCOUNT, quote: ACCOUNT })],
  ["useTrades", () => useTrades({ market: MARKET })],
  ["useOrders", () => useOrders({ identities: ACCOUNT })],
  ["useBalances", () => useBalances({ identities: ACCOUNT })],
  ["useNonce", () => useNonce({ identity: ACCOUNT })],
  ["useOrderEvents", () => useOrderEvents({ identities: ACCOUNT }, () => undefined)],
  ["useTradeEvents", () => useTradeEvents({ market: MARKET }, () => undefined)],
  ["useConnection", () => useConnection()],
  ["useO2Store", () => useO2Store((state) => state)],
  ["useO2Feed", () => useO2Feed()],
  ["useDepth, though idle", () => useDepth({ market: null })],
];

/** Renders a component that throws, without React's log of it. */
function renderThrowing(tree: ReactNode): void {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    render(tree);
  } finally {
    log.mockRestore();
  }
}

test.each(hooks)("%s outside of a provider throws an error that says to wrap the tree", (_, hook) => {
  const { Probe } = record(hook);
  expect(() => renderThrowing(<Probe params={undefined} />)).toThrow(
    /no O2Provider above this component.*Wrap the tree in <O2Provider network="testnet">/,
  );
});

const props: readonly [string, object, RegExp][] = [
  ["nothing", {}, /^network: undefined is not a network. Expected one of "mainnet", "testnet", "devnet", or a config/],
  ["an unknown network", { network: "mars" }, /^network: "mars" is not a network/],
  ["a network named like a method", { network: "toString" }, /^network: "toString" is not a network/],
  [
    "an https address",
    { config: { wsUrl: "https://api.o2.app" } },
    /^config\.wsUrl: "https:.*absolute ws:\/\/ or wss:\/\/ address/,
  ],
  ["a relative address", { config: { wsUrl: "/v1/ws" } }, /^config\.wsUrl: "\/v1\/ws" cannot be used/],
  ["a config without an address", { config: { apiBase: "https://x.y" } }, /^config\.wsUrl: undefined cannot be used/],
  [
    "a timing below zero",
    { network: "testnet", pingInterval: -1 },
    /^pingInterval: -1 cannot be used.*default is 30000/,
  ],
];

test.each(props)("a provider given %s throws before anything is opened", (_, given, message) => {
  const WebSocket = vi.fn();
  const options = { WebSocket, ...given } as object as O2FeedOptions;
  expect(() => renderThrowing(createElement(O2Provider, options satisfies O2ProviderProps))).toThrow(message);
  expect(() => renderThrowing(createElement(O2Provider, options))).toThrow(O2InputError);
  expect(WebSocket).not.toHaveBeenCalled();
});
