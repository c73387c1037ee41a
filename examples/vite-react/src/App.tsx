import { createFormat, type DepthRow, useDepth, useMarket } from "o2-react";

export function App() {
  const { data: market, error } = useMarket({ market: "FUEL/USDC" });
  const { data: book, status } = useDepth({ market, levels: 10 });
  if (!market || !book) return <p>{error?.message ?? status}</p>;
  const { price, quantity } = createFormat(market);
  const row = (row: DepthRow) => <li key={`${row.price}`}>{`${price(row.price)} × ${quantity(row.quantity)}`}</li>;
  return (
    <main className={status}>
      <h1>{`${market.pair} is ${status}`}</h1>
      <ol className="asks">{book.asks.map(row).reverse()}</ol>
      <ol className="bids">{book.bids.map(row)}</ol>
    </main>
  );
}
