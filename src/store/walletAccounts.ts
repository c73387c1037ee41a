// The trade accounts of wallets, as far as they were read: the stream names only these. Does not know how they are read.
import type { Identity } from "../client/entities.ts";
import { identityKey } from "../client/ids.ts";
import { patch } from "./entries.ts";
import type { O2State } from "./state.ts";
import type { FeedTopic } from "./topics.ts";

/** The accounts that one feed knows. */
export class WalletAccounts {
  readonly #accounts = new Map<string, Identity>();

  /** The identity that the stream names when it speaks of one. */
  of(identity: Identity): Identity {
    return this.#accounts.get(identityKey(identity)) ?? identity;
  }

  /**
   * An identity's account was read. Gives the state without the nonce that was told of a wallet before its gap was filled: it may
   * be any account's.
   */
  learn(state: O2State, identity: Identity, account: string, isWhole: (topic: FeedTopic) => boolean): O2State {
    const id = identityKey(identity);
    const isNews = "Address" in identity && !this.#accounts.has(id);
    this.#accounts.set(id, { ContractId: account });
    return isNews && !isWhole({ channel: "nonce", identity }) ? patch(state, "nonce", id, { data: undefined }) : state;
  }
}
