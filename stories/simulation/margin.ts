// A margin account and tiers for stories. The simulated exchange tells exactly the data set here.
import type { MarginTier } from "o2-react";
import type { ExchangeMarket, MarginScript, SimulatedExchange } from "o2-react/testing";

/** The id of the first account's margin account. */
export const CHILD = `0x${"c4".repeat(32)}`;

const UNIT = 10n ** 9n;
const ONE = 10n ** 18n;

/** Two tiers: a small one, and one on prepaid terms. */
function tiersOf(markets: readonly ExchangeMarket[]): readonly [MarginTier, MarginTier] {
  const assets = [...new Set(markets.flatMap(({ base, quote }) => [base.asset, quote.asset]))];
  const small: MarginTier = {
    tier_id: 1n,
    version: 1n,
    line: 1_000n * UNIT,
    leverage: "5",
    duration: 604_800n,
    required_collateral: 200n * UNIT,
    k: 0n,
    maintenance_bps: 200n,
    open_buffer_bps: 500n,
    liq_price_factor: 10_000n,
    maintenance: 20n * UNIT,
    open_buffer: 50n * UNIT,
    threshold: 20n * UNIT,
    open_fee: 2n * UNIT,
    prolong_fee: [UNIT, 2n * UNIT, 9n * UNIT, 30n * UNIT],
    prolong_seconds: [21_600n, 86_400n, 604_800n, 2_592_000n],
    auto_prolong_periods: ["Day", "Week"],
    profit_share_bps: 1_000n,
    price_band_bps: 500n,
    max_credit_line_bps: 10_000n,
    max_price_age: 60n,
    books: markets.map(({ contract_id }) => contract_id),
    assets,
    turbo: undefined,
    enabled: true,
  };
  const turbo = {
    forfeit_collateral: true,
    max_loss_bps: [1_500n, 1_000n, 500n, 0n],
    rollover_profit_bps: 1_000n,
    max_rollovers: 3n,
    rollover_window_seconds: 86_400n,
    term_seconds: 604_800n,
  };
  const large = { line: 10_000n * UNIT, leverage: "10", required_collateral: 1_000n * UNIT, open_fee: 15n * UNIT };
  return [small, { ...small, ...large, tier_id: 2n, turbo }];
}

/** The prices of a story: the first ones, or those after the fall. */
export type Prices = "fair" | "fallen" | "old";

/** A long and a short position on borrowed money. */
function scriptOf({ markets, accounts }: SimulatedExchange, prices: Prices): MarginScript {
  const [fuel, eth] = markets as unknown as readonly [ExchangeMarket, ExchangeMarket];
  const parent = { ContractId: accounts[0].id };
  const nothing = { on_account: 0n, received: 0n, locked: 0n, settled: 0n, debt: 0n };
  const told = (market: ExchangeMarket, price: bigint) => ({
    asset_id: market.base.asset,
    bid: price - price / 1_000n,
    ask: price + price / 1_000n,
    asset_decimals: market.base.decimals,
    timestamp: BigInt(Math.floor(Date.now() / 1_000)),
    stale: prices === "old",
  });
  const price = (ONE * (prices === "fallen" ? 6n : 20n)) / 1_000n;
  const debt = 5n * 10n ** BigInt(eth.base.decimals - 2);
  return {
    parent,
    index: 0,
    session: {
      version: "V2",
      session_id: 7n,
      tier_id: 1n,
      tier_version: 1n,
      parent,
      collateral: 200n * UNIT,
      credit_line: 1_000n * UNIT,
      drawn_quote: 200n * UNIT,
      debt: [{ asset_id: eth.base.asset, amount: debt }],
      fees_accrued: UNIT / 2n,
      capitalised: 0n,
      decapitalised: undefined,
      started_at: BigInt(Math.floor(Date.now() / 1_000)) - 86_400n,
      expires_at: BigInt(Math.floor(Date.now() / 1_000)) + 6n * 86_400n,
      isPerpetual: false,
      auto_prolong: "Day",
      assets: [fuel.base.asset, eth.base.asset],
      cohort: "Legacy",
    },
    tier: tiersOf(markets)[0],
    balances: [
      { ...nothing, asset_id: fuel.quote.asset, on_account: 75n * UNIT, locked: 25n * UNIT },
      { ...nothing, asset_id: fuel.base.asset, on_account: 7_000n * 10n ** BigInt(fuel.base.decimals) },
      { ...nothing, asset_id: eth.base.asset, debt },
    ],
    prices: [told(fuel, price), told(eth, 2_000n * ONE)],
  };
}

/** Sets the margin account and the tiers of the exchange, before any client connects. */
export function tellMargin(exchange: SimulatedExchange): void {
  const [market] = exchange.markets;
  const turbo = exchange.turbo();
  turbo.createAccount("Ada's first margin account", { [market.base.asset]: 10n ** 15n }, CHILD);
  turbo.setMarginTiers(tiersOf(exchange.markets));
  tellPrices(exchange, "fair");
}

/** Sets other prices from now on. */
export function tellPrices(exchange: SimulatedExchange, prices: Prices): void {
  exchange.turbo().setMarginState(CHILD, scriptOf(exchange, prices));
}

/** Sets the account to liquidated. */
export function tellLiquidation(exchange: SimulatedExchange): void {
  const { session: _, tier: __, balances: ___, prices: ____, ...bare } = scriptOf(exchange, "fair");
  exchange.turbo().setMarginState(CHILD, bare);
}

/** Places an order of the account on the margin venue, so that the account is read again. */
export function placeOnMargin(exchange: SimulatedExchange): void {
  const [market] = exchange.markets;
  const quantity = 100n * market.scale;
  const price = market.tick * (10n ** BigInt(market.quote.decimals) / market.tick);
  exchange.turbo().place({ ContractId: CHILD }, { marketId: market.market_id, side: "sell", price, quantity });
}
