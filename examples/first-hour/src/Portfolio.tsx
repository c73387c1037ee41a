// Task 2: the value of all that an account holds, over several markets, and its change in a day.
import { formatAmount, formatCompact, formatPercent, type MarketAsset, usePortfolio } from "o2-react";
import { toneOf } from "o2-react/trading";

export function Portfolio({ quote, account }: { quote: MarketAsset; account: string | undefined }) {
  const { data, status } = usePortfolio({ identities: account, quote: quote.asset });
  const change = data?.changeBasisPoints;
  return (
    <section className="portfolio" aria-label={`Portfolio in ${quote.symbol}`} data-status={status}>
      <strong>{data?.complete && formatAmount(quote, data.total, { maximumFractionDigits: 2 })}</strong>
      <em className={toneOf(change)}>{change !== undefined && formatPercent(change)}</em>
      {data?.assets.map(({ asset_id, asset = quote, amount, value }) => (
        <p key={asset_id}>
          <b>{asset.symbol}</b>
          <span>{formatAmount(asset, amount)}</span>
          <span>{value !== undefined && formatCompact(quote, value)}</span>
        </p>
      ))}
    </section>
  );
}
