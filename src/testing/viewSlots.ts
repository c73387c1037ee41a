// One connection's depth views: whole books at the frequency that was asked for. It knows nothing of other subscriptions.
import type { BookSides } from "../client/entities.ts";
import type { Commit } from "./commits.ts";
import type { MarketRequest } from "./requests.ts";
import { depthSnapshot } from "./wire.ts";
import type { Wire } from "./wires.ts";

/** The parts that views are made from. */
export interface ViewSlotsOptions {
  readonly book: (marketId: string, level: number) => BookSides;
  readonly say: (frame: (spelling: Wire) => object) => void;
  readonly refuse: (code: number, message: string, details?: object) => void;
  /** The spellings of the moment. */
  readonly wire: () => Wire;
}

/** The view that a connection holds of a market. */
export interface ViewSubscription {
  readonly precision: string;
  readonly frequency: string;
}

interface ViewSlot extends ViewSubscription {
  readonly level: number;
  readonly interval: number;
  isChanged: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const INTERVALS: Readonly<Record<string, number>> = { "100ms": 100, "500ms": 500, "1s": 1_000, "3s": 3_000 };

/** The depth views of one connection: one a market. */
export class ViewSlots {
  readonly #options: ViewSlotsOptions;
  readonly #slots = new Map<string, ViewSlot>();

  constructor(options: ViewSlotsOptions) {
    this.#options = options;
  }

  get subscriptions(): Readonly<Record<string, ViewSubscription>> {
    const held = [...this.#slots].map(([id, { precision, frequency }]) => [id, { precision, frequency }]);
    return Object.fromEntries(held);
  }

  get count(): number {
    return this.#slots.size;
  }

  /** Whether views are known here. If not, a request is refused, or nothing is said to it. */
  isKnown({ subscribe }: MarketRequest): boolean {
    const { depthViews } = this.#options.wire();
    if (depthViews === "refused")
      this.#options.refuse(1001, `unknown action "${subscribe ? "" : "un"}subscribe_depth_view"`);
    return depthViews === "changes" || depthViews === "always";
  }

  has(marketId: string): boolean {
    return this.#slots.has(marketId);
  }

  subscribe({ marketId, precision, frequency }: MarketRequest): void {
    const interval = INTERVALS[frequency];
    const details = { market_id: marketId };
    if (interval === undefined) {
      this.#options.refuse(1001, `unknown frequency ${frequency}`, details);
      return;
    }
    const level = /^10{1,18}$/.test(precision) ? precision.length - 1 : 0;
    const slot: ViewSlot = { precision, frequency, level, interval, isChanged: true, timer: undefined };
    this.#slots.set(marketId, slot);
    // Any other precision is a channel that never speaks.
    if (level === 0) return;
    if (this.#options.wire().depthViews === "always") this.#wait(marketId, slot);
    else this.#send(marketId, slot);
  }

  unsubscribe({ marketId, precision, frequency }: MarketRequest): void {
    const slot = this.#slots.get(marketId);
    const isNamed = slot?.precision === precision && slot.frequency === frequency;
    if (!slot || (this.#options.wire().viewUnsubscribe === "whole" && !isNamed)) return;
    clearTimeout(slot.timer);
    this.#slots.delete(marketId);
  }

  /** Something has changed. */
  speak({ depth }: Pick<Commit, "depth">): void {
    for (const { marketId } of depth) {
      const slot = this.#slots.get(marketId);
      if (!slot || slot.level === 0) continue;
      slot.isChanged = true;
      if (slot.timer === undefined) this.#send(marketId, slot);
    }
  }

  /** Ends all of them without a word. */
  end(): void {
    for (const { timer } of this.#slots.values()) clearTimeout(timer);
    this.#slots.clear();
  }

  #send(marketId: string, slot: ViewSlot): void {
    const { book, say } = this.#options;
    const { level } = slot;
    slot.isChanged = false;
    this.#wait(marketId, slot);
    // This one of a book's spellings is known.
    say((spelling) => ({
      ...depthSnapshot(marketId, book(marketId, level), { ...spelling, depth: "view" }, level),
      action: "subscribe_depth_view",
    }));
  }

  #wait(marketId: string, slot: ViewSlot): void {
    slot.timer = setTimeout(() => {
      slot.timer = undefined;
      if (slot.isChanged || this.#options.wire().depthViews === "always") this.#send(marketId, slot);
    }, slot.interval);
  }
}
