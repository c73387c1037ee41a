// The table of every spelling and behaviour in which sources about the real exchange disagree, the likely one first.
// It does not know how each is written.
import { createRandom } from "./random.ts";

/**
 * Everything that the wire may say in more than one way: by name, the likely answer, then the alternatives. The exchange answers
 * the first by default; `wire: "alt"` answers the second of each.
 */
export const WIRE = {
  /** The key of a whole book, on the feed and over REST. */
  depth: ["orders", "view"],
  /** The names of a book's sides over REST. */
  sides: ["buys", "bids"],
  /** The action of a frame of trades. */
  tradesAction: ["subscribe_trades", "trades"],
  /** The action of a frame of nonces. */
  nonceAction: ["subscribe_nonce", "nonce"],
  /** An error on the feed: `{ code, message }` alone, or with `action` and `market_id`. */
  errors: ["bare", "dressed"],
  /** An error over REST: with a 4xx status, under 200, or as text. */
  restErrors: ["status", "ok", "text"],
  /** Frames of text, or the same text in binary frames. */
  frames: ["text", "binary"],
  /** Chain integers. Levels of a book are strings in both. */
  amounts: ["string", "number"],
  /** Integers inside `order_type` and `desired_quantity`. */
  orderNumbers: ["number", "string"],
  /** The nonce of an account. */
  nonce: ["string", "number", "hex"],
  /** Ids of 32 bytes. */
  ids: ["0x", "bare", "upper"],
  /** A `trade_id`: maker's and taker's order id, `0x` before both, the first or none; or a running number, as in fixtures. */
  tradeIds: ["both", "first", "bare", "counter"],
  /** `"buy"` or `"Buy"`. */
  side: ["buy", "Buy"],
  /** The unit of an order's `timestamp`. */
  orderTimes: ["ms", "s"],
  /** The spelling of a trade's `timestamp` in milliseconds. */
  tradeTimes: ["string", "number"],
  /** `onchain_timestamp`: seconds, or null. */
  stamps: ["seconds", "null"],
  /** A trade's `total`: price × quantity by 10^base.decimals, or undivided. */
  total: ["divided", "undivided"],
  /** The identities of a trade's maker and taker. */
  parties: ["given", "absent"],
  /** The owner of an order: in `account` and `owner`, or in one of them. */
  owners: ["both", "owner", "account"],
  /** `fills`, `history` and `triggers` of an order over REST: in every answer, or among the active orders alone. */
  orderLists: ["everywhere", "active"],
  /** The list of trigger orders when there is none: empty, or left out. */
  noTriggers: ["empty", "absent"],
  /** Trigger orders whose parent was just filled: at the frame's level, or on that order alone. */
  orphans: ["told", "attached"],
  /** The `kind` of an order among the active ones. */
  activeKinds: ["order", "spot"],
  /** `start_timestamp`, `start_id` and `start_kind` of the active orders: the page behind it, or the first one again. */
  activeCursor: ["followed", "ignored"],
  /** `partially_filled` of an order. */
  partial: ["given", "absent"],
  /** `fills` of an order: its matches. */
  orderFills: ["given", "absent"],
  /** `maker_fee` and `taker_fee` of an account's own trades. */
  tradeFees: ["absent", "given"],
  /** `fee` in what an order book holds. */
  bookFee: ["given", "absent"],
  /** Members that no client knows yet, in frames and answers. */
  members: ["known", "more"],
  /** Trades over REST. */
  trades: ["object", "array"],
  /** Bars: `{ bars: [{ timestamp (ms), buy_volume, sell_volume, … }] }`, or an array of `{ time (s), volume, … }`. */
  bars: ["object", "array", "time"],
  /** The day that bars of a week begin on, always the same one. */
  weeks: ["monday", "thursday", "sunday"],
  /** Stretches without a trade. */
  emptyBars: ["missing", "sent"],
  /** `count_back` of bars. */
  countBack: ["overrides", "ignored"],
  /** A market's ticker: an array of one, or an object of other names. */
  ticker: ["array", "object"],
  /** A market's summary: an array of one, or an object of other names. */
  summary: ["array", "object"],
  /** Tickers and summaries where no market is named: of all markets, of the first alone, or an error. */
  dayReads: ["all", "one", "refused"],
  /** `market_id` of a ticker or summary in an array. */
  dayNames: ["given", "null"],
  /** The asset of a summary's `volume_24h`. */
  volume24h: ["quote", "base"],
  /** `limit` of a book over REST. */
  depthLimit: ["honoured", "ignored"],
  /** The cursor's own entry at the start of the next page. */
  cursor: ["skipped", "again"],
  /** `chain_id` of the markets. */
  chainId: ["hex", "decimal"],
  /** An account asked for by its owner. */
  byOwner: ["whole", "idOnly"],
  /** `margin_accounts` of an account. */
  marginAccounts: ["absent", "objects", "ids"],
  /** The name that a margin account's session is wrapped in. */
  marginSession: ["V2", "V1"],
  /** The debts of such a session: pairs, or an object by asset. */
  marginDebt: ["pairs", "map"],
  /** The tiers of the margin venue. */
  marginTiers: ["object", "array"],
  /** A balance that nobody has ever had. */
  noBalance: ["zeros", "404"],
  health: ["json", "text"],
  /** Numbers of the aggregated reads. */
  aggregated: ["number", "string"],
  /** The amounts of the aggregated trades: human decimals, or the chain integers that the official TypeScript client reads. */
  aggregatedTrades: ["decimals", "integers"],
  /** A revert: `{ message, reason, receipts }`, or code 1000 with the reason in the message. */
  reverts: ["reason", "coded"],
  /** The nonce after a revert. */
  revertNonce: ["moves", "stays"],
  /** A batch that cancels an order which is filled already. */
  cancelClosed: ["reverts", "ignored"],
  /** Depth views: sent where something changed, the first at once; always, the first after an interval; not known; or kept silent on. */
  depthViews: ["changes", "always", "refused", "silent"],
  /** The unsubscribe of a depth view: by its market alone, or only with its precision and frequency. */
  viewUnsubscribe: ["market", "whole"],
} as const;

/** One spelling of each kind. */
export type Wire = { readonly [Name in keyof typeof WIRE]: (typeof WIRE)[Name][number] };

/** The spellings that an exchange answers in: the likely ones, the alternatives, a seeded mixture per answer, or by name. */
export type WireChoice = "likely" | "alt" | "mixed" | Partial<Wire>;

/** Gives the spellings of the next frame or answer. */
export type NextWire = () => Wire;

/** An option that no exchange can be made with. */
export class ExchangeOptionError extends RangeError {
  /** The option, for a program. */
  readonly field: string;
  /** The value it was given. */
  readonly value: unknown;
  /** The values that would do. */
  readonly expected: readonly string[];

  constructor(field: string, value: unknown, expected: readonly string[]) {
    super(`${field} must be one of ${expected.map((one) => JSON.stringify(one)).join(", ")}, not ${String(value)}.`);
    this.name = "ExchangeOptionError";
    this.field = field;
    this.value = value;
    this.expected = expected;
  }
}

const names = Object.keys(WIRE) as (keyof Wire)[];

const pick = (index: (alternatives: number) => number): Wire =>
  Object.fromEntries(names.map((name) => [name, WIRE[name][index(WIRE[name].length)]])) as unknown as Wire;

/** The likely spellings. */
export const likely = (): Wire => pick(() => 0);

/**
 * Leaves out what no mixture has: `bars: "time"`, which is this library's own and no server's, trades that are counted, since
 * a trade has one id, and weeks that begin on another day with each answer. A server knows depth views or does not.
 */
const mixable = (wire: Wire, { weeks, depthViews }: Wire): Wire => ({
  ...wire,
  weeks,
  depthViews,
  bars: wire.bars === "time" ? "object" : wire.bars,
  tradeIds: wire.tradeIds === "counter" ? "both" : wire.tradeIds,
});

/** Makes the function that gives the spellings of each answer. */
export const createWire = (choice: WireChoice = "likely", seed: number = 1): NextWire => {
  if (choice === "likely") {
    const wire = likely();
    return () => wire;
  }
  if (choice === "alt") {
    const alternative = pick(() => 1);
    return () => alternative;
  }
  if (choice === "mixed") {
    const random = createRandom(`wire ${seed}`);
    const mixture = (): Wire => pick((alternatives) => random.below(alternatives));
    const fixed = pick((alternatives) => createRandom(`weeks ${seed}`).below(alternatives));
    return () => mixable(mixture(), fixed);
  }
  if (typeof choice !== "object" || choice === null) {
    throw new ExchangeOptionError("wire", choice, ["likely", "alt", "mixed"]);
  }
  const wire: Wire = { ...likely(), ...choice };
  for (const name of Object.keys(choice)) {
    if (!names.includes(name as keyof Wire)) throw new ExchangeOptionError("wire", name, names);
    const known: readonly string[] = WIRE[name as keyof Wire];
    if (!known.includes(wire[name as keyof Wire])) {
      throw new ExchangeOptionError(`wire.${name}`, wire[name as keyof Wire], known);
    }
  }
  return () => wire;
};

/** Reads a choice as one writes it in a shell: `alt`, `mixed`, `depth=view,ticker=object`, or `view` where one kind alone has it. */
export const readWire = (text: string): WireChoice => {
  if (text === "likely" || text === "alt" || text === "mixed") return text;
  const choice: Record<string, string> = {};
  for (const part of text.split(",")) {
    const [name = "", value] = part.split("=");
    const owners =
      value === undefined ? names.filter((one) => (WIRE[one] as readonly string[]).includes(name)) : [name];
    if (owners.length !== 1) throw new ExchangeOptionError("wire", part, ["likely", "alt", "mixed", ...names]);
    choice[owners[0] ?? name] = value ?? name;
  }
  createWire(choice as Partial<Wire>);
  return choice as Partial<Wire>;
};
