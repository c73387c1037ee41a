// The order book as a ladder: asks above, the spread in the middle, bids below. Own sizes are marked.
import {
  type Depth,
  type DepthRow,
  type Frequency,
  type IdentityRef,
  type Market,
  type Side,
  useDepth,
  useOrders,
  type Venue,
} from "o2-react";
import { type CSSProperties, useMemo } from "react";
import { Columns } from "./Columns.tsx";
import { toDrawing } from "./format.ts";
import { LadderRow } from "./LadderRow.tsx";
import { ownSizes } from "./ownSizes.ts";
import { Panel } from "./Panel.tsx";
import { PrecisionChoice } from "./PrecisionChoice.tsx";
import { Spread } from "./Spread.tsx";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Mine", "Price", "Size", "Total"] as const;

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
  /** The account whose open orders are marked. */
  readonly account?: IdentityRef | undefined;
}

export function Ladder({
  title = "Book",
  market,
  venue,
  precision,
  frequency,
  onPrecision,
  levels = 16,
  account,
}: LadderProps) {
  const book = useDepth({ market, venue, precision, frequency, levels });
  const orders = useOrders({ identities: account, market, venue });
  const own = useMemo(
    () => ({
      buy: ownSizes(orders.data ?? [], "buy", precision),
      sell: ownSizes(orders.data ?? [], "sell", precision),
    }),
    [orders.data, precision],
  );
  const deepest = deepestTotal(book.data);
  const prices = useFormat(market, { step: 10n ** BigInt(precision) });
  const sizes = useFormat(market, { maximumFractionDigits: placesFor(deepest, market) });
  const rows = (side: Side, levelsOfSide: readonly DepthRow[]) =>
    levelsOfSide.map((row) => (
      <LadderRow
        key={String(row.price)}
        market={market}
        side={side}
        row={row}
        prices={prices}
        sizes={sizes}
        own={own[side].get(row.price)}
      />
    ));
  const controls = onPrecision && <PrecisionChoice market={market} value={precision} onChange={onPrecision} />;

  return (
    <Panel title={title} area="book" result={book} controls={controls}>
      <table className="ladder" style={{ "--deepest": toDrawing(deepest, market.base.decimals) || 1 } as CSSProperties}>
        <caption className="unseen">Order book of {market.pair}: asks from high to low, then bids</caption>
        <Columns names={COLUMNS} />
        <tbody className="asks">
          <Blank count={levels - (book.data?.asks.length ?? 0)} />
          {rows("sell", book.data?.asks ?? []).reverse()}
        </tbody>
        <Spread market={market} prices={book.data} />
        <tbody className="bids">
          {rows("buy", book.data?.bids ?? [])}
          <Blank count={levels - (book.data?.bids.length ?? 0)} />
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

/** The total that the longest bar stands for. */
function deepestTotal(book: Depth | undefined): bigint {
  const [bid = 0n, ask = 0n] = [book?.bids.at(-1)?.total, book?.asks.at(-1)?.total];
  return bid > ask ? bid : ask;
}

/**
 * Sizes of ten million and more leave no room for decimals. All rows have the same number of decimals, so that their
 * points align.
 */
function placesFor(deepest: bigint, { base }: Market): number | undefined {
  return deepest < 10n ** BigInt(base.decimals + 7) ? undefined : 0;
}
