// A margin account: as it was read, and read again when one of its orders changes, after each gap of the link, and from time to time, for
// nothing tells of prices, fees and liquidations. Does not know when it is read otherwise.
import type { MarginAccount } from "../../client/entities.ts";
import type { Topic } from "../../client/protocol.ts";
import { equal } from "../equal.ts";
import type { O2State } from "../state.ts";
import { feedId } from "../topics.ts";
import type { PolledAccountOptions } from "./account.ts";
import { Gaps } from "./gaps.ts";
import type { Polled, Shown } from "./polled.ts";

/** From one read to the next, in milliseconds. */
const INTERVAL = 10_000;

/** All that is told of an account beside its reads. */
interface Seen {
  readonly gaps: number;
  /** Its orders. */
  readonly orders: unknown;
}

/** One margin account. */
export class PolledMarginAccount implements Polled<"marginAccount"> {
  readonly interval: number = INTERVAL;
  /** The id of an account that was asked for by its place, once it is known. */
  id: string | undefined;
  readonly #options: PolledAccountOptions;
  readonly #gaps = new Gaps();
  #read: MarginAccount | undefined;
  /** The orders that were told when the last read began. */
  #seen: Seen | undefined;
  #orders: (Topic & { readonly channel: "orders" }) | undefined;
  #release: (() => void) | undefined;

  constructor(options: PolledAccountOptions) {
    this.#options = options;
  }

  /** All that is told of it in a state. */
  see(state: O2State): Seen {
    const { held, data } = (this.#orders && state.orders[feedId(this.#orders)]) ?? {};
    return { gaps: this.#gaps.at(state), orders: held ?? data };
  }

  /** It was read, and so much was told when the read began. Whether that is news. */
  take(account: MarginAccount, seen: Seen): boolean {
    const isNews = !this.#read || !equal(timeless(this.#read), timeless(account));
    this.#read = account;
    this.#seen = seen;
    if (account.exists) this.#follow(account.margin_account);
    return isNews;
  }

  show(state: O2State): Shown<"marginAccount"> | undefined {
    const seen = this.see(state);
    if (!this.#read) return undefined;
    const isBehind = !equal(this.#seen, seen);
    const orders = this.#orders;
    const isTold = orders === undefined || this.#options.isWhole(state, orders);
    const trouble = orders && state.orders[feedId(orders)];
    return { data: this.#read, isProven: !isBehind && isTold, isBehind, trouble };
  }

  end(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #follow(account: string): void {
    if (this.#orders) return;
    this.#orders = { channel: "orders", venue: "turbo", identity: { ContractId: account } };
    this.#release = this.#options.follow([this.#orders]);
  }
}

/** An account without the time of its read: another one alone is no news. */
function timeless(account: MarginAccount): MarginAccount {
  return account.exists ? { ...account, now: 0n } : account;
}
