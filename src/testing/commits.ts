// Gathers the changes of an action once it is done, for the listeners. It knows nothing of frames.
import type { Balance, BookSides, Order, Trade } from "../client/entities.ts";
import type { Accounts } from "./accounts.ts";
import type { Ledger } from "./ledger.ts";
import { type Account, type OrderStore, toOrder } from "./orders.ts";
import type { TriggerOrder } from "./triggerRules.ts";
import type { Triggers } from "./triggers.ts";
import type { Venue } from "./venue.ts";

/** All changes of one action or batch. Frames are made from it. */
export interface Commit {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Signed changes, at most one entry a market. */
  readonly depth: readonly { readonly marketId: string; readonly changes: BookSides }[];
  readonly trades: readonly { readonly marketId: string; readonly trades: readonly Trade[] }[];
  /** The new state of each order that changed, oldest order first. */
  readonly orders: readonly Order[];
  readonly balances: readonly { readonly account: Account; readonly balance: Balance }[];
  /** The new state of each trigger order that changed. */
  readonly triggers: readonly TriggerOrder[];
  /** The account that acted; none after a deposit. */
  readonly nonce: { readonly account: Account; readonly nonce: bigint } | undefined;
}

/** The parts of an exchange that a commit is gathered from. */
export interface CommitSources {
  readonly venues: ReadonlyMap<string, Venue>;
  readonly orders: OrderStore;
  readonly ledger: Ledger;
  readonly accounts: Accounts;
  readonly triggers: Triggers;
}

/** Gathers a commit. Each change is in exactly one commit. */
export const gatherCommit = (sources: CommitSources, timestamp: number, nonce: Commit["nonce"]): Commit => {
  const depth = [];
  const trades = [];
  for (const [marketId, venue] of sources.venues) {
    const changes = venue.takeChanges();
    if (changes) depth.push({ marketId, changes });
    const traded = venue.takeTrades();
    if (traded.length > 0) trades.push({ marketId, trades: traded });
  }
  return {
    timestamp,
    depth,
    trades,
    orders: sources.orders.takeTouched().map(toOrder),
    balances: sources.ledger.takeTouched().map(({ account, asset }) => ({
      account: sources.accounts.get({ ContractId: account }).account,
      balance: sources.ledger.balance(account, asset),
    })),
    triggers: sources.triggers.takeTouched(),
    nonce,
  };
};

/** Drops the changes; for when there is no listener. */
export const discardChanges = (sources: CommitSources): void => {
  for (const venue of sources.venues.values()) {
    venue.takeChanges();
    venue.takeTrades();
  }
  sources.orders.takeTouched();
  sources.ledger.takeTouched();
  sources.triggers.takeTouched();
};
