// Trigger orders: take profit, stop loss, and pairs of which one cancels the other. They rest outside the book until the last
// traded price reaches theirs. It knows nothing of matching.
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import { type ExchangeMarket, worthOf } from "./markets.ts";
import type { Account, OrderRecord } from "./orders.ts";
import { ExchangeRefusal } from "./refusal.ts";
import type { OrderRequest } from "./terms.ts";
import {
  checkTrigger,
  lockPriceOf,
  type TriggerOrder,
  type TriggerRequest,
  type TriggerStatus,
} from "./triggerRules.ts";

/** The money that one leg, or both legs of a pair, hold locked. */
interface Lock {
  readonly asset: string;
  readonly amount: bigint;
  isHeld: boolean;
}

interface Leg {
  readonly id: string;
  readonly account: Account;
  readonly market: ExchangeMarket;
  readonly request: TriggerRequest;
  readonly quantity: bigint;
  readonly timestamp: number;
  /** Fires when the price has risen to its own; else when it has fallen to it. */
  readonly rises: boolean;
  readonly parent: OrderRecord | undefined;
  /** None under a parent, whose funds cover it. */
  readonly lock: Lock | undefined;
  sibling: Leg | undefined;
  status: TriggerStatus;
}

/** The parts of the exchange that trigger orders need. */
export interface TriggerContext {
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly nextId: () => string;
  readonly now: () => number;
  /** The last traded price of a market. */
  readonly lastPrice: (marketId: string) => bigint | undefined;
  /** Notes that the state of an order must be sent again. */
  readonly restate: (order: OrderRecord) => void;
}

/** The number of finished trigger orders that are remembered. */
const CLOSED_KEPT = 500;

const toTriggerOrder = (leg: Leg): TriggerOrder => ({
  order_id: leg.id,
  market_id: leg.market.market_id,
  account: leg.account,
  side: leg.request.side,
  type: leg.request.type,
  trigger_price: leg.request.triggerPrice,
  timestamp: leg.timestamp,
  status: leg.status,
  sibling_order: leg.sibling?.id,
  parent_order_id: leg.parent?.id,
  quantity: leg.quantity,
});

/** The order that a leg becomes when it fires. */
const toRequest = ({ market, request, quantity }: Leg): OrderRequest => {
  const { side, type } = request;
  const order = { marketId: market.market_id, side, quantity };
  if (type === "Market") return { ...order, type: "Market" };
  if ("Spot" in type) return { ...order, price: BigInt(type.Spot.price), type: "Spot" };
  return { ...order, type: { BoundedMarket: type.MarketBounded } };
};

/** All trigger orders of an exchange. */
export class Triggers {
  readonly #context: TriggerContext;
  readonly #active = new Map<string, Leg>();
  readonly #closed: Leg[] = [];
  #touched = new Set<Leg>();

  constructor(context: TriggerContext) {
    this.#context = context;
  }

  /** Places one trigger order, or a pair of which one cancels the other, under a parent or alone. */
  arm(account: Account, market: ExchangeMarket, requests: readonly TriggerRequest[], parent?: OrderRecord): void {
    const directions = requests.map((request) =>
      checkTrigger(market, request, parent, this.#context.lastPrice(market.market_id)),
    );
    if (requests.length === 2 && directions[0] === directions[1]) {
      throw new ExchangeRefusal(
        "trigger-direction",
        `${market.pair}: the legs of a pair must trigger in opposite directions`,
      );
    }
    const [first] = requests;
    // The chain takes the first leg's lock for both: the bigger one must come first.
    const lock = parent || !first ? undefined : this.#lock(account, market, first);
    const legs = requests.map((request, at): Leg => {
      const quantity = request.quantity ?? parent?.quantity ?? 0n;
      const { nextId, now } = this.#context;
      const rises = directions[at] === true;
      const shared = { account, market, request, quantity, rises, parent, lock };
      return { id: nextId(), timestamp: now(), ...shared, sibling: undefined, status: "Active" };
    });
    for (const [at, leg] of legs.entries()) {
      leg.sibling = legs[1 - at];
      this.#active.set(leg.id, leg);
      this.#touched.add(leg);
      this.#context.journal.undoBy(() => void this.#active.delete(leg.id));
    }
    if (parent?.state === "open") this.#context.restate(parent);
  }

  /** Cancels a trigger order of an account. The other leg of a pair stays. */
  disarm(account: Account, id: string): void {
    const leg = this.#active.get(id);
    if (leg?.account.id !== account.id) {
      throw new ExchangeRefusal("unknown-order", `${account.name} has no active trigger order ${id}`);
    }
    this.#end(leg, "CanceledByUser");
  }

  /** Ends the legs whose parent was cancelled. */
  sweep(): void {
    for (const leg of [...this.#active.values()]) {
      if (leg.parent?.state === "cancelled") this.#end(leg, "ParentOrderCanceled");
    }
  }

  /**
   * The next one that fires now, as the order that it becomes; its sibling is cancelled, its money unlocked. `fail` says
   * that this order was refused.
   */
  next():
    | { readonly account: Account; readonly request: OrderRequest; readonly fail: (status: TriggerStatus) => void }
    | undefined {
    const leg = [...this.#active.values()].find((each) => this.#isDue(each));
    if (!leg) return undefined;
    const { sibling } = leg;
    this.#end(leg, "Activated");
    if (sibling && this.#active.has(sibling.id)) this.#end(sibling, "CanceledBySibling");
    const fail = (status: TriggerStatus): void => {
      leg.status = status;
      this.#touched.add(leg);
    };
    return { account: leg.account, request: toRequest(leg), fail };
  }

  /** The trigger orders of an account, oldest first: the active ones, or all that are remembered. */
  of(account: Account, { active = false }: { readonly active?: boolean } = {}): TriggerOrder[] {
    const all = [...(active ? [] : this.#closed), ...this.#active.values()];
    return all.filter((leg) => leg.account.id === account.id).map(toTriggerOrder);
  }

  /** Whether no trigger order is active. */
  get isEmpty(): boolean {
    return this.#active.size === 0;
  }

  /** The ones that changed since the last call. */
  takeTouched(): TriggerOrder[] {
    if (this.#touched.size === 0) return [];
    const touched = [...this.#touched].map(toTriggerOrder);
    this.#touched = new Set();
    return touched;
  }

  #isDue({ market, parent, rises, request }: Leg): boolean {
    const last = this.#context.lastPrice(market.market_id);
    if (last === undefined || (parent && parent.state !== "filled")) return false;
    return rises ? last >= request.triggerPrice : last <= request.triggerPrice;
  }

  #lock(account: Account, market: ExchangeMarket, request: TriggerRequest): Lock {
    const { ledger } = this.#context;
    const quantity = request.quantity ?? 0n;
    const [asset, amount] =
      request.side === "sell"
        ? [market.base.asset, quantity]
        : [market.quote.asset, worthOf(market, lockPriceOf(request), quantity)];
    const there = ledger.wallet(account.id, asset);
    if (there < amount) {
      throw new ExchangeRefusal(
        "insufficient-balance",
        `${market.pair}: this trigger order locks ${amount}, of ${there}`,
      );
    }
    ledger.lock(account.id, asset, market.contract_id, amount);
    return { asset, amount, isHeld: true };
  }

  #end(leg: Leg, status: TriggerStatus): void {
    const { lock, sibling } = leg;
    const isLast = status === "Activated" || !sibling || !this.#active.has(sibling.id);
    this.#active.delete(leg.id);
    leg.status = status;
    this.#touched.add(leg);
    if (leg.parent?.state === "open") this.#context.restate(leg.parent);
    this.#closed.push(leg);
    if (this.#closed.length >= 2 * CLOSED_KEPT) this.#closed.splice(0, this.#closed.length - CLOSED_KEPT);
    const releases = isLast && lock?.isHeld === true;
    if (releases && lock) {
      lock.isHeld = false;
      this.#context.ledger.unlock(leg.account.id, lock.asset, leg.market.contract_id, lock.amount);
    }
    this.#context.journal.undoBy(() => {
      this.#closed.pop();
      leg.status = "Active";
      if (releases && lock) lock.isHeld = true;
      this.#active.set(leg.id, leg);
    });
  }
}
