// The exchange: accounts, markets, actions, and the commits that come of them. What it says when it is read is the
// truth that every frame is tested against. It knows nothing of connections, frames or the wire's spelling.

import type { Balance, BookSides, Order, Trade } from "../client/protocol.ts";
import { type AccountState, Accounts, type Who } from "./accounts.ts";
import { bucketSides } from "./buckets.ts";
import { type Commit, type CommitSources, discardChanges, gatherCommit } from "./commits.ts";
import { counterOrder } from "./counterOrder.ts";
import { type AssetTotal, Ledger } from "./ledger.ts";
import { createMarket, defaultMarkets, type ExchangeMarket, type MarketSpec } from "./markets.ts";
import { type Account, type OrderRecord, OrderStore, toOrder } from "./orders.ts";
import { createRandom } from "./random.ts";
import { ExchangeRefusal } from "./refusal.ts";
import type { Bar, Resolution } from "./tape.ts";
import type { OrderRequest } from "./terms.ts";
import { type BookTop, Venue } from "./venue.ts";

/** One action of a batch. */
export type Action = { readonly place: OrderRequest } | { readonly cancel: string } | { readonly settle: string };

/** What an exchange is made with. */
export interface ExchangeOptions {
  readonly seed?: number | undefined;
  readonly now?: (() => number) | undefined;
  readonly markets?: readonly MarketSpec[] | undefined;
}

/** The exchange. Actions are carried out at once and in full; a refused one throws {@link ExchangeRefusal} and changes nothing. */
export class Exchange {
  readonly markets: readonly ExchangeMarket[];
  readonly #now: () => number;
  readonly #ledger = new Ledger();
  readonly #orders = new OrderStore();
  readonly #venues = new Map<string, Venue>();
  readonly #accounts = new Accounts();
  readonly #sources: CommitSources = {
    venues: this.#venues,
    orders: this.#orders,
    ledger: this.#ledger,
    accounts: this.#accounts,
  };
  readonly #listeners = new Set<(commit: Commit) => void>();
  #taker: Account | undefined;
  #placed = 0;
  #trades = 0;

  constructor({ seed = 1, now = Date.now, markets = defaultMarkets() }: ExchangeOptions = {}) {
    this.#now = now;
    const random = createRandom(`exchange ${seed}`);
    const context = {
      ledger: this.#ledger,
      orders: this.#orders,
      nextTradeId: () => {
        this.#trades += 1;
        return String(this.#trades);
      },
      nextOrder: () => {
        this.#placed += 1;
        return { id: random.id(), sequence: this.#placed };
      },
    };
    this.markets = markets.map(createMarket);
    for (const market of this.markets) this.#venues.set(market.market_id, new Venue(market, context));
  }

  /** Calls back after each action that changed something. Returns the way to stop that. */
  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Opens a trade account and the wallet behind it, with new money by asset id. The ids follow from the name. */
  createAccount(name: string, deposits: Readonly<Record<string, bigint>> = {}): Account {
    const account = this.#accounts.open(name, this.#now());
    for (const [asset, amount] of Object.entries(deposits)) this.deposit(account, asset, amount);
    return account;
  }

  /** The account behind an identity, if there is one. */
  account(who: Who): Account | undefined {
    return this.#accounts.find(who)?.account;
  }

  /** Puts new money into a trading account. */
  deposit(who: Who, assetId: string, amount: bigint): void {
    this.#ledger.deposit(this.#accounts.get(who).account.id, assetId, amount);
    this.#commit(undefined);
  }

  /** Places an order and matches it. Gives the order as it is afterwards. */
  place(who: Who, request: OrderRequest): Order {
    return this.#act(who, (account) => this.#place(account, request));
  }

  /** Cancels an open order. Gives the order as it is afterwards. */
  cancel(who: Who, orderId: string): Order {
    return this.#act(who, (account) => this.#cancel(account, orderId));
  }

  /**
   * Has somebody else take an open order, all that is left of it or `quantity`, and with it whatever stands before it in
   * the book. Gives the order as it is afterwards.
   */
  fill(who: Who, orderId: string, quantity?: bigint): Order {
    const { account } = this.#accounts.get(who);
    const order = this.#open(account, orderId);
    const { sides } = this.#venue(order.market.market_id);
    const { request, asset, amount } = counterOrder(order, sides[order.side].orders(), quantity);
    this.#taker ??= this.#accounts.open("Somebody else", this.#now());
    this.deposit(this.#taker, asset, amount);
    this.place(this.#taker, request);
    return toOrder(order);
  }

  /** Moves what a market's book holds unlocked for an account to its trading account. */
  settle(who: Who, marketId: string): void {
    this.#act(who, (account) => this.#ledger.settle(account.id, this.#venue(marketId).market.contract_id));
  }

  /**
   * Several actions as one: one nonce, one commit. Each stands for itself: a refused one is in the results as its
   * refusal, and the others happen. When all are refused the first refusal is thrown.
   */
  batch(who: Who, actions: readonly Action[]): (Order | ExchangeRefusal | undefined)[] {
    return this.#act(who, (account) => {
      const results = actions.map((action) => {
        try {
          if ("place" in action) return this.#place(account, action.place);
          if ("cancel" in action) return this.#cancel(account, action.cancel);
          this.#ledger.settle(account.id, this.#venue(action.settle).market.contract_id);
        } catch (error) {
          if (error instanceof ExchangeRefusal) return error;
          throw error;
        }
        return undefined;
      });
      const [first] = results;
      if (first instanceof ExchangeRefusal && results.every((result) => result instanceof ExchangeRefusal)) throw first;
      return results;
    });
  }

  /** A market's metadata. */
  market(marketId: string): ExchangeMarket {
    return this.#venue(marketId).market;
  }

  /** The book, best first, grouped to multiples of 10^level: bids down, asks up. Level 1 groups nothing. */
  depth(marketId: string, level: number = 1): BookSides {
    return bucketSides(this.#venue(marketId).depth(), level);
  }

  /** The best prices and how many levels there are. */
  top(marketId: string): BookTop {
    return this.#venue(marketId).top();
  }

  /** The remembered trades of a market, oldest first. */
  trades(marketId: string): readonly Trade[] {
    return this.#venue(marketId).tape.trades();
  }

  /** The newest trade of a market. */
  lastTrade(marketId: string): Trade | undefined {
    return this.#venue(marketId).tape.last;
  }

  /** The bars of a market that begin between two times (milliseconds), oldest first, at most the newest 5,000. */
  bars(marketId: string, resolution: Resolution = "1m", from?: number, to?: number): readonly Bar[] {
    return this.#venue(marketId).tape.bars(resolution, from, to);
  }

  /** The orders of an identity, newest first: all open ones and the newest closed ones. */
  orders(who: Who, filter: { readonly open?: boolean; readonly marketId?: string } = {}): readonly Order[] {
    const id = this.#accounts.find(who)?.account.id;
    if (id === undefined) return [];
    const { open, marketId } = filter;
    return this.#orders
      .list(id)
      .filter(
        ({ state, market }) =>
          (open === undefined || (state === "open") === open) && (marketId ?? market.market_id) === market.market_id,
      )
      .map(toOrder);
  }

  /** Whether an order of an account is open. */
  isOpen(account: Account, orderId: string): boolean {
    return this.#orders.find(account.id, orderId) !== undefined;
  }

  /** How many open orders an account has. */
  openCount(account: Account): number {
    return this.#orders.openCount(account.id);
  }

  /** The holdings of an identity, one entry an asset. */
  balances(who: Who): readonly Balance[] {
    const id = this.#accounts.find(who)?.account.id;
    return id === undefined ? [] : this.#ledger.assets(id).map((asset) => this.#ledger.balance(id, asset));
  }

  /** What an account may spend of an asset. */
  spendable(account: Account, assetId: string): bigint {
    return this.#ledger.spendable(account.id, assetId);
  }

  /** The nonce of an identity's trade account: 0 before its first action, one more with each. */
  nonce(who: Who): bigint {
    return this.#accounts.find(who)?.nonce ?? 0n;
  }

  /** When an account last acted, in milliseconds since 1970. */
  modified(who: Who): number | undefined {
    return this.#accounts.find(who)?.modified;
  }

  /** All there is of each asset: money is conserved when `deposited === locked + unlocked + fees`. */
  totals(): readonly AssetTotal[] {
    return this.#ledger.totals();
  }

  #venue(marketId: string): Venue {
    const venue = this.#venues.get(marketId);
    if (!venue) throw new ExchangeRefusal("unknown-market", `there is no market ${marketId}`);
    return venue;
  }

  /** One action: what it throws, it throws before anything has changed. */
  #act<T>(who: Who, action: (account: Account) => T): T {
    const state = this.#accounts.get(who);
    const result = action(state.account);
    state.nonce += 1n;
    this.#commit(state);
    return result;
  }

  #place(account: Account, request: OrderRequest): Order {
    return toOrder(this.#venue(request.marketId).place(account, request, this.#now()));
  }

  #cancel(account: Account, orderId: string): Order {
    const order = this.#open(account, orderId);
    this.#venue(order.market.market_id).cancel(order);
    return toOrder(order);
  }

  #open(account: Account, orderId: string): OrderRecord {
    const order = this.#orders.find(account.id, orderId);
    if (order) return order;
    throw new ExchangeRefusal("unknown-order", `${account.name} has no open order ${orderId}`);
  }

  #commit(actor: AccountState | undefined): void {
    const timestamp = this.#now();
    if (actor) actor.modified = timestamp;
    if (this.#listeners.size === 0) {
      discardChanges(this.#sources);
      return;
    }
    const commit = gatherCommit(this.#sources, timestamp, actor && { account: actor.account, nonce: actor.nonce });
    for (const listener of this.#listeners) listener(commit);
  }
}
