// The rules of a market. A server component: what it shows does not change, so that the browser gets text and no code.
// Formats come from o2-react/client, for o2-react is a client module as a whole.
import { formatAmount, formatPercent, formatPrice, type Market } from "o2-react/client";
import { tickOf } from "o2-react/trading";

const LOCALE = { locale: "en-US" };

export function MarketRules({ market }: { readonly market: Market }) {
  const { quote, min_order, maker_fee, taker_fee } = market;
  // Fees are parts of a million.
  const fee = (parts: bigint) => formatPercent(parts, { ...LOCALE, of: 1_000_000n });
  return (
    <dl className="rules" aria-label="Rules of this market">
      <dt>Price step</dt>
      <dd>
        {formatPrice(market, tickOf(market), LOCALE)} {quote.symbol}
      </dd>
      <dt>Least order</dt>
      <dd>
        {formatAmount(quote, min_order, LOCALE)} {quote.symbol}
      </dd>
      <dt>Fees</dt>
      <dd>
        maker {fee(maker_fee)}, taker {fee(taker_fee)}
      </dd>
    </dl>
  );
}
