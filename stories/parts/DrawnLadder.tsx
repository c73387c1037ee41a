// The order book as a ladder that React renders once. Each frame writes into the changed rows.
import { type DepthChange, type DepthEvent, type Market, useDepthEvents } from "o2-react";
import { useId, useRef } from "react";
import { Columns } from "./Columns.tsx";
import { toDrawing } from "./format.ts";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Price", "Size", "Total"] as const;

export interface DrawnLadderProps {
  readonly market: Market;
  readonly precision: number;
  readonly levels: number;
}

export function DrawnLadder({ market, precision, levels }: DrawnLadderProps) {
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  const status = useRef<HTMLSpanElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const prices = useFormat(market, { step: 10n ** BigInt(precision) });
  // The middle of two prices may have a decimal more than they.
  const finer = useFormat(market, { minimumFractionDigits: market.quote.max_precision + 1 });
  const { decimals } = market.base;

  const drawRow = ({ side, index, row, before }: DepthChange): void => {
    const [asks, , bids] = table.current?.tBodies ?? [];
    // The best ask is the lowest row of its side, the best bid the highest.
    const tr = side === "asks" ? asks?.rows[levels - 1 - index] : bids?.rows[index];
    const [price, size, total] = tr?.cells ?? [];
    if (!tr || !price || !size || !total) return;
    price.textContent = row ? prices.price(row.price) : "";
    total.textContent = row ? prices.quantity(row.total) : "";
    const text = document.createElement("span");
    // Marks a size that changed. A size that moved with its price is not marked.
    if (row && before && before.quantity !== row.quantity) text.className = "fresh";
    text.textContent = row ? prices.quantity(row.quantity) : "";
    size.replaceChildren(text);
    tr.style.setProperty("--total", row ? `${toDrawing(row.total, decimals)}` : "0");
  };

  useDepthEvents({ market, precision, levels }, (event: DepthEvent) => {
    if (!panel.current || !status.current || !table.current) return;
    // A book that is not live is dimmed in the same frame.
    panel.current.dataset.status = event.status;
    status.current.dataset.status = event.status;
    status.current.textContent = event.status;
    for (const change of event.changes) drawRow(change);
    const { bids = [], asks = [], mid } = event.data ?? {};
    const [bid = 0n, ask = 0n] = [bids.at(-1)?.total, asks.at(-1)?.total];
    table.current.style.setProperty("--deepest", `${toDrawing(bid > ask ? bid : ask, decimals) || 1}`);
    const middle = table.current.querySelector("strong");
    if (middle) middle.textContent = mid === undefined ? "–" : finer.price(mid);
  });

  return (
    <section ref={panel} className="panel panel-book" aria-labelledby={id} data-status="pending">
      <header className="panel-head">
        <h2 id={id}>Book</h2>
        <span ref={status} className="freshness" data-status="pending" />
      </header>
      <div className="panel-body">
        <table ref={table} className="ladder drawn">
          <caption className="unseen">Order book of {market.pair}: asks from high to low, then bids</caption>
          <Columns names={COLUMNS} />
          <Rows name="asks" side="sell" count={levels} />
          <tbody className="spread">
            <tr className="middle">
              <td colSpan={3}>
                <span className="label">Mid</span>
                <strong />
              </td>
            </tr>
          </tbody>
          <Rows name="bids" side="buy" count={levels} />
        </table>
      </div>
    </section>
  );
}

/** The rows of a side, which are never rendered again. */
function Rows({ name, side, count }: { readonly name: string; readonly side: string; readonly count: number }) {
  return (
    <tbody className={name}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is identified by its position
        <tr key={index} className={`level ${side}`}>
          <td className="price" />
          <td />
          <td className="total" />
        </tr>
      ))}
    </tbody>
  );
}
