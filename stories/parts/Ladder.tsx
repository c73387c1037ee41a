// The order book as a ladder: asks above, the spread in the middle, bids below. Own sizes are marked.
import {
  createAmountFormat,
  createCompactFormat,
  type Frequency,
  type IdentityRef,
  type Market,
  type Side,
  useDepth,
  useOrders,
  type Venue,
} from "o2-react";
import { type LadderUnit, ladder, type LadderRow as Row } from "o2-react/trading";
import { type CSSProperties, useMemo } from "react";
import { Choice } from "./Choice.tsx";
import { Columns } from "./Columns.tsx";
import { COMPACT, LOCALE, toDrawing } from "./format.ts";
import { LadderRow, type PickedLevel } from "./LadderRow.tsx";
import { Panel } from "./Panel.tsx";
import { FINEST, PrecisionChoice, stepAt } from "./PrecisionChoice.tsx";
import { Spread } from "./Spread.tsx";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Mine", "Price", "Size", "Total"] as const;

const UNITS = ["base", "quote"] as const satisfies readonly LadderUnit[];

/** Values are made of the whole book. */
const LEVELS = Number.POSITIVE_INFINITY;

export interface LadderProps {
  /** Default `"Book"`. */
  readonly title?: string;
  readonly market: Market;
  readonly venue?: Venue | undefined;
  readonly precision: number;
  /** The shortest time between two changes of the book. */
  readonly frequency?: Frequency | undefined;
  /** Adds a precision selector. */
  readonly onPrecision?: (precision: number) => void;
  readonly levels?: number;
  /** The asset that sizes are in. Default `"base"`. */
  readonly unit?: LadderUnit;
  /** Adds a choice of that asset. */
  readonly onUnit?: (unit: LadderUnit) => void;
  /** Writes sizes in little space, `"4.13K"`. Default `false`. */
  readonly isCompact?: boolean;
  /** The account whose open orders are marked. */
  readonly account?: IdentityRef | undefined;
  /** Called with a level that is clicked. The same function in every render, so that only levels that changed render. */
  readonly onPick?: ((level: PickedLevel) => void) | undefined;
}

export function Ladder({
  title = "Book",
  market,
  venue,
  precision,
  frequency,
  onPrecision,
  levels = 16,
  unit = "base",
  onUnit,
  isCompact = false,
  account,
  onPick,
}: LadderProps) {
  const inBase = unit === "base";
  // The value of a grouped row is made of its levels, each at its own price.
  const asked = inBase ? { precision, frequency, levels } : { precision: FINEST, frequency, levels: LEVELS };
  const book = useDepth({ market, venue, ...asked });
  const { data: ownOrders } = useOrders({ identities: account, market, venue });
  const rungs = useMemo(
    () => book.data && ladder(market, book.data, { precision, rows: levels, in: unit, ownOrders }),
    [market, book.data, precision, levels, unit, ownOrders],
  );
  const { bids, asks } = rungs ?? { bids: NONE, asks: NONE };
  const deepest = bids.depth > asks.depth ? bids.depth : asks.depth;
  const prices = useFormat(market, { step: stepAt(market, precision) });
  const sizes = useSizes(market, unit, isCompact, deepest);
  const rows = (side: Side, rowsOfSide: readonly Row[]) =>
    rowsOfSide.map(({ price, size, depth, total, ownQuantity }, index) => (
      <LadderRow
        key={`${unit} ${precision} ${price}`}
        market={market}
        side={side}
        price={price}
        size={size}
        total={depth}
        unit={unit}
        prices={prices}
        sizes={sizes}
        own={ownQuantity}
        upTo={total}
        onPick={onPick}
        isBest={index === 0}
      />
    ));
  const controls = (
    <>
      {onUnit && (
        <Choice
          label="Sizes in"
          options={UNITS}
          value={unit}
          onChange={onUnit}
          nameOf={(each) => market[each].symbol}
        />
      )}
      {onPrecision && <PrecisionChoice market={market} venue={venue} value={precision} onChange={onPrecision} />}
    </>
  );

  return (
    <Panel title={title} area="book" result={book} controls={controls}>
      <table
        className="ladder"
        style={{ "--deepest": toDrawing(deepest, market[unit].decimals) || 1 } as CSSProperties}
      >
        <caption className="unseen">Order book of {market.pair}: asks from high to low, then bids</caption>
        <Columns names={COLUMNS} />
        <tbody className="asks">
          <Blank count={levels - asks.rows.length} />
          {rows("sell", asks.rows).reverse()}
        </tbody>
        <Spread market={market} prices={book.data} />
        <tbody className="bids">
          {rows("buy", bids.rows)}
          <Blank count={levels - bids.rows.length} />
        </tbody>
      </table>
    </Panel>
  );
}

/** Empty rows keep a thin book as tall as a full one. */
function Blank({ count }: { readonly count: number }) {
  return Array.from({ length: Math.max(0, count) }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blank rows are identified by their position
    <tr key={index} className="level">
      <td colSpan={4} />
    </tr>
  ));
}

/** A side of which nothing is known yet. */
const NONE = { rows: [] as readonly Row[], depth: 0n };

/** The decimals of sizes in the quote asset. */
const CENTS = 2;

/** The way that sizes are written: all with as many decimals, so that their points align. */
function useSizes(market: Market, unit: LadderUnit, isCompact: boolean, deepest: bigint): (size: bigint) => string {
  // Sizes of ten million and more leave no room for decimals.
  const isLarge = deepest >= 10n ** BigInt(market[unit].decimals + 7);
  return useMemo(() => {
    const asset = market[unit];
    if (isCompact) return createCompactFormat(asset, { ...COMPACT, minimumSignificantDigits: 3 }).format;
    const places = isLarge ? 0 : Math.min(asset.decimals, unit === "base" ? asset.max_precision : CENTS);
    const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
    return createAmountFormat(asset, { locale: LOCALE, roundingMode: "trunc", ...digits }).format;
  }, [market, unit, isCompact, isLarge]);
}
