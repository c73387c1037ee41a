// A book as the rows of a ladder: grouped, with totals in both assets, own orders and what changed. Pure.
import type { BookSides, DepthLevel, Market, Order, Side } from "../client/entities.ts";
import { O2InputError } from "../client/errors.ts";
import { type Group, group } from "./group.ts";
import { toMultiple, wholeOf } from "./units.ts";

/** The asset in which a ladder's sizes are: the market's base or quote asset. */
export type LadderUnit = "base" | "quote";

/** A row of a ladder. Amounts are chain integers: `quantity` in base units, `value` in quote units, rounded down. */
export interface LadderRow {
  /** In quote units per whole base unit. Of a grouped row the end that is worse for whoever takes it: bids down, asks up. */
  readonly price: bigint;
  readonly quantity: bigint;
  readonly value: bigint;
  /** All that rests at this price and better ones, in base units. */
  readonly total: bigint;
  /** The same in quote units, each level at its own price. */
  readonly totalValue: bigint;
  /** `quantity` or `value`, and `total` or `totalValue`, by the ladder's `in`: the lengths of bars. */
  readonly size: bigint;
  readonly depth: bigint;
  /** The quantity that is left of the own orders in this row, in base units, and the number of these orders. */
  readonly ownQuantity: bigint;
  readonly ownCount: number;
  /**
   * The change of `quantity` since the previous ladder, below zero if some was taken; `undefined` where that is not known: there was
   * none, it was grouped otherwise, or did not reach this price.
   */
  readonly change: bigint | undefined;
}

/** One side of a ladder. */
export interface LadderSide {
  /** Best first. */
  readonly rows: readonly LadderRow[];
  /** The greatest `size` of a row, and the `depth` of the last one: the scales of bars. 0n without rows. */
  readonly largest: bigint;
  readonly depth: bigint;
}

/** A book as two sides of rows. */
export interface Ladder {
  readonly bids: LadderSide;
  readonly asks: LadderSide;
  /** The greater `largest` and `depth` of both sides: one scale for the bars of both. 0n without rows. */
  readonly largest: bigint;
  readonly depth: bigint;
  /** The step that prices are grouped to, in chain integers: 1n groups nothing. */
  readonly step: bigint;
  readonly in: LadderUnit;
}

/** A ladder: its rows on both sides, and the largest of each. */
export interface LadderOptions {
  /** Groups prices to multiples of 10^precision chain units, 0 (not at all) to 18, as `useDepth` does. Excludes `step`. */
  readonly precision?: number | undefined;
  /** Groups prices to multiples of this many chain units: 1, 2 or 5 times a power of ten. `stepsOf` gives those that suit a book. */
  readonly step?: bigint | undefined;
  /** The greatest number of rows a side. Default all. */
  readonly rows?: number | undefined;
  /** Orders of one's own: the open ones of this market are counted in their rows. */
  readonly ownOrders?: readonly Order[] | undefined;
  /** Default `"base"`. */
  readonly in?: LadderUnit | undefined;
  /** The ladder of the frame before: for `change`, and rows that say the same stay the same objects. */
  readonly previous?: Ladder | undefined;
}

/**
 * A book as a ladder. Rows that say the same as in `previous` are the same objects, so that memoised rows stay still.
 *
 * @param depth ungrouped or grouped, best levels first, as `useDepth` gives it.
 * @throws O2InputError for a `step` that is not 1, 2 or 5 times a power of ten, a `precision` out of range, or both of them.
 * @example
 * const { bids, asks } = ladder(market, book, { step: 5_000_000n, in: "quote", previous });
 */
export function ladder(market: Market, depth: BookSides, options: LadderOptions = {}): Ladder {
  const { in: unit = "base", ownOrders = [], previous } = options;
  const step = toStep(options);
  const before = previous?.step === step && previous.in === unit ? previous : undefined;
  const side = (name: Side, levels: readonly DepthLevel[], last: LadderSide | undefined): LadderSide => {
    const isBid = name === "buy";
    const isShown = (order: Order): boolean =>
      order.side === name && !order.close && (order.market_id ?? market.market_id) === market.market_id;
    const own = new Map<bigint, { quantity: bigint; count: number }>();
    for (const { price, quantity, quantity_fill = 0n } of ownOrders.filter(isShown)) {
      const at = toMultiple(price, step, isBid ? "down" : "up");
      const { quantity: sum, count } = own.get(at) ?? { quantity: 0n, count: 0 };
      own.set(at, { quantity: sum + quantity - quantity_fill, count: count + 1 });
    }
    const groups = group(levels, step, isBid).slice(0, options.rows);
    return toSide(groups, wholeOf(market.base), own, unit, last, isBid);
  };
  const bids = side("buy", depth.bids, before?.bids);
  const asks = side("sell", depth.asks, before?.asks);
  if (before && bids === before.bids && asks === before.asks) return before;
  const largest = greater(bids.largest, asks.largest);
  return { bids, asks, largest, depth: greater(bids.depth, asks.depth), step, in: unit };
}

function greater(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

/** The step that the options mean. */
function toStep({ precision, step }: LadderOptions): bigint {
  if (step !== undefined && precision !== undefined)
    throw new O2InputError("step", "it excludes precision. Give one of the two.", { code: "conflict", value: step });
  if (step !== undefined) {
    if (step > 0n && /^[125]0*$/.test(`${step}`)) return step;
    const expected =
      "Expected 1, 2 or 5 times a power of ten, in chain units; stepsOf(market, book) has those that suit.";
    throw new O2InputError("step", `${step} cannot be grouped to. ${expected}`, { code: "outOfRange", value: step });
  }
  const level = precision ?? 0;
  if (Number.isInteger(level) && level >= 0 && level <= 18) return 10n ** BigInt(level);
  const text = `${level} is not a precision level. Expected a whole number from 0 (no grouping) to 18 (coarsest).`;
  throw new O2InputError("precision", text, { code: "outOfRange", value: precision });
}

type OwnOrders = ReadonlyMap<bigint, { readonly quantity: bigint; readonly count: number }>;

function toSide(
  groups: readonly Group[],
  whole: bigint,
  own: OwnOrders,
  unit: LadderUnit,
  last: LadderSide | undefined,
  isBid: boolean,
): LadderSide {
  const known = new Map(last?.rows.map((row) => [row.price, row]));
  const end = last?.rows.at(-1)?.price;
  /** Whether the previous rows reached as far as a price, so that what they lack there was not in the book. */
  const wasSeen = (price: bigint): boolean => end !== undefined && (isBid ? price >= end : price <= end);
  let [total, product, largest] = [0n, 0n, 0n];
  let isSame = last?.rows.length === groups.length;
  const rows = groups.map((each, index): LadderRow => {
    const { price, quantity } = each;
    const before = known.get(price);
    total += quantity;
    product += each.product;
    const value = each.product / whole;
    const totalValue = product / whole;
    const [size, depth] = unit === "base" ? [quantity, total] : [value, totalValue];
    if (size > largest) largest = size;
    const { quantity: ownQuantity, count: ownCount } = own.get(price) ?? { quantity: 0n, count: 0 };
    const change = before || wasSeen(price) ? quantity - (before?.quantity ?? 0n) : undefined;
    const row = { price, quantity, value, total, totalValue, size, depth, ownQuantity, ownCount, change };
    const kept = before && isSameRow(before, row) ? before : row;
    if (kept !== last?.rows[index]) isSame = false;
    return kept;
  });
  return isSame && last ? last : { rows, largest, depth: rows.at(-1)?.depth ?? 0n };
}

function isSameRow(one: LadderRow, other: LadderRow): boolean {
  return (Object.keys(other) as (keyof LadderRow)[]).every((key) => one[key] === other[key]);
}
