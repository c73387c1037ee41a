import { type DepthRow, O2Provider, useDepth } from "o2-react";

function Book({ market }: { market: string }) {
  const { data, status } = useDepth({ market, levels: 5 });
  const row = ({ price, quantity }: DepthRow) => <li key={`${price}`}>{`${price} × ${quantity}`}</li>;
  if (!data) return <p>{status}</p>;
  return <ol className={status}>{[...data.asks].reverse().concat(data.bids).map(row)}</ol>;
}

export default function App({ market = "FUEL/USDC" }: { market?: string }) {
  const book = <Book market={market} />;
  return <O2Provider network="testnet">{book}</O2Provider>;
}
