// The second exchange's margin accounts and tiers: tests set them, and REST tells them.
import { Rejection } from "./Exchange.ts";
import type { Spelling } from "./spelling.ts";

/** The holding of one asset. */
interface MarginHolding {
  readonly asset: string;
  readonly decimals: number;
  readonly coins: bigint;
  readonly locked: bigint;
  readonly debt: bigint;
  /** Scaled by 10^18; undefined for the collateral, which has none. */
  readonly prices?: { readonly bid: bigint; readonly ask: bigint; readonly isOld: boolean };
}

/** The facts of a margin account. */
export interface MarginFacts {
  readonly parent: string;
  readonly index: number;
  readonly decimals: number;
  readonly holdings: readonly MarginHolding[];
  /** Undefined if there is none. */
  readonly session?: {
    readonly collateral: bigint;
    readonly drawn: bigint;
    readonly fees: bigint;
    /** Undefined for a session without an end. */
    readonly until?: number;
  };
  readonly tier?: TierFacts;
  /** The number of rollovers used, on prepaid terms. */
  readonly rollovers?: number;
}

/** The facts of a tier. */
export interface TierFacts {
  readonly number: number;
  readonly line: bigint;
  readonly k: bigint;
  readonly maintenance: bigint;
  readonly buffer: bigint;
  readonly threshold: bigint;
  readonly band: number;
  readonly losses?: readonly number[];
  readonly assets: readonly string[];
}

/** The margin venue. It opens with the first margin account, tier or collateral that is set. */
export class Margin {
  readonly accounts = new Map<string, MarginFacts>();
  tiers: readonly TierFacts[] = [];
  /** The collateral asset; undefined while there is no venue. */
  collateral: string | undefined;
  readonly #spelling: Spelling;
  readonly #now: () => number;

  constructor(spelling: Spelling, now: () => number) {
    this.#spelling = spelling;
    this.#now = now;
  }

  /** The collateral as the list of markets names it. */
  get wiring(): object | null {
    const { collateral } = this;
    return collateral === undefined
      ? null
      : { collateral_asset_id: collateral, margin_pool_id: `0x${"d".repeat(64)}`, price_band_bps: "1000" };
  }

  state(query: URLSearchParams): object {
    this.#check();
    const id = query.get("account")?.toLowerCase() ?? "";
    const facts = this.accounts.get(id);
    if (!facts) throw new Rejection(4002, `Unknown margin account: ${id}`);
    const { parent, index, decimals, holdings, session, tier, rollovers } = facts;
    return {
      margin_account: id,
      parent: { ContractId: parent },
      index,
      pool: `0x${"d".repeat(64)}`,
      now: Math.floor(this.#now() / 1_000),
      collateral_decimals: decimals,
      session: session === undefined ? null : this.#session(facts, session),
      tier: tier ? told(tier) : null,
      ...(rollovers !== undefined && { rollover: { rollovers_used: String(rollovers), eligible_now: false } }),
      balances: holdings.map(({ asset, coins, locked, debt }) => {
        return { asset_id: asset, on_account: coins, received: 0n, locked, settled: 0n, debt };
      }),
      prices: holdings.flatMap(({ asset, decimals: asset_decimals, prices }) =>
        prices
          ? [{ asset_id: asset, bid: prices.bid, ask: prices.ask, asset_decimals, timestamp: 0, stale: prices.isOld }]
          : [],
      ),
    };
  }

  next(query: URLSearchParams): object {
    this.#check();
    const [parent, index] = [query.get("parent_contract")?.toLowerCase(), Number(query.get("index"))];
    const found = [...this.accounts].find(([, facts]) => facts.parent === parent && facts.index === index);
    return { contract_id: found?.[0] ?? `0x${"e".repeat(63)}${index}`, index };
  }

  list(): unknown {
    this.#check();
    const tiers = this.tiers.map(told);
    return this.#spelling.tiers === "alt" ? tiers : { tiers };
  }

  #session({ parent, holdings }: MarginFacts, session: NonNullable<MarginFacts["session"]>): object {
    const isOther = this.#spelling.session === "alt";
    const owed = holdings.filter(({ debt }) => debt > 0n).map(({ asset, debt }) => [asset, debt] as const);
    const said = {
      session_id: "1",
      tier_id: "1",
      tier_version: "1",
      parent: { ContractId: parent },
      collateral: session.collateral,
      credit_line: 0n,
      drawn_quote: session.drawn,
      debt: isOther ? Object.fromEntries(owed) : owed,
      fees_accrued: session.fees,
      capitalised: 0n,
      started_at: "0",
      expires_at: session.until === undefined ? "18446744073709551615" : String(session.until),
      auto_prolong: null,
    };
    return isOther ? { V1: said } : { V2: said };
  }

  #check(): void {
    if (this.collateral === undefined) throw new Rejection(1001, "There is no margin venue");
  }
}

function told({ number, line, k, maintenance, buffer, threshold, band, losses, assets }: TierFacts): object {
  return {
    tier_id: number,
    version: 1,
    line,
    k,
    maintenance,
    open_buffer: buffer,
    threshold,
    price_band_bps: band,
    prolong_fee: ["0", "0", "0", "0"],
    books: [],
    assets: assets.map((asset) => asset.slice(2)),
    ...(losses && { turbo: { max_loss_bps: losses.map(String), max_rollovers: "3" } }),
  };
}
