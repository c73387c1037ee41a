// The exchange: accounts, markets, actions, and the commits they make. It knows nothing of connections, frames or
// the wire's spelling.
import type { Identity, Order } from "../client/entities.ts";
import type { AccountState, Who } from "./accounts.ts";
import type { Action, BatchOptions, TriggerParent } from "./action.ts";
import { type Commit, discardChanges, gatherCommit } from "./commits.ts";
import { counterOrder } from "./counterOrder.ts";
import { ExchangeState } from "./exchangeState.ts";
import { createMarket, defaultMarkets, type ExchangeMarket, type MarketSpec } from "./markets.ts";
import { type Account, type OrderRecord, toOrder } from "./orders.ts";
import { ExchangeRefusal } from "./refusal.ts";
import { checkStep, type OrderRequest } from "./terms.ts";
import type { TriggerRequest } from "./triggerRules.ts";
import { Venue } from "./venue.ts";
import type { Wire } from "./wires.ts";

/** The parts that an exchange is made from. */
export interface ExchangeOptions {
  readonly seed?: number | string | undefined;
  /** The venue of its books, which tells their contracts apart. Default spot. */
  readonly venue?: "spot" | "turbo" | undefined;
  readonly now?: (() => number) | undefined;
  readonly markets?: readonly MarketSpec[] | undefined;
  /** Makes a trade's id a running number instead of its two orders' ids. */
  readonly countsTrades?: boolean | undefined;
  /** Accounts can use parallel nonces. */
  readonly parallelNonces?: boolean | undefined;
  /** The day that bars of a week begin on. */
  readonly weeks?: Wire["weeks"] | undefined;
}

/** The exchange. Actions are carried out at once and in full; a refused one throws {@link ExchangeRefusal} and changes nothing. */
export class Exchange extends ExchangeState {
  readonly markets: readonly ExchangeMarket[];
  /** Whether accounts can use parallel nonces. */
  readonly hasParallelNonces: boolean;
  readonly #listeners = new Set<(commit: Commit) => void>();
  #taker: Account | undefined;
  #placed = 0;

  constructor(options: ExchangeOptions = {}) {
    const { seed = 1, now = Date.now, markets = defaultMarkets(), countsTrades, parallelNonces = false } = options;
    const { weeks = "monday", venue = "spot" } = options;
    super(seed, now);
    this.hasParallelNonces = parallelNonces;
    const nextOrder = () => {
      this.#placed += 1;
      return { id: this.nextId(), sequence: this.#placed };
    };
    let trades = 0;
    const tradeId = (maker: string, taker: string): string => {
      trades += 1;
      return countsTrades ? String(trades) : `${maker}/${taker}`;
    };
    const shared = { ledger: this.ledger, orders: this.records, journal: this.journal };
    const context = { ...shared, weeks, nextOrder, tradeId, transaction: () => this.transaction };
    this.markets = markets.map((spec) => createMarket(spec, venue));
    for (const market of this.markets) this.venues.set(market.market_id, new Venue(market, context));
  }

  /** Calls back after each action that changed something. Returns a function that ends it. */
  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Opens a trade account and the wallet behind it, with new money by asset id. The ids follow from the name, unless its own is given. */
  createAccount(name: string, deposits: Readonly<Record<string, bigint>> = {}, id?: string): Account {
    const account = this.accounts.open(name, this.now(), id);
    for (const [asset, amount] of Object.entries(deposits)) this.deposit(account, asset, amount);
    return account;
  }

  /** The account that a wallet or a contract owns: the one there is, or a new one without money. */
  accountOf(owner: Identity): Account {
    return this.accounts.ownedBy(owner)?.account ?? this.accounts.openFor(owner, this.now()).account;
  }

  /** Gives an account one more margin account, and its id; nothing on the feed tells of it. */
  readonly openMarginAccount = (who: Who): string => this.accounts.openMargin(who);

  /** Puts new money into a trading account. */
  deposit(who: Who, assetId: string, amount: bigint): void {
    this.ledger.deposit(this.accounts.get(who).account.id, assetId, amount);
    this.#commit(undefined);
  }

  /** Places an order and matches it. Gives the order as it is afterwards. */
  place(who: Who, request: OrderRequest): Order {
    return this.#act(who, (account) => {
      checkStep(this.market(request.marketId), request.quantity);
      return toOrder(this.#placeRecord(account, request, true));
    });
  }

  /** Cancels an open order. Gives the order as it is afterwards. */
  cancel(who: Who, orderId: string): Order {
    return this.#act(who, (account) => toOrder(this.#cancelRecord(account, orderId)));
  }

  /**
   * Has another account take an open order, all that is left of it or `quantity`, and everything that stands before it in
   * the book. Gives the order as it is afterwards.
   */
  fill(who: Who, orderId: string, quantity?: bigint): Order {
    const { account } = this.accounts.get(who);
    const order = this.#open(account, orderId);
    const { sides } = this.venue(order.market.market_id);
    const { request, asset, amount } = counterOrder(order, sides[order.side].orders(), quantity);
    this.#taker ??= this.accounts.open("Somebody else", this.now());
    this.deposit(this.#taker, asset, amount);
    this.place(this.#taker, request);
    return toOrder(order);
  }

  /** Moves an account's unlocked money from a market's book to its trading account. */
  settle(who: Who, marketId: string): void {
    this.#act(who, (account) => this.ledger.settle(account.id, this.venue(marketId).market.contract_id));
  }

  /** Takes money out of a trading account, and out of the exchange. */
  withdraw(who: Who, assetId: string, amount: bigint): void {
    this.#act(who, (account) => {
      if (amount <= 0n) throw new ExchangeRefusal("bad-amount", `a withdrawal must be above zero, not ${amount}`);
      const there = this.ledger.wallet(account.id, assetId);
      if (there < amount) {
        const message = `${account.name} can withdraw ${there} of ${assetId}, not ${amount}: settle the books first`;
        throw new ExchangeRefusal("insufficient-balance", message);
      }
      this.ledger.withdraw(account.id, assetId, amount);
    });
  }

  /** Something that an account does beside orders and money, such as opening a session: one nonce, one commit. */
  touch(who: Who, change: (state: AccountState) => void = () => undefined): void {
    this.#act(who, (_account, state) => change(state));
  }

  /**
   * Several actions as one: one nonce, one commit, all or nothing. A refused action undoes the others, and its refusal is thrown;
   * the nonce moves all the same.
   */
  batch(who: Who, actions: readonly Action[], options: BatchOptions = {}): (Order | undefined)[] {
    const { settlesFirst = true, isParallel = false, movesNonce = () => !isParallel } = options;
    const state = this.accounts.get(who);
    this.begin();
    try {
      const results = this.journal.run(() =>
        actions.map((action) => this.#carryOut(state.account, action, settlesFirst)),
      );
      if (!isParallel) state.nonce += 1n;
      this.#commit(isParallel ? undefined : state);
      return results.map((record) => record && toOrder(record));
    } catch (error) {
      discardChanges(this.sources);
      if (movesNonce(error)) {
        state.nonce += 1n;
        this.#commit(state);
      }
      throw error;
    }
  }

  #carryOut(account: Account, action: Action, settlesFirst: boolean): OrderRecord | undefined {
    if ("place" in action) {
      const order = this.#placeRecord(account, action.place, settlesFirst);
      if (action.triggers) this.triggers.arm(account, order.market, action.triggers, order);
      return order;
    }
    if ("cancel" in action) {
      const isOver = action.ifOpen === true && !this.isOpen(account, action.cancel);
      return isOver ? undefined : this.#cancelRecord(account, action.cancel);
    }
    if ("settle" in action) this.ledger.settle(account.id, this.market(action.settle).contract_id);
    else if ("disarm" in action) this.triggers.disarm(account, action.disarm);
    else this.#arm(account, action.arm, action.parent);
    return undefined;
  }

  #arm(account: Account, requests: readonly TriggerRequest[], given: TriggerParent | undefined): void {
    const parent = given && this.#open(account, given.orderId);
    if (parent && parent.remaining < parent.quantity) {
      throw new ExchangeRefusal("trigger-filled", `order ${parent.id} has fills already`);
    }
    if (given && parent && given.quantity !== parent.quantity) {
      throw new ExchangeRefusal(
        "trigger-mismatch",
        `order ${parent.id} is for ${parent.quantity}, not ${given.quantity}`,
      );
    }
    const [first] = requests;
    if (first) this.triggers.arm(account, this.market(first.marketId), requests, parent);
  }

  /** Carries out the trigger orders that are due, each as an action without an account. */
  #fire(): void {
    const due = this.triggers.isEmpty ? undefined : this.triggers.next();
    if (!due) return;
    this.begin();
    try {
      this.#placeRecord(due.account, due.request, true);
    } catch (error) {
      if (!(error instanceof ExchangeRefusal)) throw error;
      due.fail(error.code === "insufficient-balance" ? "NotEnoughFunds" : "ForceCanceled");
    }
    this.#commit(undefined);
  }

  /** One action. It throws only before anything has changed. */
  #act<T>(who: Who, action: (account: Account, state: AccountState) => T): T {
    const state = this.accounts.get(who);
    this.begin();
    const result = action(state.account, state);
    state.nonce += 1n;
    this.#commit(state);
    return result;
  }

  #placeRecord(account: Account, request: OrderRequest, settles: boolean): OrderRecord {
    return this.venue(request.marketId).place(account, request, this.now(), settles);
  }

  #cancelRecord(account: Account, orderId: string): OrderRecord {
    const order = this.#open(account, orderId);
    this.venue(order.market.market_id).cancel(order);
    return order;
  }

  #open(account: Account, orderId: string): OrderRecord {
    const order = this.records.find(account.id, orderId);
    if (order) return order;
    throw new ExchangeRefusal("unknown-order", `${account.name} has no open order ${orderId}`);
  }

  #commit(actor: AccountState | undefined): void {
    this.triggers.sweep();
    const timestamp = this.now();
    if (actor) actor.modified = timestamp;
    if (this.#listeners.size === 0) {
      discardChanges(this.sources);
      this.#fire();
      return;
    }
    const commit = gatherCommit(this.sources, timestamp, actor && { account: actor.account, nonce: actor.nonce });
    for (const listener of this.#listeners) listener(commit);
    this.#fire();
  }
}
