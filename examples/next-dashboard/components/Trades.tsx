"use client";

// The latest trades, newest first.
import { type Market, type MarketFormat, type Trade, useTrades } from "o2-react";
import { memo } from "react";
import { formatOf } from "@/lib/format";
import { Panel } from "./Panel";
import { Time } from "./Time";

export function Trades({ market }: { readonly market: Market }) {
  const trades = useTrades({ market, limit: 40 });
  const format = formatOf(market);
  return (
    <Panel title="Trades" name="trades" result={trades}>
      <table className="tape">
        <caption className="unseen">Latest trades of {market.pair}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Price {market.quote.symbol}</th>
            <th scope="col">Size {market.base.symbol}</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {trades.data?.map((trade) => (
            <Row key={trade.trade_id} trade={trade} format={format} />
          ))}
        </tbody>
      </table>
      {trades.data?.length === 0 && <p className="note">No trade yet.</p>}
    </Panel>
  );
}

const Row = memo(function Row({ trade, format }: { readonly trade: Trade; readonly format: MarketFormat }) {
  // A trade's side is the maker's: if the maker sold, the taker bought.
  const isBought = trade.side === "sell";
  return (
    <tr className={isBought ? "buy" : "sell"}>
      <td className="price">
        <span aria-hidden="true" className="arrow">
          {isBought ? "▲" : "▼"}
        </span>
        <span className="unseen">{isBought ? "bought at " : "sold at "}</span>
        {format.price(trade.price)}
      </td>
      <td>{format.quantity(trade.quantity)}</td>
      <td className="total">
        <Time at={trade.timestamp} />
      </td>
    </tr>
  );
});
