// A tiny exchange: accounts, money, one book a market, matching by price and time. Knows nothing of the wire. Every
// value that follows from the orders is computed from the orders, in the plainest way.
import { idOf, type Market, openMarkets } from "./listing.ts";
import {
  type Commit,
  escrow,
  type Holder,
  type Identity,
  isBetter,
  type MadeTrade,
  type PlacedOrder,
  restOf,
  type Side,
  type WaitingOrder,
  worth,
} from "./records.ts";
import { Waiting } from "./Waiting.ts";

/** An order that is to wait. Without a quantity it has the quantity of the order it waits on. */
export interface WaitingWish {
  readonly side: Side;
  readonly at: bigint;
  readonly limit: bigint;
  readonly quantity?: bigint;
}

/** An action broke a rule. Nothing has changed. */
export class Rejection extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const add = (map: Map<string, bigint>, key: string, amount: bigint) => map.set(key, (map.get(key) ?? 0n) + amount);

export class Exchange {
  readonly markets = openMarkets();
  readonly holders: Holder[] = [];
  /** All orders of all time, oldest first. */
  readonly orders: PlacedOrder[] = [];
  readonly trades: MadeTrade[] = [];
  readonly waiting = new Waiting();
  #commits = 0;
  /** Open orders, best first, by `market_id side`. */
  readonly #resting = new Map<string, PlacedOrder[]>();
  readonly #byId = new Map<string, PlacedOrder>();
  readonly #listeners = new Set<(commit: Commit) => void>();
  readonly #now: () => number;
  readonly #numbersTrades: boolean;

  constructor(now: () => number, numbersTrades: boolean) {
    this.#now = now;
    this.#numbersTrades = numbersTrades;
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(name: string, deposits: Readonly<Record<string, bigint>>): Holder {
    const id = idOf(`account ${name}`);
    const more = { session: undefined, children: [] };
    const money = { ...more, coins: new Map(Object.entries(deposits)), proceeds: new Map(), fees: new Map() };
    const holder = { name, id, owner: idOf(`wallet ${name}`), identity: { ContractId: id }, nonce: 0n, ...money };
    this.holders.push(holder);
    return holder;
  }

  /** Lets a key act for an account from now on, instead of the former key. This counts as an action and uses one nonce. */
  startSession(holder: Holder, session: Holder["session"]): void {
    const commit = this.#begin(holder);
    holder.session = session;
    this.#end(commit);
  }

  holderOf(identity: Identity): Holder | undefined {
    return this.holders.find(({ id, owner }) =>
      "ContractId" in identity ? id === identity.ContractId.toLowerCase() : owner === identity.Address.toLowerCase(),
    );
  }

  /** Open orders of one side of a book, best first. */
  resting(market: Market, side: Side): readonly PlacedOrder[] {
    return this.#side(market, side);
  }

  order(id: string): PlacedOrder | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  place(
    holder: Holder,
    market: Market,
    side: Side,
    price: bigint,
    quantity: bigint,
    type: PlacedOrder["type"],
    fired: readonly WaitingOrder[] = [],
  ): PlacedOrder {
    this.#check(market, price, quantity);
    const id = idOf(`order ${this.orders.length}`);
    const at = this.#now();
    const order: PlacedOrder = {
      id,
      market,
      holder,
      side,
      type,
      price,
      quantity,
      placedAt: at,
      fills: [],
      steps: [],
      isOpen: true,
      isCancelled: false,
    };
    const [asset, amount] = escrow(order, price, quantity);
    const proceeds = `${market.contract_id} ${asset}`;
    if ((holder.coins.get(asset) ?? 0n) + (holder.proceeds.get(proceeds) ?? 0n) < amount)
      throw new Rejection(7005, `${holder.name} has not ${amount} of ${asset}`);
    const others = this.#side(market, side === "buy" ? "sell" : "buy");
    const crosses = (other: PlacedOrder) => (side === "buy" ? other.price <= price : other.price >= price);
    if (type === "PostOnly" && others[0] && crosses(others[0])) throw new Rejection(1000, "OrderPartiallyFilled");
    const commit = this.#begin(holder, fired);
    order.steps.push({ type: "created", tx: commit.tx });
    this.#settle(commit, market);
    this.#pay(commit, holder, asset, -amount);
    this.orders.push(order);
    this.#byId.set(id, order);
    commit.orders.add(order);
    for (let maker = others[0]; maker && restOf(order) > 0n && crosses(maker); maker = others[0])
      this.#trade(commit, maker, order);
    this.#fee(order, market.taker_fee);
    if (restOf(order) === 0n) order.isOpen = false;
    else this.#rest(commit, order);
    this.#end(commit);
    return order;
  }

  cancel(holder: Holder, id: string): PlacedOrder {
    const order = this.order(id);
    if (!order) throw new Rejection(3000, `There is no order ${id}`);
    if (order.holder !== holder) throw new Rejection(1000, "NotOrderOwner");
    if (!order.isOpen) throw new Rejection(3001, `Order ${id} is not active`);
    const commit = this.#begin(holder);
    const rest = restOf(order);
    this.#level(commit, order, -rest);
    this.#remove(order);
    order.isOpen = false;
    order.isCancelled = true;
    order.steps.push({ type: "cancelled", tx: commit.tx });
    this.#pay(commit, holder, ...escrow(order, order.price, rest));
    commit.orders.add(order);
    this.#end(commit);
    return order;
  }

  /** Adds one waiting order, or two of which one cancels the other; on an open order, or alone. */
  wait(holder: Holder, market: Market, wishes: readonly WaitingWish[], parent?: PlacedOrder): readonly WaitingOrder[] {
    const last = this.#lastOf(market) ?? parent?.price ?? 0n;
    const commit = this.#begin(holder);
    const pair = idOf(`pair ${this.waiting.all.length}`);
    const made = wishes.map(({ side, at, limit, quantity = parent?.quantity ?? 0n }, index): WaitingOrder => {
      const id = idOf(`waiting ${this.waiting.all.length + index}`);
      const steps = [{ type: "created", tx: commit.tx } as const];
      const terms = { side, at, limit, quantity, isRise: at > last, placedAt: commit.at };
      return { id, market, holder, ...terms, pair, parent, steps: [...steps], state: "Active" };
    });
    this.waiting.all.push(...made);
    if (parent) commit.orders.add(parent);
    else for (const each of made) commit.waiting.add(each);
    this.#end(commit);
    return made;
  }

  unwait(holder: Holder, id: string): void {
    const order = this.waiting.all.find((each) => each.id === id && each.holder === holder && each.state === "Active");
    if (!order) throw new Rejection(3001, `Trigger order ${id} is not active`);
    const commit = this.#begin(holder);
    this.waiting.end(order, "CanceledByUser", commit.tx);
    if (order.parent?.isOpen) commit.orders.add(order.parent);
    else commit.waiting.add(order);
    this.#end(commit);
  }

  #lastOf(market: Market): bigint | undefined {
    return this.trades.findLast((trade) => trade.market === market)?.price;
  }

  /** Places the waiting orders whose price was reached. */
  #fire(): void {
    const due = this.waiting.due((market) => this.#lastOf(market));
    if (!due) return;
    const other = this.waiting.otherOf(due);
    const tx = this.#nextTx();
    this.waiting.end(due, "Activated", tx);
    if (other) this.waiting.end(other, "CanceledBySibling", tx);
    const fired = [due, ...(other ? [other] : [])];
    try {
      this.place(due.holder, due.market, due.side, due.limit, due.quantity, "Spot", fired);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      due.state = "NotEnoughFunds";
      this.#end(this.#begin(due.holder, fired));
    }
  }

  #nextTx(): string {
    return idOf(`transaction ${this.#commits + 1}`);
  }

  /** The amount of an asset that a holder's open orders lock in a book. */
  locked(holder: Holder, market: Market, asset: string): bigint {
    return [...this.#side(market, "buy"), ...this.#side(market, "sell")]
      .filter((order) => order.holder === holder)
      .map((order) => escrow(order, order.price, restOf(order)))
      .reduce((sum, [locked, amount]) => (locked === asset ? sum + amount : sum), 0n);
  }

  #check(market: Market, price: bigint, quantity: bigint): void {
    if (price <= 0n || quantity <= 0n) throw new Rejection(3002, "InvalidOrderArgs");
    if (price % market.tick !== 0n) throw new Rejection(3002, "PricePrecision");
    if ((price * quantity) % market.scale !== 0n) throw new Rejection(3002, "FractionalPrice");
    if (worth(market, price, quantity) < market.min_order) throw new Rejection(3002, "InvalidInputAmount");
  }

  #trade(commit: Commit, maker: PlacedOrder, taker: PlacedOrder): void {
    const { market } = maker;
    const { price } = maker;
    const [left, wanted] = [restOf(maker), restOf(taker)];
    const quantity = left < wanted ? left : wanted;
    const { at } = commit;
    this.#level(commit, maker, -quantity);
    maker.fills.push({ order_id: taker.id, price, quantity, at });
    taker.fills.push({ order_id: maker.id, price, quantity, at });
    commit.orders.add(maker);
    for (const order of [maker, taker]) order.steps.push({ type: "trade", tx: commit.tx });
    if (restOf(maker) === 0n) {
      this.#remove(maker);
      maker.isOpen = false;
    }
    for (const order of [maker, taker]) {
      const [received, amount] =
        order.side === "buy" ? [market.base.asset, quantity] : [market.quote.asset, worth(market, price, quantity)];
      const fee = order === maker ? (amount * market.maker_fee) / 1_000_000n : 0n;
      add(order.holder.proceeds, `${market.contract_id} ${received}`, amount - fee);
      if (fee > 0n) add(order.holder.fees, `${market.contract_id} ${received}`, fee);
      this.#touch(commit, order.holder, market.base.asset, market.quote.asset);
    }
    // The part of the escrow that a better price saves goes straight back to the account.
    if (taker.side === "buy")
      this.#pay(commit, taker.holder, market.quote.asset, worth(market, taker.price - price, quantity));
    const id = this.#numbersTrades ? String(this.trades.length + 1) : `${maker.id}/${taker.id}`;
    const trade = { market, id, maker, taker, price, quantity, at };
    this.trades.push(trade);
    commit.trades.push(trade);
  }

  /** A taker pays one fee, on everything received at once. */
  #fee(order: PlacedOrder, rate: bigint): void {
    const { market, holder, side, fills } = order;
    const received = fills.reduce((sum, { price, quantity }) => {
      return sum + (side === "buy" ? quantity : worth(market, price, quantity));
    }, 0n);
    const fee = (received * rate) / 1_000_000n;
    if (fee === 0n) return;
    const key = `${market.contract_id} ${side === "buy" ? market.base.asset : market.quote.asset}`;
    add(holder.proceeds, key, -fee);
    add(holder.fees, key, fee);
  }

  /** SDKs settle first in every batch: the account receives a book's proceeds. */
  #settle(commit: Commit, market: Market): void {
    for (const asset of [market.base.asset, market.quote.asset]) {
      const key = `${market.contract_id} ${asset}`;
      const amount = commit.actor.proceeds.get(key) ?? 0n;
      if (amount === 0n) continue;
      commit.actor.proceeds.delete(key);
      this.#pay(commit, commit.actor, asset, amount);
    }
  }

  #side(market: Market, side: Side): PlacedOrder[] {
    const key = `${market.market_id} ${side}`;
    const orders = this.#resting.get(key) ?? [];
    this.#resting.set(key, orders);
    return orders;
  }

  #rest(commit: Commit, order: PlacedOrder): void {
    const orders = this.#side(order.market, order.side);
    const place = orders.findIndex((other) => isBetter(order, other));
    orders.splice(place < 0 ? orders.length : place, 0, order);
    this.#level(commit, order, restOf(order));
  }

  #remove(order: PlacedOrder): void {
    const orders = this.#side(order.market, order.side);
    orders.splice(orders.indexOf(order), 1);
  }

  #level(commit: Commit, { market, side, price }: PlacedOrder, quantity: bigint): void {
    commit.levels.push({ market, side, price, quantity });
  }

  #pay(commit: Commit, holder: Holder, asset: string, amount: bigint): void {
    add(holder.coins, asset, amount);
    this.#touch(commit, holder, asset);
  }

  #touch(commit: Commit, holder: Holder, ...assets: readonly string[]): void {
    const touched = commit.money.get(holder) ?? new Set();
    for (const asset of assets) touched.add(asset);
    commit.money.set(holder, touched);
  }

  /** `fired`: waiting orders that make the exchange itself act. */
  #begin(actor: Holder, fired: readonly WaitingOrder[] = []): Commit {
    if (fired.length === 0) actor.nonce += 1n;
    const tx = this.#nextTx();
    this.#commits += 1;
    const waiting = new Set(fired);
    return { at: this.#now(), levels: [], trades: [], orders: new Set(), waiting, money: new Map(), actor, tx };
  }

  #end(commit: Commit): void {
    this.waiting.follow(commit);
    for (const listener of this.#listeners) listener(commit);
    this.#fire();
  }
}
