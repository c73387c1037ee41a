// Trigger orders: take profit, stop loss, and pairs of which one cancels the other. They rest outside the book until the last
// traded price reaches theirs. It knows nothing of matching.
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import { type Leg, type Lock, toEntity, toRequest, toTriggerOrder } from "./legs.ts";
import { type ExchangeMarket, worthOf } from "./markets.ts";
import { type Account, eventOf, type OrderRecord, type OrderStore } from "./orders.ts";
import { ExchangeRefusal } from "./refusal.ts";
import type { OrderRequest } from "./terms.ts";
import {
  checkTrigger,
  lockPriceOf,
  type TriggerOrder,
  type TriggerRequest,
  type TriggerStatus,
} from "./triggerRules.ts";

/** The parts of the exchange that trigger orders need. */
export interface TriggerContext {
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly nextId: () => string;
  readonly now: () => number;
  /** The id of the transaction under way. */
  readonly transaction: () => string;
  /** The last traded price of a market. */
  readonly lastPrice: (marketId: string) => bigint | undefined;
  readonly orders: Pick<OrderStore, "keep" | "touch">;
}

/** The number of finished trigger orders that are remembered. */
const CLOSED_KEPT = 500;

/** All trigger orders of an exchange. */
export class Triggers {
  readonly #context: TriggerContext;
  readonly #active = new Map<string, Leg>();
  readonly #closed: Leg[] = [];
  #touched = new Set<Leg>();
  /** The legs whose parents were filled since the last commit, and all before them. */
  #orphaned = new Set<Leg>();
  readonly #orphans = new WeakSet<Leg>();

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
      const history = [eventOf("created", this.#context.transaction())];
      return { id: nextId(), timestamp: now(), ...shared, sibling: undefined, status: "Active", history };
    });
    for (const [at, leg] of legs.entries()) {
      leg.sibling = legs[1 - at];
      this.#active.set(leg.id, leg);
      this.#touched.add(leg);
      this.#context.journal.undoBy(() => void this.#active.delete(leg.id));
    }
    if (parent) this.#restate(parent);
  }

  /** Cancels a trigger order of an account. The other leg of a pair stays. */
  disarm(account: Account, id: string): void {
    const leg = this.#active.get(id);
    if (leg?.account.id !== account.id) {
      throw new ExchangeRefusal("unknown-order", `${account.name} has no active trigger order ${id}`);
    }
    this.#end(leg, "CanceledByUser");
  }

  /** Ends the legs whose parent was cancelled, and notes those whose parent was filled. */
  sweep(): void {
    for (const leg of [...this.#active.values()]) {
      if (leg.parent?.state === "cancelled") this.#end(leg, "ParentOrderCanceled");
      if (leg.parent?.state !== "filled" || this.#orphans.has(leg)) continue;
      this.#orphans.add(leg);
      this.#orphaned.add(leg);
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
    return all.filter((leg) => leg.account.id === account.id).map((leg) => toTriggerOrder(leg));
  }

  /** Whether no trigger order is active. */
  get isEmpty(): boolean {
    return this.#active.size === 0;
  }

  /** The ones that changed since the last call. */
  takeTouched(): TriggerOrder[] {
    if (this.#touched.size + this.#orphaned.size === 0) return [];
    const orphaned = [...this.#orphaned].filter((leg) => !this.#touched.has(leg));
    const touched = [...this.#touched].map((leg) => toTriggerOrder(leg));
    this.#touched = new Set();
    this.#orphaned = new Set();
    return [...touched, ...orphaned.map((leg) => toTriggerOrder(leg, true))];
  }

  /** An order's trigger orders have changed. */
  #restate(parent: OrderRecord, former: readonly string[] = []): void {
    const { orders } = this.#context;
    orders.keep(parent);
    parent.triggers = [...this.#active.values()].filter((leg) => leg.parent === parent).map(toEntity);
    parent.formerTriggers = [...parent.formerTriggers, ...former];
    if (parent.state === "open") orders.touch(parent);
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
    const { lock, sibling, history: before } = leg;
    const isLast = status === "Activated" || !sibling || !this.#active.has(sibling.id);
    this.#active.delete(leg.id);
    leg.status = status;
    this.#touched.add(leg);
    leg.history = status === "Activated" ? before : [...before, eventOf("cancelled", this.#context.transaction())];
    if (leg.parent) this.#restate(leg.parent, [leg.id]);
    this.#closed.push(leg);
    if (this.#closed.length >= 2 * CLOSED_KEPT) this.#closed.splice(0, this.#closed.length - CLOSED_KEPT);
    const releases = isLast && lock?.isHeld === true;
    if (releases && lock) {
      lock.isHeld = false;
      this.#context.ledger.unlock(leg.account.id, lock.asset, leg.market.contract_id, lock.amount);
    }
    this.#context.journal.undoBy(() => {
      this.#closed.pop();
      Object.assign(leg, { status: "Active", history: before });
      if (releases && lock) lock.isHeld = true;
      this.#active.set(leg.id, leg);
    });
  }
}
