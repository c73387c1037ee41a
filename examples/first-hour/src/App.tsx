// The five tasks on one page.
import { useMarkets } from "o2-react";
import { useState } from "react";
import { client } from "./exchange";
import { Ladder } from "./Ladder";
import { Markets } from "./Markets";
import { OrderForm } from "./OrderForm";
import { Orders } from "./Orders";
import { Portfolio } from "./Portfolio";

export function App() {
  const { data: markets, error } = useMarkets();
  const [pair, setPair] = useState("fFUEL/fUSDC");
  const market = markets?.find((each) => each.pair === pair);
  const account = client.session?.tradeAccountId;
  if (!market) return <p role="status">{error?.message ?? "Waiting for the exchange…"}</p>;
  return (
    <main>
      <h1>{pair}</h1>
      <Markets onShow={setPair} />
      <Ladder key={market.market_id} market={market} />
      <OrderForm key={pair} market={market} account={account} />
      <Orders market={market} account={account} />
      <Portfolio quote={market.quote} account={account} />
    </main>
  );
}
