// The accounts of the exchange: the account of each identity, and the nonces. It knows nothing of money or orders.
import type { Identity } from "../client/entities.ts";
import type { Account } from "./orders.ts";
import { ParallelNonces } from "./parallelNonces.ts";
import { idFrom } from "./random.ts";
import { ExchangeRefusal } from "./refusal.ts";

/** An account, or one of its identities: the trade account, or the wallet that owns it. */
export type Who = Account | Identity;

/** The session that may act for an account. */
interface AccountSession {
  readonly address: string;
  /** Seconds since 1970. */
  readonly expiry: bigint;
  /** The order books it may act in. */
  readonly contractIds: readonly string[];
}

/** An account and what its actions change of it. */
export interface AccountState {
  readonly account: Account;
  /** Its owner is a contract and not a wallet. */
  readonly isOwnedByContract: boolean;
  /** The newest session: one at a time. */
  session: AccountSession | undefined;
  /** The ids of its margin accounts, oldest first. */
  marginAccounts: readonly string[];
  /** Grows by one with each action or batch. */
  nonce: bigint;
  /** The parallel nonces that were used. */
  readonly parallel: ParallelNonces;
  /** When it last acted, in milliseconds since 1970. */
  modified: number;
  /** When the faucet last gave it something. */
  mintedAt: number | undefined;
}

/** The id of an account's margin account at a place. */
export const marginIdOf = (parent: string, index: number): string => idFrom(`margin account ${index} of ${parent}`);

const ownerKey = (owner: Identity): string =>
  "Address" in owner ? `wallet ${owner.Address}` : `contract ${owner.ContractId}`;

/** All accounts, by trade account and by owner. */
export class Accounts {
  readonly #byId = new Map<string, AccountState>();
  readonly #byOwner = new Map<string, AccountState>();

  /** Opens an account; its ids follow from its name, unless its own is given. */
  open(name: string, timestamp: number, id: string = idFrom(`trade account ${name}`)): Account {
    if (this.#byId.has(id)) throw new ExchangeRefusal("account-exists", `there is an account named "${name}" already`);
    return this.#add(name, id, { Address: idFrom(`wallet ${name}`) }, timestamp).account;
  }

  /** Opens an account for an owner; its id follows from the owner's. */
  openFor(owner: Identity, timestamp: number): AccountState {
    const key = ownerKey(owner);
    return this.#add(`${key.slice(0, 20)}…`, idFrom(`trade account of ${key}`), owner, timestamp);
  }

  /** The account that an owner has. */
  ownedBy(owner: Identity): AccountState | undefined {
    return this.#byOwner.get(ownerKey(owner));
  }

  #add(name: string, id: string, by: Identity, modified: number): AccountState {
    const owner = "Address" in by ? by.Address : by.ContractId;
    const account: Account = { name, id, owner, identity: { ContractId: id } };
    const isOwnedByContract = "ContractId" in by;
    const state: AccountState = {
      account,
      isOwnedByContract,
      session: undefined,
      marginAccounts: [],
      nonce: 0n,
      parallel: new ParallelNonces(),
      modified,
      mintedAt: undefined,
    };
    this.#byId.set(id, state);
    this.#byOwner.set(ownerKey(by), state);
    return state;
  }

  /** Gives an account one more margin account; its id follows from the account's. */
  openMargin(who: Who): string {
    const state = this.get(who);
    const id = marginIdOf(state.account.id, state.marginAccounts.length);
    state.marginAccounts = [...state.marginAccounts, id];
    return id;
  }

  /** The account behind an identity, if there is one. */
  find(who: Who): AccountState | undefined {
    if ("id" in who) return this.#byId.get(who.id);
    return "ContractId" in who ? this.#byId.get(who.ContractId) : this.#byOwner.get(ownerKey(who));
  }

  /** The account behind an identity. */
  get(who: Who): AccountState {
    const state = this.find(who);
    if (!state) throw new ExchangeRefusal("unknown-account", `there is no account for ${JSON.stringify(who)}`);
    return state;
  }
}
