// o2-react, drawn past React: the same ladder with texts written by useDepthEvents, and a component that follows only
// the quiet market.
import { type DepthRow, O2Provider, useDepth, useDepthEvents } from "o2-react";
import { type ReactElement, useRef } from "react";
import { createRoot } from "react-dom/client";
import { counts } from "../counts.ts";
import { ladderShown, root, socketUrl, startHarness } from "../harness.ts";
import { LEVELS, QUIET, STORM } from "../wire.ts";

/** A row of the ladder: what it shows, and the texts that show it. */
interface Row {
  readonly item: HTMLElement;
  readonly price: Text;
  readonly quantity: Text;
  shown: Pick<DepthRow, "price" | "quantity">;
}

/** One side, as long as its book. */
class Side {
  readonly #list: HTMLElement;
  readonly #rows: Row[] = [];

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  draw(index: number, next: DepthRow | undefined): void {
    if (!next) {
      this.#rows[index]?.item.remove();
      this.#rows.length = Math.min(this.#rows.length, index);
      return;
    }
    const row = this.#rows[index] ?? this.#add(next);
    const { price, quantity } = row.shown;
    if (next.price !== price) row.price.data = `${next.price}`;
    if (next.quantity !== quantity) row.quantity.data = `${next.quantity}`;
    row.shown = next;
  }

  #add(shown: DepthRow): Row {
    const item = document.createElement("li");
    const [price, quantity] = [new Text(`${shown.price}`), new Text(`${shown.quantity}`)];
    for (const text of [price, quantity]) item.appendChild(document.createElement("span")).append(text);
    this.#list.append(item);
    const row = { item, price, quantity, shown };
    this.#rows.push(row);
    return row;
  }
}

function Storm(): ReactElement {
  const asks = useRef<HTMLOListElement>(null);
  const bids = useRef<HTMLOListElement>(null);
  const sides = useRef<{ readonly asks: Side; readonly bids: Side }>(undefined);
  useDepthEvents({ market: STORM, levels: LEVELS }, ({ changes }) => {
    if (!asks.current || !bids.current || changes.length === 0) return;
    sides.current ??= { asks: new Side(asks.current), bids: new Side(bids.current) };
    for (const { side, index, row } of changes) sides.current[side].draw(index, row);
    counts.commits += 1;
  });
  return (
    <>
      <ol id="asks" ref={asks} />
      <ol id="bids" ref={bids} />
    </>
  );
}

function Quiet(): ReactElement {
  counts.otherRenders += 1;
  const { data, status } = useDepth({ market: QUIET });
  return <p>{`${status} ${data?.bestBid}`}</p>;
}

const config = { wsUrl: socketUrl() };

createRoot(root()).render(
  <O2Provider config={config}>
    <Storm />
    <Quiet />
  </O2Provider>,
);
startHarness(ladderShown);
