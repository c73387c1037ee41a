// A book as the points of a depth chart. Pure; draws nothing.
import type { BookSides, DepthLevel, Market } from "../client/entities.ts";
import { shareOf } from "./shareOf.ts";
import { wholeOf } from "./units.ts";

/** A step of a depth chart: all that rests at a price and better ones. */
export interface DepthChartPoint {
  /** In chain integers of the quote asset per whole unit of the base asset. */
  readonly price: bigint;
  /** In chain integers of the base asset. */
  readonly total: bigint;
  /** The same in chain integers of the quote asset, rounded down. */
  readonly totalValue: bigint;
  /** The place of the price between `lowest` (0) and `highest` (1): a number to draw with, not to compute with. */
  readonly x: number;
  /** The part of the greatest total (1) by the chart's `in`: a number to draw with, not to compute with. */
  readonly y: number;
}

/** The two curves of a depth chart. */
export interface DepthChart {
  /** Best first: prices descending. */
  readonly bids: readonly DepthChartPoint[];
  /** Best first: prices ascending. */
  readonly asks: readonly DepthChartPoint[];
  /** The range of prices, in chain integers; both `undefined` where neither side has levels. */
  readonly lowest: bigint | undefined;
  readonly highest: bigint | undefined;
  /** The greater of both sides' totals, by the chart's `in`. */
  readonly greatest: bigint;
}

/** The points of a depth chart, and their bounds. */
export interface DepthChartOptions {
  /** Only prices within so many hundredths of a percent of the middle of the best prices: 250 is 2.5 %. Default all. */
  readonly withinBasisPoints?: number | undefined;
  /** The asset that totals are compared in. Default `"base"`. */
  readonly in?: "base" | "quote" | undefined;
}

/**
 * The points of a depth chart, cumulative on each side from the best price outwards. Draw steps: a total holds from its price on to the
 * next one.
 *
 * @param depth ungrouped or grouped, best levels first, as `useDepth` gives it.
 * @example
 * const { bids, asks } = depthChart(market, book, { withinBasisPoints: 200 });
 * const path = asks.map(({ x, y }) => `H${x * 300} V${(1 - y) * 100}`).join(" ");
 */
export function depthChart(market: Market, depth: BookSides, options: DepthChartOptions = {}): DepthChart {
  const { withinBasisPoints: within, in: unit = "base" } = options;
  const whole = wholeOf(market.base);
  const [bid, ask] = [depth.bids[0]?.price, depth.asks[0]?.price];
  const middle = ((bid ?? ask ?? 0n) + (ask ?? bid ?? 0n)) / 2n;
  const reach = within === undefined ? undefined : (middle * BigInt(Math.round(within))) / 10_000n;
  const isNear = ({ price }: DepthLevel): boolean =>
    reach === undefined || (price >= middle - reach && price <= middle + reach);
  const sides = [depth.bids, depth.asks].map((levels) => sums(levels.filter(isNear), whole));
  const all = sides.flat();
  const prices = all.map(({ price }) => price);
  const sizeOf = (point: Sum): bigint => (unit === "base" ? point.total : point.totalValue);
  const [lowest, highest, greatest] = [least(prices), most(prices), most(all.map(sizeOf)) ?? 0n];
  const [bids = [], asks = []] = sides.map((side) =>
    side.map((point) => ({
      ...point,
      x: shareOf(point.price - (lowest ?? 0n), (highest ?? 0n) - (lowest ?? 0n)),
      y: shareOf(sizeOf(point), greatest),
    })),
  );
  return { bids, asks, lowest, highest, greatest };
}

type Sum = Pick<DepthChartPoint, "price" | "total" | "totalValue">;

function sums(levels: readonly DepthLevel[], whole: bigint): readonly Sum[] {
  let [total, product] = [0n, 0n];
  return levels.map(({ price, quantity }) => {
    total += quantity;
    product += price * quantity;
    return { price, total, totalValue: product / whole };
  });
}

function least(values: readonly bigint[]): bigint | undefined {
  return values.reduce<bigint | undefined>(
    (found, each) => (found === undefined || each < found ? each : found),
    undefined,
  );
}

function most(values: readonly bigint[]): bigint | undefined {
  return values.reduce<bigint | undefined>(
    (found, each) => (found === undefined || each > found ? each : found),
    undefined,
  );
}
