// The trade tape: newest first, coloured by the taker's side.
import { type Market, type MarketFormat, type Trade, useTrades } from "o2-react";
import { takerSide } from "o2-react/trading";
import { memo } from "react";
import { Columns } from "./Columns.tsx";
import { formatTime } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { useFormat } from "./useFormat.ts";

const COLUMNS = ["Price", "Size", "Time"] as const;

export interface TapeProps {
  /** Default `"Trades"`. */
  readonly title?: string;
  readonly market: Market;
  readonly limit?: number;
}

export function Tape({ title = "Trades", market, limit = 40 }: TapeProps) {
  const trades = useTrades({ market, limit });
  const format = useFormat(market);
  return (
    <Panel title={title} area="trades" result={trades}>
      <table className="tape">
        <caption className="unseen">Latest trades of {market.pair}, newest first</caption>
        <Columns names={COLUMNS} />
        <tbody>
          {trades.data?.map((trade) => (
            <TapeRow key={trade.trade_id} format={format} trade={trade} />
          ))}
        </tbody>
      </table>
      {trades.data?.length === 0 && <p className="note">Waiting for the first trade…</p>}
    </Panel>
  );
}

const TapeRow = memo(function TapeRow({ format, trade }: { readonly format: MarketFormat; readonly trade: Trade }) {
  const side = takerSide(trade);
  return (
    <tr className={`print ${side}`}>
      <td className="price">
        <span className="arrow" aria-hidden="true">
          {side === "buy" ? "▲" : "▼"}
        </span>
        <span className="unseen">{side === "buy" ? "bought at" : "sold at"} </span>
        {format.price(trade.price)}
      </td>
      <td>{format.quantity(trade.quantity)}</td>
      <td className="time">{formatTime(trade.timestamp)}</td>
    </tr>
  );
});
