"use client";

// The order book: asks above, the spread, bids below. Bars show how much rests up to a price.
import { type Depth, type DepthRow, type Market, type MarketFormat, type Side, useDepth } from "o2-react";
import { type CSSProperties, memo, useState } from "react";
import { formatOf, formatShare, formatVolume } from "@/lib/format";
import { Panel } from "./Panel";

const LEVELS = 17;

interface LadderProps {
  readonly market: Market;
  /** Called with the price of a row that was clicked. */
  readonly onPick: (price: bigint) => void;
}

export function Ladder({ market, onPick }: LadderProps) {
  const [precision, setPrecision] = useState(1);
  const book = useDepth({ market, precision, levels: LEVELS });
  const format = formatOf(market);
  const deepest = deepestTotal(book.data);
  const rows = (side: Side, levels: readonly DepthRow[] = []) =>
    levels.map((row, place) => (
      // The key is the row's place, not its price: a price that moves up a row is then new text, not a new row.
      // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
      <Row key={place} {...{ side, row, deepest, market, onPick }} step={10n ** BigInt(precision)} />
    ));
  return (
    <Panel
      title="Book"
      name="book"
      result={book}
      controls={<PrecisionSelect market={market} value={precision} onChange={setPrecision} />}
    >
      <table className="ladder">
        <caption className="unseen">Order book of {market.pair}: asks from high to low, then bids</caption>
        <thead>
          <tr>
            <th scope="col">Price {market.quote.symbol}</th>
            <th scope="col">Size {market.base.symbol}</th>
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody className="asks">{rows("sell", book.data?.asks).reverse()}</tbody>
        <tbody className="spread">
          <tr>
            <td colSpan={3}>
              <Spread format={format} book={book.data} />
            </td>
          </tr>
        </tbody>
        <tbody className="bids">{rows("buy", book.data?.bids)}</tbody>
      </table>
    </Panel>
  );
}

interface RowProps {
  readonly side: Side;
  readonly row: DepthRow;
  readonly deepest: bigint;
  readonly market: Market;
  readonly step: bigint;
  readonly onPick: (price: bigint) => void;
}

/** Rows that did not change are the same objects, so that memo skips them. */
const Row = memo(function Row({ side, row, deepest, market, step, onPick }: RowProps) {
  const format = formatOf(market, step);
  const share = deepest === 0n ? 0 : Number((row.total * 1_000n) / deepest) / 10;
  return (
    <tr className={side} style={{ "--share": `${share}%` } as CSSProperties}>
      <td className="price">
        <span className="unseen">{side === "buy" ? "bid " : "ask "}</span>
        {/* The price can be typed into the form as well, so that the keyboard need not walk through all rows. */}
        <button type="button" tabIndex={-1} onClick={() => onPick(row.price)}>
          {format.price(row.price)}
        </button>
      </td>
      <td>{format.quantity(row.quantity)}</td>
      <td className="total">{formatVolume(market.base, row.total)}</td>
    </tr>
  );
});

function Spread({ format, book }: { readonly format: MarketFormat; readonly book: Depth | undefined }) {
  if (!book?.mid || book.spread === undefined) return "–";
  return (
    <>
      <span className="label">Spread</span> {format.price(book.spread)}{" "}
      <span className="label">{formatShare(book.spread, book.mid)}</span>
    </>
  );
}

interface PrecisionSelectProps {
  readonly market: Market;
  readonly value: number;
  readonly onChange: (precision: number) => void;
}

/** Prices are grouped to multiples of 10^precision; the first choice groups nothing. */
function PrecisionSelect({ market, value, onChange }: PrecisionSelectProps) {
  const { decimals, max_precision } = market.quote;
  const tick = decimals - max_precision;
  return (
    <select aria-label="Group prices by" value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {[0, 1, 2].map((coarser) => (
        <option key={coarser} value={coarser === 0 ? 1 : tick + coarser}>
          {formatOf(market).price(10n ** BigInt(tick + coarser))}
        </option>
      ))}
    </select>
  );
}

function deepestTotal(book: Depth | undefined): bigint {
  const [bid = 0n, ask = 0n] = [book?.bids.at(-1)?.total, book?.asks.at(-1)?.total];
  return bid > ask ? bid : ask;
}
