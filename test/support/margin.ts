// A margin account and a tier that tests set at the exchange.
import type { MarginTier } from "o2-react";
import type { ExchangeMarket, MarginScript } from "o2-react/testing";

/** A price of one unit of collateral for one unit of the asset. */
export const ONE = 10n ** 18n;

/** The end of a session without an end. */
export const NEVER = 2n ** 64n - 1n;

/** A tier whose line is a thousand whole units of a collateral with nine decimals. */
export function tierOf(markets: readonly ExchangeMarket[], change: Partial<MarginTier> = {}): MarginTier {
  const unit = 10n ** 9n;
  return {
    tier_id: 3n,
    version: 2n,
    line: 1_000n * unit,
    leverage: "5",
    duration: 604_800n,
    required_collateral: 200n * unit,
    k: 100n * unit,
    maintenance_bps: 200n,
    open_buffer_bps: 500n,
    liq_price_factor: 10_000n,
    maintenance: 20n * unit,
    open_buffer: 50n * unit,
    threshold: 120n * unit,
    open_fee: unit,
    prolong_fee: [1n, 2n, 3n, 4n],
    prolong_seconds: [21_600n, 86_400n, 604_800n, 2_592_000n],
    auto_prolong_periods: ["Day", "Week"],
    profit_share_bps: 1_000n,
    price_band_bps: 1_000n,
    max_credit_line_bps: 10_000n,
    max_price_age: 60n,
    books: markets.map(({ contract_id }) => contract_id),
    assets: [...new Set(markets.flatMap(({ base, quote }) => [base.asset, quote.asset]))],
    turbo: undefined,
    enabled: true,
    ...change,
  };
}

/** An account with a session, money, a long position in the first market's base and a short one in the second's. */
export function marginScript(
  markets: readonly ExchangeMarket[],
  parent: string,
  change: Partial<MarginScript> = {},
): MarginScript {
  const [first, second] = markets as readonly [ExchangeMarket, ExchangeMarket];
  const unit = 10n ** 9n;
  const nothing = { on_account: 0n, received: 0n, locked: 0n, settled: 0n, debt: 0n };
  const priced = { bid: 2n * ONE, ask: 3n * ONE, timestamp: 1_768_000_000n, stale: false };
  return {
    parent: { ContractId: parent },
    index: 0,
    session: {
      version: "V2",
      session_id: 12n,
      tier_id: 3n,
      tier_version: 2n,
      parent: { ContractId: parent },
      collateral: 200n * unit,
      credit_line: 1_000n * unit,
      drawn_quote: 300n * unit,
      debt: [{ asset_id: second.base.asset, amount: 4n * unit }],
      fees_accrued: 7n,
      capitalised: 0n,
      decapitalised: undefined,
      started_at: 1_768_000_000n,
      expires_at: NEVER,
      isPerpetual: true,
      auto_prolong: "Day",
      assets: [first.base.asset, second.base.asset],
      cohort: "Turbo",
    },
    tier: tierOf(markets),
    balances: [
      { ...nothing, asset_id: first.quote.asset, on_account: 250n * unit, locked: 50n * unit },
      { ...nothing, asset_id: first.base.asset, on_account: 60n * unit, received: 40n * unit },
      { ...nothing, asset_id: second.base.asset, debt: 4n * unit },
    ],
    prices: [
      { ...priced, asset_id: first.base.asset, asset_decimals: first.base.decimals },
      { ...priced, asset_id: second.base.asset, asset_decimals: second.base.decimals },
    ],
    ...change,
  };
}
