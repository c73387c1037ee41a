// The readable state of an exchange: books, tapes, orders, money, nonces. It changes nothing. Tests hold every frame
// against it.
import type { Balance, BookSides, Identity, Order, Trade } from "../client/entities.ts";
import { type AccountState, Accounts, type Who } from "./accounts.ts";
import { bucketSides } from "./buckets.ts";
import type { CommitSources } from "./commits.ts";
import { Journal } from "./journal.ts";
import { type AssetTotal, Ledger } from "./ledger.ts";
import type { ExchangeMarket } from "./markets.ts";
import { type Account, OrderStore, toOrder } from "./orders.ts";
import { createRandom, type Random } from "./random.ts";
import { ExchangeRefusal } from "./refusal.ts";
import type { Fees, Resolution, TapeBar } from "./tape.ts";
import type { TriggerOrder } from "./triggerRules.ts";
import { Triggers } from "./triggers.ts";
import type { BookTop, Venue } from "./venue.ts";

/** The state of an exchange, for reading. */
export class ExchangeState {
  /** The exchange's clock. */
  readonly now: () => number;
  readonly #random: Random;
  readonly #transactions: Random;
  #transaction: string | undefined;
  protected readonly journal: Journal = new Journal();
  protected readonly ledger: Ledger = new Ledger(this.journal);
  protected readonly records: OrderStore = new OrderStore(this.journal);
  protected readonly venues: Map<string, Venue> = new Map();
  protected readonly accounts: Accounts = new Accounts();
  protected readonly triggers: Triggers;
  protected readonly sources: CommitSources;

  constructor(seed: number | string, now: () => number) {
    this.now = now;
    this.#random = createRandom(`exchange ${seed}`);
    this.#transactions = createRandom(`transactions ${seed}`);
    const { venues, records: orders, ledger, accounts, journal } = this;
    const lastPrice = (marketId: string): bigint | undefined => this.lastTrade(marketId)?.price;
    const transaction = (): string => this.transaction;
    this.triggers = new Triggers({ ledger, journal, orders, now, lastPrice, transaction, nextId: () => this.nextId() });
    this.sources = { venues, orders, ledger, accounts, triggers: this.triggers };
  }

  /** The id of the transaction under way, or of the last one. */
  get transaction(): string {
    this.#transaction ??= this.#transactions.id();
    return this.#transaction;
  }

  /** The next change is of another transaction. */
  protected begin(): void {
    this.#transaction = undefined;
  }

  /** A new id. */
  nextId(): string {
    return this.#random.id();
  }

  /** The trigger orders of an identity, oldest first: the active ones, or all that are remembered. */
  triggerOrders(who: Who, filter?: { readonly active?: boolean }): readonly TriggerOrder[] {
    const account = this.account(who);
    return account ? this.triggers.of(account, filter) : [];
  }

  /** The account behind an identity, if there is one. */
  account(who: Who): Account | undefined {
    return this.accounts.find(who)?.account;
  }

  /** The account that a wallet or a contract owns, if there is one. */
  ownedBy(owner: Identity): AccountState | undefined {
    return this.accounts.ownedBy(owner);
  }

  /** The account behind an identity with its nonce and session, if there is one. */
  stateOf(who: Who): AccountState | undefined {
    return this.accounts.find(who);
  }

  /** A market's metadata. */
  market(marketId: string): ExchangeMarket {
    return this.venue(marketId).market;
  }

  /** The book, best first, grouped to multiples of 10^level: bids down, asks up. Level 0, the default, groups nothing. */
  depth(marketId: string, level: number = 0): BookSides {
    return bucketSides(this.venue(marketId).depth(), level);
  }

  /** The best prices and the number of levels. */
  top(marketId: string): BookTop {
    return this.venue(marketId).top();
  }

  /** The remembered trades of a market, oldest first. */
  trades(marketId: string): readonly Trade[] {
    return this.venue(marketId).tape.trades();
  }

  /** The fees of a market's trade. */
  feesOf(marketId: string, trade: Trade): Fees | undefined {
    return this.venue(marketId).tape.feesOf(trade);
  }

  /** The newest trade of a market. */
  lastTrade(marketId: string): Trade | undefined {
    return this.venue(marketId).tape.last;
  }

  /** The bars of a market that begin between two times (milliseconds), oldest first, at most the newest 5,000. */
  bars(marketId: string, resolution: Resolution = "1m", from?: number, to?: number): readonly TapeBar[] {
    return this.venue(marketId).tape.bars(resolution, from, to);
  }

  /** The orders of an identity, newest first: all open ones and the newest closed ones. */
  orders(who: Who, filter: { readonly open?: boolean; readonly marketId?: string } = {}): readonly Order[] {
    const id = this.accounts.find(who)?.account.id;
    if (id === undefined) return [];
    const { open, marketId } = filter;
    return this.records
      .list(id)
      .filter(
        ({ state, market }) =>
          (open === undefined || (state === "open") === open) && (marketId ?? market.market_id) === market.market_id,
      )
      .map(toOrder);
  }

  /** Whether an order of an account is open. */
  isOpen(account: Account, orderId: string): boolean {
    return this.records.find(account.id, orderId) !== undefined;
  }

  /** The number of an account's open orders. */
  openCount(account: Account): number {
    return this.records.openCount(account.id);
  }

  /** The holdings of an identity, one entry an asset. */
  balances(who: Who): readonly Balance[] {
    const id = this.accounts.find(who)?.account.id;
    return id === undefined ? [] : this.ledger.assets(id).map((asset) => this.ledger.balance(id, asset));
  }

  /** The amount of an asset that an account may spend. */
  spendable(account: Account, assetId: string): bigint {
    return this.ledger.spendable(account.id, assetId);
  }

  /** The nonce of an identity's trade account: 0 before its first action, one more with each. */
  nonce(who: Who): bigint {
    return this.accounts.find(who)?.nonce ?? 0n;
  }

  /** When an account last acted, in milliseconds since 1970. */
  modified(who: Who): number | undefined {
    return this.accounts.find(who)?.modified;
  }

  /** The sums of each asset over all accounts: money is conserved when `deposited === locked + unlocked + fees`. */
  totals(): readonly AssetTotal[] {
    return this.ledger.totals();
  }

  /** The active trigger orders that belong to an order. */
  triggersOf({ order_id, account }: Order): readonly TriggerOrder[] {
    if (this.triggers.isEmpty || !account) return [];
    return this.triggerOrders(account, { active: true }).filter(({ parent_order_id }) => parent_order_id === order_id);
  }

  /** An order of any account, open or among the newest closed ones. */
  order(orderId: string): Order | undefined {
    const record = this.records.anywhere(orderId);
    return record && toOrder(record);
  }

  protected venue(marketId: string): Venue {
    const venue = this.venues.get(marketId);
    if (!venue) throw new ExchangeRefusal("unknown-market", `there is no market ${marketId}`);
    return venue;
  }
}
