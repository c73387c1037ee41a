// The margin venue's accounts and tiers, read from the wire's spelling into ours. What the figures are made of is required; of the rest
// nothing is an error, for few servers were seen to say it.
import type { Identity } from "./entities.ts";
import type {
  MarginBalance,
  MarginDebt,
  MarginPrice,
  MarginRollover,
  MarginSession,
  MarginState,
  MarginTier,
  TurboTerms,
} from "./marginEntities.ts";
import { amount, array, count, id, identity, isId, list, Malformed, object, type Raw, wholeNumber } from "./values.ts";

/** The end of a session that has none. */
const NEVER = 2n ** 64n - 1n;

/** A whole answer of `/v1/margin/state`. */
export function marginState(raw: Raw): MarginState {
  return {
    margin_account: id(raw.margin_account, "margin_account"),
    parent: parent(raw.parent),
    index: count(raw.index, "index"),
    pool: maybeId(raw.pool),
    now: amount(raw.now, "now"),
    collateral_decimals: count(raw.collateral_decimals, "collateral_decimals"),
    session: raw.session == null ? undefined : session(object(raw.session, "session")),
    tier: raw.tier == null ? undefined : marginTier(object(raw.tier, "tier"), "tier"),
    rollover: raw.rollover == null ? undefined : rollover(object(raw.rollover, "rollover")),
    balances: list(raw.balances, "balances", balance),
    prices: list(raw.prices, "prices", price),
  };
}

/** One tier. */
export function marginTier(raw: Raw, at: string): MarginTier {
  const needed = (name: string): bigint => amount(raw[name], `${at}.${name}`);
  return {
    tier_id: needed("tier_id"),
    version: maybe(raw.version),
    line: needed("line"),
    leverage: maybeText(raw.leverage),
    duration: maybe(raw.duration),
    required_collateral: maybe(raw.required_collateral),
    k: needed("k"),
    maintenance_bps: maybe(raw.maintenance_bps),
    open_buffer_bps: maybe(raw.open_buffer_bps),
    liq_price_factor: maybe(raw.liq_price_factor),
    maintenance: needed("maintenance"),
    open_buffer: needed("open_buffer"),
    threshold: needed("threshold"),
    open_fee: maybe(raw.open_fee),
    prolong_fee: amounts(raw.prolong_fee ?? [], `${at}.prolong_fee`),
    prolong_seconds: amounts(raw.prolong_seconds ?? [], `${at}.prolong_seconds`),
    auto_prolong_periods: array(raw.auto_prolong_periods ?? [], `${at}.auto_prolong_periods`).map(String),
    profit_share_bps: maybe(raw.profit_share_bps),
    price_band_bps: needed("price_band_bps"),
    max_credit_line_bps: maybe(raw.max_credit_line_bps),
    max_price_age: maybe(raw.max_price_age),
    books: ids(raw.books, `${at}.books`),
    // Their ids come without 0x.
    assets: ids(raw.assets, `${at}.assets`),
    turbo: raw.turbo == null ? undefined : turboTerms(object(raw.turbo, `${at}.turbo`), `${at}.turbo`),
    enabled: maybeFlag(raw.enabled),
  };
}

function turboTerms(raw: Raw, at: string): TurboTerms {
  return {
    forfeit_collateral: maybeFlag(raw.forfeit_collateral),
    max_loss_bps: amounts(raw.max_loss_bps, `${at}.max_loss_bps`),
    rollover_profit_bps: maybe(raw.rollover_profit_bps),
    max_rollovers: maybe(raw.max_rollovers),
    rollover_window_seconds: maybe(raw.rollover_window_seconds),
    term_seconds: maybe(raw.term_seconds),
  };
}

function session(envelope: Raw): MarginSession {
  const version = Object.keys(envelope).find((key) => /^V\d{1,3}$/.test(key));
  const raw = version === undefined ? envelope : object(envelope[version], `session.${version}`);
  const expires_at = maybe(raw.expires_at);
  return {
    version,
    session_id: maybe(raw.session_id),
    tier_id: maybe(raw.tier_id),
    tier_version: maybe(raw.tier_version),
    parent: raw.parent == null ? undefined : parent(raw.parent),
    collateral: amount(raw.collateral, "session.collateral"),
    credit_line: maybe(raw.credit_line),
    drawn_quote: amount(raw.drawn_quote, "session.drawn_quote"),
    debt: debts(raw.debt),
    fees_accrued: amount(raw.fees_accrued, "session.fees_accrued"),
    capitalised: maybe(raw.capitalised),
    decapitalised: maybe(raw.decapitalised),
    started_at: maybe(raw.started_at),
    expires_at,
    isPerpetual: expires_at === NEVER,
    auto_prolong: maybeText(raw.auto_prolong),
    assets: ids(raw.assets, "session.assets"),
    cohort: maybeText(raw.cohort),
  };
}

/** Pairs of an asset and an amount, or an object of them. */
function debts(value: unknown): readonly MarginDebt[] {
  const pairs: readonly unknown[] = Array.isArray(value) ? value : Object.entries(object(value ?? {}, "session.debt"));
  return pairs.map((pair) => {
    const [asset, owed] = array(pair, "session.debt");
    return { asset_id: id(asset, "session.debt"), amount: amount(owed, "session.debt") };
  });
}

function rollover(raw: Raw): MarginRollover {
  return {
    rollovers_used: amount(raw.rollovers_used ?? 0, "rollover.rollovers_used"),
    max_rollovers: maybe(raw.max_rollovers),
    anchor: maybe(raw.anchor),
    withdrawn: maybe(raw.withdrawn),
    outside: maybe(raw.outside),
    profit_required: maybe(raw.profit_required),
    eligible_now: maybeFlag(raw.eligible_now),
  };
}

function balance(raw: Raw, at: string): MarginBalance {
  return {
    asset_id: id(raw.asset_id, `${at}.asset_id`),
    on_account: amount(raw.on_account, `${at}.on_account`),
    received: amount(raw.received ?? 0, `${at}.received`),
    locked: amount(raw.locked ?? 0, `${at}.locked`),
    settled: amount(raw.settled ?? 0, `${at}.settled`),
    debt: amount(raw.debt ?? 0, `${at}.debt`),
  };
}

function price(raw: Raw, at: string): MarginPrice {
  return {
    asset_id: id(raw.asset_id, `${at}.asset_id`),
    bid: amount(raw.bid, `${at}.bid`),
    ask: amount(raw.ask, `${at}.ask`),
    asset_decimals: count(raw.asset_decimals, `${at}.asset_decimals`),
    timestamp: maybe(raw.timestamp),
    // A price of which nobody says how old it is must not pass for a fresh one.
    stale: raw.stale !== false,
  };
}

function parent(value: unknown): Identity {
  return isId(value) ? { ContractId: id(value, "parent") } : identity(value, "parent");
}

function ids(value: unknown, at: string): readonly string[] {
  return array(value ?? [], at).map((each) => id(each, at));
}

function amounts(value: unknown, at: string): readonly bigint[] {
  return array(value, at).map((each) => amount(each, at));
}

/** A whole number; `undefined` for anything else. */
function maybe(value: unknown): bigint | undefined {
  return wholeNumber(value);
}

function maybeId(value: unknown): string | undefined {
  return isId(value) ? id(value, "pool") : undefined;
}

function maybeText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function maybeFlag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** A margin account by its parent and its place: its id. */
export function marginChild(raw: Raw, index: number): string {
  if (raw.index != null && count(raw.index, "index") !== index) throw new Malformed("it is of another index");
  return id(raw.contract_id, "contract_id");
}
