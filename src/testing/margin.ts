// The margin accounts and tiers that a test or a story has the exchange tell of. Nothing here follows from orders: there is no credit, no
// fee and no liquidation but what is set.
import type { Identity, MarginState, MarginTier } from "../client/entities.ts";
import { marginIdOf } from "./accounts.ts";

/** A margin account as the exchange tells it, without its id and the time. */
export interface MarginScript extends Pick<MarginState, "parent" | "index"> {
  /** Default: those of the collateral asset. */
  readonly collateral_decimals?: number;
  readonly session?: MarginState["session"];
  readonly tier?: MarginState["tier"];
  readonly rollover?: MarginState["rollover"];
  readonly balances?: MarginState["balances"];
  readonly prices?: MarginState["prices"];
}

/** The controls of what the margin venue says. */
export interface MarginControls {
  /** Has the exchange tell this of a margin account from now on; `undefined`: that it knows none of this id, as at first. */
  setMarginState(account: string, state: MarginScript | undefined): void;
  /** Has it give these tiers. At first there are none. */
  setMarginTiers(tiers: readonly MarginTier[]): void;
  /** Has the list of markets name this stress band, in hundredths of a percent. At first it names none. */
  setStressBand(band: bigint | undefined): void;
}

/** The accounts and tiers that were set. */
export class MarginScripts implements MarginControls {
  readonly #states = new Map<string, MarginScript>();
  tiers: readonly MarginTier[] = [];
  stressBand: bigint | undefined;

  setMarginState(account: string, state: MarginScript | undefined): void {
    if (state) this.#states.set(account, state);
    else this.#states.delete(account);
  }

  setMarginTiers(tiers: readonly MarginTier[]): void {
    this.tiers = tiers;
  }

  setStressBand(band: bigint | undefined): void {
    this.stressBand = band;
  }

  state(account: string): MarginScript | undefined {
    return this.#states.get(account);
  }

  /** The id of an account's margin account at a place: the one that was set, or the one that it would have. */
  childOf(parent: string, index: number): string {
    for (const [id, state] of this.#states) if (idOf(state.parent) === parent && state.index === index) return id;
    return marginIdOf(parent, index);
  }
}

const idOf = (identity: Identity): string => ("ContractId" in identity ? identity.ContractId : identity.Address);
