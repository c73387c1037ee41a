// The entities of the margin venue: accounts, sessions and tiers. Types only. They keep the field names of the official TypeScript SDK.
// Amounts are whole numbers in the smallest units: of the collateral asset where no other asset is named.
import type { Identity } from "./entities.ts";

/** The length of a prolongation: `"SixHours"`, `"Day"`, `"Week"` or `"Month"`; a newer exchange may name others. */
export type ProlongPeriod = string;

/** One asset of a margin account, in chain integers of that asset. */
export interface MarginBalance {
  readonly asset_id: string;
  readonly on_account: bigint;
  readonly received: bigint;
  /** In resting orders. */
  readonly locked: bigint;
  /** Settled in a book, and not yet on the account. */
  readonly settled: bigint;
  /** Owed to the pool. */
  readonly debt: bigint;
}

/** The oracle's prices of one asset, scaled by 10^18. */
export interface MarginPrice {
  readonly asset_id: string;
  readonly bid: bigint;
  readonly ask: bigint;
  readonly asset_decimals: number;
  /** In seconds since 1970. */
  readonly timestamp: bigint | undefined;
  /** Whether the exchange itself says that it is too old. */
  readonly stale: boolean;
}

/** An amount of an asset that is owed. */
export interface MarginDebt {
  readonly asset_id: string;
  readonly amount: bigint;
}

/** The session of a margin account. Times in seconds since 1970, by the exchange's clock. Members that it does not say are `undefined`. */
export interface MarginSession {
  /** `"V1"` or `"V2"`, as the exchange wraps it; `undefined` where it does not. */
  readonly version: string | undefined;
  readonly session_id: bigint | undefined;
  readonly tier_id: bigint | undefined;
  readonly tier_version: bigint | undefined;
  readonly parent: Identity | undefined;
  readonly collateral: bigint;
  readonly credit_line: bigint | undefined;
  readonly drawn_quote: bigint;
  readonly debt: readonly MarginDebt[];
  readonly fees_accrued: bigint;
  readonly capitalised: bigint | undefined;
  readonly decapitalised: bigint | undefined;
  readonly started_at: bigint | undefined;
  /** When it ends. A session without an end has 18446744073709551615n here, and `isPerpetual`. */
  readonly expires_at: bigint | undefined;
  readonly isPerpetual: boolean;
  readonly auto_prolong: ProlongPeriod | undefined;
  /** The assets that it may hold. */
  readonly assets: readonly string[];
  readonly cohort: string | undefined;
}

/** The prepaid terms of a tier. */
export interface TurboTerms {
  readonly forfeit_collateral: boolean | undefined;
  /** The loss that is allowed, in hundredths of a percent of the line, by the number of rollovers used. */
  readonly max_loss_bps: readonly bigint[];
  readonly rollover_profit_bps: bigint | undefined;
  readonly max_rollovers: bigint | undefined;
  readonly rollover_window_seconds: bigint | undefined;
  readonly term_seconds: bigint | undefined;
}

/** A tier: the terms that a session is opened on. Rates in hundredths of a percent. Members that the exchange does not say are `undefined`. */
export interface MarginTier {
  readonly tier_id: bigint;
  readonly version: bigint | undefined;
  /** The credit line. */
  readonly line: bigint;
  /** As the exchange writes it. */
  readonly leverage: string | undefined;
  /** In seconds. */
  readonly duration: bigint | undefined;
  readonly required_collateral: bigint | undefined;
  readonly k: bigint;
  readonly maintenance_bps: bigint | undefined;
  readonly open_buffer_bps: bigint | undefined;
  readonly liq_price_factor: bigint | undefined;
  readonly maintenance: bigint;
  readonly open_buffer: bigint;
  readonly threshold: bigint;
  readonly open_fee: bigint | undefined;
  /** By period: six hours, a day, a week, a month. */
  readonly prolong_fee: readonly bigint[];
  readonly prolong_seconds: readonly bigint[];
  readonly auto_prolong_periods: readonly ProlongPeriod[];
  readonly profit_share_bps: bigint | undefined;
  readonly price_band_bps: bigint;
  readonly max_credit_line_bps: bigint | undefined;
  /** In seconds. */
  readonly max_price_age: bigint | undefined;
  /** The contracts of the order books that it may trade in. */
  readonly books: readonly string[];
  /** The assets that it may hold. */
  readonly assets: readonly string[];
  readonly turbo: TurboTerms | undefined;
  /** `undefined` where the exchange does not say. */
  readonly enabled: boolean | undefined;
}

/** The rollovers of a session on prepaid terms. */
export interface MarginRollover {
  readonly rollovers_used: bigint;
  readonly max_rollovers: bigint | undefined;
  readonly anchor: bigint | undefined;
  readonly withdrawn: bigint | undefined;
  readonly outside: bigint | undefined;
  readonly profit_required: bigint | undefined;
  readonly eligible_now: boolean | undefined;
}

/** A margin account as the exchange has it. */
export interface MarginState {
  /** The account: a child contract of `parent`. */
  readonly margin_account: string;
  readonly parent: Identity;
  /** Its place among its siblings, from 0. */
  readonly index: number;
  readonly pool: string | undefined;
  /** When this was so, in seconds since 1970 by the exchange's clock. */
  readonly now: bigint;
  readonly collateral_decimals: number;
  /** `undefined` where there is none: none was opened, or the account was liquidated. */
  readonly session: MarginSession | undefined;
  readonly tier: MarginTier | undefined;
  readonly rollover: MarginRollover | undefined;
  readonly balances: readonly MarginBalance[];
  readonly prices: readonly MarginPrice[];
}

/** The margin venue of a network, as its list of markets names it. */
export interface MarginVenue {
  /** `undefined` where the list does not say. */
  readonly collateral_asset_id: string | undefined;
  /** In hundredths of a percent. `undefined` where the list does not say: then that of the tier holds. */
  readonly stress_band_bps: bigint | undefined;
}

/** A margin account's position in one asset. */
export interface MarginPosition {
  readonly asset_id: string;
  /** In chain integers of the asset: all there is of it, less the debt. Negative is short. */
  readonly quantity: bigint;
  /** In collateral: long at the bid, rounded down, short at the ask, away from zero. `undefined` where there is no price. */
  readonly value: bigint | undefined;
}

/** A margin account's distance from liquidation, in collateral. By the exchange's own formulas, and the prices of the same read. */
export interface MarginRisk {
  /** Collateral and all assets, less what was drawn and the fees. */
  readonly equity: bigint;
  /** V: the equity and the tier's `k`. */
  readonly value: bigint;
  /** The account may be liquidated while `value` is at or below it. */
  readonly liquidationLine: bigint;
  readonly isLiquidatable: boolean;
  /** V at prices that are worse by the stress band. */
  readonly stressedValue: bigint;
  /** The account may only close while `stressedValue` is below it. */
  readonly freezeLine: bigint;
  readonly isFrozen: boolean;
  /** The assets with a position whose price the exchange says is too old: while there are any, no figure here may be relied on. */
  readonly stalePrices: readonly string[];
}

/** The figures that are worked out of a margin account's state. */
export interface MarginFigures {
  /** One an asset, in the exchange's order. */
  readonly positions: readonly MarginPosition[];
  /** `undefined` where it cannot be worked out: without a session or a tier, a price of a position, or the venue's collateral asset. */
  readonly risk: MarginRisk | undefined;
}

/** A margin account, or that there is none of this id yet. */
export type MarginAccount = { readonly exists: false } | ({ readonly exists: true } & MarginState & MarginFigures);
