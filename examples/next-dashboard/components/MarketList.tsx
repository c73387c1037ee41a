"use client";

// Every market in a list that can be searched and sorted.
import { type Market, useBestPricesOf, useMarkets, useTickers } from "o2-react";
import { useState } from "react";
import { type Listed, MarketRow, volumeOf } from "./MarketRow";

type Column = "pair" | "last" | "change" | "volume";

interface Order {
  readonly column: Column;
  readonly isDescending: boolean;
}

export function MarketList() {
  const { data: markets, error } = useMarkets();
  if (!markets) return <p className="note">{error?.message ?? "Waiting for the exchange…"}</p>;
  return <List markets={markets} />;
}

function List({ markets }: { readonly markets: readonly Market[] }) {
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order>({ column: "volume", isDescending: true });
  const tickers = useTickers({ markets });
  const quotes = useBestPricesOf({ markets });
  const listed = markets
    .map((market, index) => ({ market, ticker: tickers[index], quote: quotes[index] }))
    .filter(({ market }) => market.pair.toLowerCase().includes(search.trim().toLowerCase()));
  const head = (column: Column, name: string, className?: string) => (
    <Head name={name} className={className} column={column} order={order} onOrder={setOrder} />
  );
  return (
    <section className="panel list" aria-label="Markets">
      <header>
        <input
          type="search"
          aria-label="Search markets"
          placeholder="Search markets"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </header>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              {head("pair", "Market")}
              {head("last", "Last price")}
              {head("change", "24h change")}
              <th scope="col" className="wide">
                Bid
              </th>
              <th scope="col" className="wide">
                Ask
              </th>
              {head("volume", "24h volume", "wide")}
              <th scope="col">24 hours</th>
            </tr>
          </thead>
          <tbody>
            {sort(listed, order).map((one) => (
              <MarketRow key={one.market.market_id} {...one} />
            ))}
          </tbody>
        </table>
      </div>
      {listed.length === 0 && <p className="note">No market is named like this.</p>}
    </section>
  );
}

interface HeadProps {
  readonly name: string;
  readonly className: string | undefined;
  readonly column: Column;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

/** The head of a column. A click sorts by it, a second one the other way round. */
function Head({ name, className, column, order, onOrder }: HeadProps) {
  const isSorted = order.column === column;
  const isDescending = isSorted ? !order.isDescending : column !== "pair";
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (order.isDescending ? "descending" : "ascending") : undefined}
    >
      <button type="button" onClick={() => onOrder({ column, isDescending })}>
        {name}
      </button>
    </th>
  );
}

/** Sorts by a column. Markets whose figure is not known come last, either way. */
function sort(listed: readonly Listed[], { column, isDescending }: Order): readonly Listed[] {
  return listed.toSorted((one, other) => {
    const [a, b] = [figureOf(column, one), figureOf(column, other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return (a < b ? -1 : a > b ? 1 : 0) * (isDescending ? -1 : 1);
  });
}

function figureOf(column: Column, { market, ticker }: Listed): bigint | string | undefined {
  const day = ticker?.data;
  switch (column) {
    case "pair":
      return market.pair;
    case "last":
      return day?.last;
    case "change":
      return day?.changeBasisPoints;
    case "volume":
      return volumeOf(market, day);
  }
}
