// A trade account: as it was read, and read again when its nonce moves, as it does with each session, batch and withdrawal. Does not
// know when it is read otherwise.

import type { TradeAccount } from "../../client/entities.ts";
import { identityKey } from "../../client/ids.ts";
import type { Topic } from "../../client/protocol.ts";
import { equal } from "../equal.ts";
import type { O2State } from "../state.ts";
import type { FeedTopic } from "../topics.ts";
import type { Polled, Shown } from "./polled.ts";

/** From one read of an account to the next, in milliseconds: nothing tells of a new margin account. */
const INTERVAL = 60_000;

/** The same while a wallet has none: nothing tells of a new account either. */
const INTERVAL_OF_NONE = 10_000;

/** The parts that an account needs. */
export interface PolledAccountOptions {
  /** Follows topics until the returned function is called, and for the linger. */
  readonly follow: (topics: readonly FeedTopic[]) => () => void;
  /** Whether nothing of a topic is missing in a state. */
  readonly isWhole: (state: O2State, topic: FeedTopic) => boolean;
}

/** One account. */
export class PolledAccount implements Polled<"account"> {
  readonly #options: PolledAccountOptions;
  #read: TradeAccount | undefined;
  #shown: TradeAccount | undefined;
  /** The nonce of the account. */
  #nonce: (Topic & { readonly channel: "nonce" }) | undefined;
  #release: (() => void) | undefined;

  constructor(options: PolledAccountOptions) {
    this.#options = options;
  }

  /** It was read. Whether that is news. */
  take(account: TradeAccount): boolean {
    const isNews = !equal(this.#read, account);
    this.#read = account;
    if (account.exists) this.#follow(account.trade_account_id);
    return isNews;
  }

  get interval(): number {
    return this.#read?.exists === false ? INTERVAL_OF_NONE : INTERVAL;
  }

  show(state: O2State): Shown<"account"> | undefined {
    const read = this.#read;
    if (!read || !this.#nonce) return read && { data: this.#keep(read), isProven: true, isBehind: false };
    const nonce = state.nonce[identityKey(this.#nonce.identity)];
    const told = nonce?.data;
    const isBehind = read.exists && told !== undefined && read.nonce !== undefined && told > read.nonce;
    return {
      data: this.#keep(isBehind ? { ...read, nonce: told } : read),
      isProven: !isBehind && this.#options.isWhole(state, this.#nonce),
      isBehind,
      trouble: nonce,
    };
  }

  end(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #follow(account: string): void {
    const identity = { ContractId: account };
    if (this.#nonce && identityKey(this.#nonce.identity) === identityKey(identity)) return;
    this.#release?.();
    this.#nonce = { channel: "nonce", identity };
    this.#release = this.#options.follow([this.#nonce]);
  }

  #keep(next: TradeAccount): TradeAccount {
    if (!this.#shown || !equal(this.#shown, next)) this.#shown = next;
    return this.#shown;
  }
}
