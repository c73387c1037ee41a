// The accounts of the exchange: who is behind an identity, and the nonces. It knows nothing of money or orders.

import type { Identity } from "../client/protocol.ts";
import type { Account } from "./orders.ts";
import { idFrom } from "./random.ts";
import { ExchangeRefusal } from "./refusal.ts";

/** Whose: an account, or an identity of its (the trade account, or the wallet that owns it). */
export type Who = Account | Identity;

/** An account and what its actions change of it. */
export interface AccountState {
  readonly account: Account;
  /** One more with each action, or batch of them. */
  nonce: bigint;
  /** When it last acted, in milliseconds since 1970. */
  modified: number;
}

/** All accounts, by trade account and by owner. */
export class Accounts {
  readonly #byId = new Map<string, AccountState>();
  readonly #byOwner = new Map<string, AccountState>();

  /** Opens an account; its ids follow from its name. */
  open(name: string, timestamp: number): Account {
    const id = idFrom(`trade account ${name}`);
    if (this.#byId.has(id)) throw new ExchangeRefusal("account-exists", `there is an account named "${name}" already`);
    const account: Account = { name, id, owner: idFrom(`wallet ${name}`), identity: { ContractId: id } };
    const state: AccountState = { account, nonce: 0n, modified: timestamp };
    this.#byId.set(id, state);
    this.#byOwner.set(account.owner, state);
    return account;
  }

  /** The account behind an identity, if there is one. */
  find(who: Who): AccountState | undefined {
    if ("id" in who) return this.#byId.get(who.id);
    return "ContractId" in who ? this.#byId.get(who.ContractId) : this.#byOwner.get(who.Address);
  }

  /** The account behind an identity. */
  get(who: Who): AccountState {
    const state = this.find(who);
    if (!state) throw new ExchangeRefusal("unknown-account", `there is no account for ${JSON.stringify(who)}`);
    return state;
  }
}
