"use client";

// An account's own trades, newest first.
import { type Fill, type Market, useFills, useMarkets } from "o2-react";
import { memo } from "react";
import { formatOf } from "@/lib/format";
import { Panel } from "./Panel";
import { Time } from "./Time";

export function Fills({ id }: { readonly id: string }) {
  const fills = useFills({ identities: id });
  const { data: markets = [] } = useMarkets();
  return (
    <Panel title="Fills" name="fills" result={fills}>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Market</th>
              <th scope="col">Side</th>
              <th scope="col">Price</th>
              <th scope="col">Size</th>
              <th scope="col" className="wide">
                Role
              </th>
              <th scope="col" className="wide">
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            {fills.data?.map((fill) => {
              const market = markets.find(({ market_id }) => market_id === fill.market_id);
              return market && <Row key={`${fill.order_id}/${fill.counter_order_id}`} fill={fill} market={market} />;
            })}
          </tbody>
        </table>
      </div>
      {fills.data?.length === 0 && <p className="note">No trade yet.</p>}
    </Panel>
  );
}

const Row = memo(function Row({ fill, market }: { readonly fill: Fill; readonly market: Market }) {
  const format = formatOf(market);
  return (
    <tr>
      <td>{market.pair}</td>
      <td className={fill.side === "both" ? undefined : fill.side}>{fill.side}</td>
      <td>{format.price(fill.price)}</td>
      <td>{format.quantity(fill.quantity)}</td>
      <td className="wide">{fill.trader_side ?? "–"}</td>
      <td className="wide">
        <Time at={fill.timestamp} />
      </td>
    </tr>
  );
});
