// The meaning of parameters: every kind of them, in every state of the list of markets.
import { describe, expect, it } from "vitest";
import type { Market } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import {
  balancesParams,
  candlesParams,
  depthParams,
  fillsParams,
  MARGIN_TIERS_PARAMS,
  MARKETS_PARAMS,
  marginAccountParams,
  marketParams,
  nonceParams,
  ordersParams,
  portfolioParams,
  tickersParams,
  tradesParams,
} from "./hookParams.ts";
import { type Answer, type HookParams, resolve } from "./resolve.ts";
import { EMPTY_ENTRY, type Entry } from "./state.ts";

const ID = `0x${"a".repeat(64)}`;
const OTHER = `0x${"b".repeat(64)}`;
const ACCOUNT = `0x${"1".repeat(64)}`;
const ASSET = `0x${"2".repeat(64)}`;
const identity = { ContractId: ACCOUNT };
const eleven = Array.from({ length: 11 }, (_, n) => `0x${String(n).padStart(64, "0")}`);

const asset = (symbol: string) => ({ symbol, asset: ASSET, decimals: 9, max_precision: 6 });
const listed = (market_id: string, base: string): Market =>
  ({ market_id, pair: `${base}/USDC`, base: asset(base), quote: asset("USDC") }) as Market;

const down = new O2RestError("down");
const data = [listed(ID, "FUEL"), listed(OTHER, "ETH")];

const states = {
  unread: EMPTY_ENTRY,
  "failed, and tried again": { ...EMPTY_ENTRY, error: down, retryAt: 7 },
  "failed for good": { ...EMPTY_ENTRY, error: down },
  read: { ...EMPTY_ENTRY, data, isLive: true },
  "read once, and not again": { ...EMPTY_ENTRY, data, error: down, retryAt: 7 },
  "read, and empty": { ...EMPTY_ENTRY, data: [], isLive: true },
} satisfies Record<string, Entry<readonly Market[]>>;

type State = keyof typeof states;
type Expected = Record<State, Answer | RegExp>;

const always = (answer: Answer | RegExp): Expected => ({
  unread: answer,
  "failed, and tried again": answer,
  "failed for good": answer,
  read: answer,
  "read once, and not again": answer,
  "read, and empty": answer,
});

/** The rows of markets that have to be found in the list. */
const found = (answer: Answer | RegExp): Expected => ({
  unread: { status: "pending", error: undefined, retryAt: undefined },
  "failed, and tried again": { status: "pending", error: down, retryAt: 7 },
  "failed for good": { status: "error", error: down },
  read: answer,
  "read once, and not again": answer,
  "read, and empty": /not one of the markets/,
});

const topics = (...all: Extract<Answer, { status: "topics" }>["topics"]): Answer => ({
  status: "topics",
  topics: all,
  marketId: undefined,
});
const inMarket = (answer: Answer): Answer => ({ ...answer, marketId: ID }) as Answer;
const idle: Answer = { status: "idle" };
const any = (value: unknown): never => value as never;

/** Parameters as the tables write them. */
interface Row {
  readonly channel: string;
  readonly market?: unknown;
  readonly precision?: number;
  readonly frequency?: unknown;
  readonly levels?: number;
  readonly limit?: number;
  readonly kept?: number;
  readonly resolution?: string;
  readonly identities?: unknown;
  readonly identity?: unknown;
  readonly asset?: string | null;
  readonly quote?: string | null;
  readonly isAmongAll?: boolean;
  readonly account?: unknown;
  readonly parent?: unknown;
}

const paramsOf: Readonly<Record<string, (row: Row) => HookParams>> = {
  depth: ({ market, precision = 1, levels = 5, frequency }) =>
    depthParams(any(market), precision, levels, undefined, any(frequency)),
  trades: ({ market, limit = 1, kept }) => tradesParams(any(market), limit, kept),
  candles: ({ market, resolution, limit = 9 }) => candlesParams(any(market), any(resolution), limit),
  orders: ({ identities, market }) => ordersParams(any(identities), any(market)),
  fills: ({ identities, market }) => fillsParams(any(identities), any(market)),
  balances: ({ identities, asset }) => balancesParams(any(identities), asset),
  portfolio: ({ identities, quote }) => portfolioParams(any(identities), quote),
  tickers: ({ market, isAmongAll = false }) => tickersParams(any(market), undefined, (id) => isAmongAll && id === ID),
  nonce: ({ identity: one }) => nonceParams(any(one)),
  marginAccount: ({ account, parent }) => marginAccountParams(any(account), any(parent)),
  marginTiers: () => MARGIN_TIERS_PARAMS,
  market: ({ market }) => marketParams(any(market)),
  markets: () => MARKETS_PARAMS,
};
const answerTo = (row: Row, markets: Entry<readonly Market[]>): Answer =>
  resolve(paramsOf[row.channel]?.(row) ?? any(row), markets);

/** Each hook that shows one market: its other parameters when they are right, and what it then follows. */
const ofMarket = [
  [{ channel: "depth", precision: 1, levels: 5 }, topics({ channel: "depth", market: ID, precision: 1, levels: 5 })],
  [
    { channel: "depth", precision: 2, levels: 5 },
    topics(
      { channel: "depth", market: ID, precision: 2, levels: 5 },
      { channel: "depth", market: ID, precision: 1, levels: 1 },
    ),
  ],
  // A calm book is asked for by itself.
  [
    { channel: "depth", precision: 2, levels: 5, frequency: "1s" },
    topics({ channel: "depth", market: ID, precision: 2, levels: 5, frequency: "1s" }),
  ],
  [{ channel: "trades", limit: 20, kept: 20 }, topics({ channel: "trades", market: ID, limit: 20 })],
  [{ channel: "trades", limit: Number.POSITIVE_INFINITY, kept: 20 }, topics({ channel: "trades", market: ID })],
  [
    { channel: "candles", resolution: "5m", limit: 9 },
    topics({ channel: "candles", market: ID, resolution: "5m", limit: 9 }),
  ],
  [{ channel: "tickers", isAmongAll: true }, topics({ channel: "marketSummaries" }, { channel: "trades", market: ID })],
  [{ channel: "tickers" }, topics({ channel: "candles", market: ID, resolution: "5m", limit: 289 })],
] as const;

const rows: (readonly [name: string, params: Row, expected: Expected])[] = ofMarket.flatMap(([right, follows]) => {
  const row = (name: string, market: unknown, expected: Expected) =>
    [`${right.channel}: ${name}`, { ...right, market: any(market) } as Row, expected] as const;
  return [
    row("no market", undefined, always(idle)),
    row("no market yet", null, always(idle)),
    row("an id", ID, always(inMarket(follows))),
    row("an id in another spelling", ID.slice(2).toUpperCase(), always(inMarket(follows))),
    row("an object with a market_id", data[0], always(inMarket(follows))),
    row("a pair", "FUEL/USDC", found(inMarket(follows))),
    row("a pair in another spelling", " fuel / usdc", found(inMarket(follows))),
    row("a pair that does not exist", "DOGE/USDC", found(/not one of the markets/)),
    row("what is neither a pair nor an id", "FUEL", always(/^market: "FUEL" is not a market id/)),
    row("an empty text", "", always(/^market: "" is not a market id/)),
    row("an object without a market_id", {}, always(/^market: .* is not a market id/)),
    row("a number", 7, always(/^market: 7 is not a market id/)),
  ];
});

/** Parameters that cannot be used, however the market is given. */
const wrong: readonly (readonly [name: string, params: object, message: RegExp])[] = [
  ["depth: precision 0", { channel: "depth", precision: 0, levels: 5 }, /^precision: 0 /],
  ["depth: a frequency that is none", { channel: "depth", frequency: "2s" }, /^frequency: "2s" .*100ms, 500ms, 1s, 3s/],
  ["depth: a frequency as a number", { channel: "depth", frequency: 500 }, /^frequency: 500 /],
  ["depth: levels below 0", { channel: "depth", precision: 1, levels: -1 }, /^levels: -1 /],
  ["trades: a limit that is no number", { channel: "trades", limit: Number.NaN }, /^limit: NaN /],
  ["trades: more than are kept", { channel: "trades", limit: 21, kept: 20 }, /^limit: 21 .* 20 trades .*maxTrades/],
  ["candles: no candle", { channel: "candles", resolution: "1m", limit: 0 }, /^limit: 0 /],
  ["candles: too many", { channel: "candles", resolution: "1m", limit: 5_001 }, /^limit: 5001 /],
  ["candles: an unknown length", { channel: "candles", resolution: "7m", limit: 9 }, /^resolution: "7m" /],
  ["orders: an empty list", { channel: "orders", identities: [] }, /^identities: the list is empty/],
  ["orders: eleven", { channel: "orders", identities: eleven }, /^11 were given/],
  ["fills: an empty list", { channel: "fills", identities: [] }, /^identities: the list is empty/],
  ["orders: a typing mistake", { channel: "orders", identities: [ACCOUNT, "0x12"] }, /^identities: "0x12" /],
];

rows.push(
  ...wrong.flatMap(([name, params, message]) => [
    [`${name}, in a market by its id`, { ...params, market: ID } as Row, always(message)] as const,
    [`${name}, in a market by its pair`, { ...params, market: "FUEL/USDC" } as Row, always(message)] as const,
    [`${name}, in a market that does not exist`, { ...params, market: "DOGE/USDC" } as Row, always(message)] as const,
  ]),
  ...wrong
    .filter(([, params]) => !("identities" in params))
    .map(([name, params]) => [`${name}, with no market`, { ...params, market: null } as Row, always(idle)] as const),
);

const orders = topics({ channel: "orders", identity });
const fills = topics({ channel: "fills", identity });
const fillsIn = inMarket(topics({ channel: "fills", identity, market: ID }));
rows.push(
  ["fills: nobody, in a pair", { channel: "fills", identities: undefined, market: "FUEL/USDC" }, always(idle)],
  ["fills: of all markets", { channel: "fills", identities: ACCOUNT, market: null }, always(fills)],
  ["fills: of an id", { channel: "fills", identities: [identity], market: ID.toUpperCase() }, always(fillsIn)],
  ["fills: of a pair", { channel: "fills", identities: ACCOUNT, market: "FUEL/USDC" }, found(fillsIn)],
  ["fills: of no market", { channel: "fills", identities: ACCOUNT, market: "FUEL" }, always(/^market: "FUEL" /)],
  ["orders: nobody", { channel: "orders", identities: null, market: undefined }, always(idle)],
  ["orders: nobody, in a pair", { channel: "orders", identities: undefined, market: "FUEL/USDC" }, always(idle)],
  ["orders: nobody, in no market", { channel: "orders", identities: undefined, market: "FUEL" }, always(idle)],
  ["orders: of all markets", { channel: "orders", identities: ACCOUNT, market: null }, always(orders)],
  ["orders: of an id", { channel: "orders", identities: [identity], market: ID }, always(inMarket(orders))],
  ["orders: of a pair", { channel: "orders", identities: ACCOUNT, market: "FUEL/USDC" }, found(inMarket(orders))],
  ["orders: of no market", { channel: "orders", identities: ACCOUNT, market: "FUEL" }, always(/^market: "FUEL" /)],
  ["balances: nobody", { channel: "balances", identities: undefined, asset: ASSET }, always(idle)],
  ["balances: nobody, of no asset", { channel: "balances", identities: null, asset: "USDC" }, always(idle)],
  [
    "balances: of two",
    { channel: "balances", identities: [ACCOUNT, { Address: ID }], asset: null },
    always(topics({ channel: "balances", identity }, { channel: "balances", identity: { Address: ID } })),
  ],
  ["balances: a symbol", { channel: "balances", identities: ACCOUNT, asset: "USDC" }, always(/^asset: "USDC" /)],
  ["balances: an empty list", { channel: "balances", identities: [], asset: null }, always(/the list is empty/)],
  ["portfolio: nobody", { channel: "portfolio", identities: null, quote: ASSET }, always(idle)],
  ["portfolio: in no asset yet", { channel: "portfolio", identities: ACCOUNT, quote: null }, always(idle)],
  [
    "portfolio: of one",
    { channel: "portfolio", identities: ACCOUNT, quote: ASSET },
    {
      ...found(topics({ channel: "balances", identity })),
      "read, and empty": topics({ channel: "balances", identity }),
    },
  ],
  [
    "portfolio: in a symbol",
    { channel: "portfolio", identities: ACCOUNT, quote: "USDC" },
    always(/^quote: "USDC" is not an asset id/),
  ],
  ["portfolio: an empty list", { channel: "portfolio", identities: [], quote: ASSET }, always(/the list is empty/)],
  ["nonce: nobody", { channel: "nonce", identity: undefined }, always(idle)],
  ["nonce: of an account", { channel: "nonce", identity: ACCOUNT }, always(topics({ channel: "nonce", identity }))],
  ["nonce: of an empty text", { channel: "nonce", identity: "" }, always(/^identities: "" is not an identity/)],
  ["market: none", { channel: "market", market: null }, always(idle)],
  ["market: a pair", { channel: "market", market: "FUEL/USDC" }, found(inMarket(topics()))],
  ["market: an id", { channel: "market", market: ID }, found(inMarket(topics()))],
  ["market: an id that is not listed", { channel: "market", market: ACCOUNT }, found(/not one of the markets/)],
  ["market: neither", { channel: "market", market: "FUEL" }, always(/^market: "FUEL" is not a market id/)],
  ["markets: all", { channel: "markets" }, { ...found(topics()), "read, and empty": topics() }],
);

/** The rows of the margin venue: the list says whether the network has it, and where it cannot be read that is asked. */
const onMargin = (answer: Answer): Expected => ({
  ...found(answer),
  "failed for good": answer,
  "read, and empty": answer,
});
const margin = { channel: "marginAccount", account: ACCOUNT } as const;
rows.push(
  ["marginAccount: none", { channel: "marginAccount", account: null, parent: ID }, always(idle)],
  ["marginAccount: an id", margin, onMargin(topics(margin))],
  ["marginAccount: an identity", { ...margin, account: identity }, onMargin(topics(margin))],
  [
    "marginAccount: an id and its parent",
    { ...margin, parent: { ContractId: ID } },
    onMargin(topics({ ...margin, parent: ID })),
  ],
  [
    "marginAccount: a place",
    { ...margin, account: 2, parent: ID },
    onMargin(topics({ ...margin, account: 2, parent: ID })),
  ],
  ["marginAccount: a place without a parent", { ...margin, account: 2 }, always(/^parent: it is missing/)],
  ["marginAccount: a wallet", { ...margin, account: { Address: ID } }, always(/^account: .* is a wallet/)],
  ["marginAccount: its own parent", { ...margin, parent: ACCOUNT }, always(/^account: it is the parent itself/)],
  ["marginTiers: all", { channel: "marginTiers" }, onMargin(topics({ channel: "marginTiers" }))],
);

describe.each(Object.keys(states) as State[])("the list of markets is %s", (state) => {
  it.each(rows)("%s", (_, params, expected) => {
    const answer = answerTo(params, states[state]);
    const is = expected[state];
    if (!(is instanceof RegExp)) {
      expect(answer).toEqual(is);
      return;
    }
    expect(answer).toMatchObject({ status: "error", error: { message: expect.stringMatching(is) } });
  });
});

it("an error that is none of ours is thrown", () => {
  const market = {
    get market_id(): string {
      throw new TypeError("mine");
    },
  };
  expect(() => answerTo({ channel: "trades", market, limit: 1 }, EMPTY_ENTRY)).toThrow(TypeError);
});
