// Own trades: side, price, size, and whether the own order rested or took. Older ones come a page at a time.
import { type Fill, type IdentityRef, type MarketRef, useFills, useMarkets } from "o2-react";
import { memo, useMemo } from "react";
import { Columns } from "./Columns.tsx";
import { formatTime } from "./format.ts";
import { Older } from "./Older.tsx";
import { Panel } from "./Panel.tsx";
import { type Paper, papersOf } from "./papers.ts";
import { Scroller } from "./Scroller.tsx";

/** A narrow panel hides the last column. */
const COLUMNS = ["Side", "Market", "Price", "Size", "Time", "As"] as const;

const SIDES = { buy: "Buy", sell: "Sell", both: "Both" } as const;

export interface FillsProps {
  readonly account: IdentityRef | readonly IdentityRef[] | undefined;
  /** Only the fills in this market. */
  readonly market?: MarketRef | undefined;
}

export function Fills({ account, market }: FillsProps) {
  const fills = useFills({ identities: account, market });
  const { data: markets } = useMarkets();
  const papers = useMemo(() => papersOf(markets ?? []), [markets]);
  const { data, complete } = fills;
  return (
    <Panel title={data ? `Fills (${data.length})` : "Fills"} area="orders" result={fills}>
      <Scroller label="List of fills">
        <table className="orders">
          <Columns names={COLUMNS} />
          <tbody>
            {data?.map((fill) => (
              <FillRow key={keyOf(fill)} fill={fill} paper={papers.get(fill.market_id)} />
            ))}
          </tbody>
        </table>
        {data?.length === 0 && <p className="note">{complete ? "No fills." : "No fill heard of yet."}</p>}
        {data && <Older of="fills" {...fills} />}
      </Scroller>
    </Panel>
  );
}

/**
 * The key is the two orders, because it must be the same before and after the trade was read. The
 * trade's id may be a plain number.
 */
function keyOf({ order_id, counter_order_id, trade_id }: Fill): string {
  return order_id === undefined ? String(trade_id) : [order_id, counter_order_id].sort().join("/");
}

interface FillRowProps {
  readonly fill: Fill;
  readonly paper: Paper | undefined;
}

const FillRow = memo(function FillRow({ fill, paper }: FillRowProps) {
  if (!paper) return null;
  const { market, price, quantity } = paper;
  return (
    <tr>
      <td className={fill.side}>{SIDES[fill.side]}</td>
      <td>{market.pair}</td>
      <td>{price(fill.price)}</td>
      <td>{quantity(fill.quantity)}</td>
      <td className="time">{formatTime(fill.timestamp)}</td>
      <td>{fill.trader_side ?? "…"}</td>
    </tr>
  );
});
