// Finds a market by a typed name: shows its metadata and best prices, or the error for that name.
import { type Market, useBestPrices, useMarket, useMarkets } from "o2-react";
import { useId } from "react";
import { Panel } from "./Panel.tsx";
import { useFormat } from "./useFormat.ts";

export interface MarketPickerProps {
  readonly pair: string;
  readonly onPair: (pair: string) => void;
}

export function MarketPicker({ pair, onPair }: MarketPickerProps) {
  const { data: markets } = useMarkets();
  // An empty input asks for no market.
  const market = useMarket({ market: pair.trim() || undefined });
  const list = useId();
  return (
    <>
      <label className="field">
        <span className="label">Pair or id</span>
        <input
          type="text"
          list={list}
          spellCheck={false}
          placeholder={markets?.[0]?.pair}
          value={pair}
          onChange={(event) => onPair(event.target.value)}
        />
      </label>
      <datalist id={list}>
        {markets?.map((each) => (
          <option key={each.market_id} value={each.pair} />
        ))}
      </datalist>
      <Panel title="Market" area="market" result={market}>
        {market.status === "idle" && (
          <p className="note">{markets ? `${markets.length} markets to choose from.` : "Reading the markets…"}</p>
        )}
        {market.data && <Facts market={market.data} pair={pair} />}
      </Panel>
    </>
  );
}

function Facts({ market, pair }: { readonly market: Market; readonly pair: string }) {
  const { base, quote, market_id, min_order } = market;
  // Every hook accepts the typed text.
  const { data: best } = useBestPrices({ market: pair });
  const format = useFormat(market);
  const short = useFormat(market, { minimumFractionDigits: 0 });
  const price = (value: bigint | undefined) => (value === undefined ? "–" : `${format.price(value)} ${quote.symbol}`);
  const step = (decimals: number, precision: number) => 10n ** BigInt(decimals - precision);
  const rows = {
    pair: market.pair,
    market_id,
    "best bid": price(best?.bid),
    "best ask": price(best?.ask),
    "price step": price(step(quote.decimals, quote.max_precision)),
    "size step": `${short.quantity(step(base.decimals, base.max_precision))} ${base.symbol}`,
    "least order": `${short.price(min_order)} ${quote.symbol}`,
  };
  return (
    <table className="facts">
      <tbody>
        {Object.entries(rows).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td title={value}>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
