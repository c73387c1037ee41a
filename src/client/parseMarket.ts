// A market, read from the wire's spelling into ours: a page by pairs needs no other of REST's entities for its first row.
import type { Market, MarketAsset } from "./entities.ts";
import { amount, count, id, object, type Raw, text } from "./values.ts";

export function market(raw: Raw, at: string): Market {
  const base = asset(object(raw.base, `${at}.base`), `${at}.base`);
  const quote = asset(object(raw.quote, `${at}.quote`), `${at}.quote`);
  return {
    market_id: id(raw.market_id, `${at}.market_id`),
    contract_id: id(raw.contract_id, `${at}.contract_id`),
    pair: `${base.symbol}/${quote.symbol}`,
    maker_fee: amount(raw.maker_fee ?? 0, `${at}.maker_fee`),
    taker_fee: amount(raw.taker_fee ?? 0, `${at}.taker_fee`),
    min_order: amount(raw.min_order ?? 0, `${at}.min_order`),
    dust: amount(raw.dust ?? 0, `${at}.dust`),
    price_window: Number(raw.price_window ?? 0),
    base,
    quote,
  };
}

function asset(raw: Raw, at: string): MarketAsset {
  const decimals = count(raw.decimals, `${at}.decimals`);
  const max_precision = raw.max_precision == null ? decimals : count(raw.max_precision, `${at}.max_precision`);
  return { symbol: text(raw.symbol, `${at}.symbol`), asset: id(raw.asset, `${at}.asset`), decimals, max_precision };
}
