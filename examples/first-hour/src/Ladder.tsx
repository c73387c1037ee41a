// Task 1: the book as a ladder whose prices can be grouped, and whose sizes flash when they change.
import { createFormat, Flash, formatPrice, type Market, useDepth } from "o2-react";
import { type LadderRow, ladder, shareOf, stepsOf, tickOf } from "o2-react/trading";
import { useState } from "react";

export function Ladder({ market }: { market: Market }) {
  const [step, setStep] = useState(tickOf(market));
  const { data: book = { bids: [], asks: [] }, status } = useDepth({ market, levels: 500 });
  const { asks, bids, depth } = ladder(market, book, { step, rows: 12 });
  const { price, quantity, parsePrice } = createFormat(market, { step });
  const level = (row: LadderRow) => (
    <li key={`${step} ${row.price}`}>
      <span>{price(row.price)}</span>
      <Flash value={row.quantity}>{quantity(row.quantity)}</Flash>
      <i style={{ transform: `scaleX(${shareOf(row.depth, depth)})` }} />
    </li>
  );
  return (
    <section className="book" aria-label="Book" data-status={status}>
      <select aria-label="Group by" value={price(step)} onChange={({ target }) => setStep(parsePrice(target.value))}>
        {stepsOf(market, book).map((each) => (
          <option key={`${each}`}>{formatPrice(market, each, { step: each })}</option>
        ))}
      </select>
      <ol className="asks">{asks.rows.map(level).reverse()}</ol>
      <ol className="bids">{bids.rows.map(level)}</ol>
    </section>
  );
}
