"use client";

// One market: its price and day, its book and trades, the form for orders and the open ones.
import { useMarket } from "o2-react";
import { type ReactNode, useCallback, useState } from "react";
import { Candles } from "./Candles";
import { Ladder } from "./Ladder";
import { MarketHeader } from "./MarketHeader";
import { Orders } from "./Orders";
import { OrderForm, type Picked } from "./order/OrderForm";
import { Trades } from "./Trades";
import { useTrading } from "./TradingProvider";

interface MarketScreenProps {
  readonly pair: string;
  /** The market's rules, from the server. */
  readonly rules: ReactNode;
}

export function MarketScreen({ pair, rules }: MarketScreenProps) {
  const { data: market, error } = useMarket({ market: pair });
  const { account } = useTrading();
  const [picked, setPicked] = useState<Picked>();
  const pick = useCallback((price: bigint) => setPicked({ price }), []);
  if (!market) {
    return (
      <div className="notice">
        <h1>{pair}</h1>
        <p>{error?.message ?? "Waiting for the exchange…"}</p>
      </div>
    );
  }
  return (
    <div className="desk">
      <MarketHeader market={market} />
      <Candles market={market} />
      <Ladder market={market} onPick={pick} />
      <div className="side">
        <OrderForm market={market} picked={picked}>
          {rules}
        </OrderForm>
        <Trades market={market} />
      </div>
      {account && <Orders id={account} market={market} />}
    </div>
  );
}
