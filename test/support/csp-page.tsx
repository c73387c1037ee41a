// A page as users build it: a book, trades and the opened devtools, of the exchange that its address names.
import { O2Provider, useDepth, useMarket, useTrades } from "o2-react";
import { O2Devtools } from "o2-react/devtools";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

function Screen() {
  const { data: market } = useMarket({ market: "FUEL/USDC" });
  const { data: book, status } = useDepth({ market, levels: 10 });
  const { data: trades } = useTrades({ market, limit: 5 });
  if (!book) return <p>{status}</p>;
  return (
    <main>
      <h1>{status}</h1>
      <ol>
        {[...book.asks]
          .reverse()
          .concat(book.bids)
          .map(({ price, quantity }) => (
            <li key={`${price}`}>{`${price} ${quantity}`}</li>
          ))}
      </ol>
      <p>{trades?.map(({ trade_id }) => trade_id).join()}</p>
    </main>
  );
}

const address = new URLSearchParams(location.search);
const config = { wsUrl: address.get("ws") ?? "", apiBase: address.get("rest") ?? "" };

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <O2Provider config={config}>
      <Screen />
      <O2Devtools />
    </O2Provider>
  </StrictMode>,
);
