// The actions that a batch may hold, as the exchange takes them. Types only.
import type { OrderRequest } from "./terms.ts";
import type { TriggerRequest } from "./triggerRules.ts";

/** One action of a batch. `ifOpen`: nothing happens where the order is closed already. */
export type Action =
  | { readonly place: OrderRequest; readonly triggers?: readonly TriggerRequest[] }
  | { readonly cancel: string; readonly ifOpen?: boolean }
  | { readonly settle: string }
  | { readonly arm: readonly TriggerRequest[]; readonly parent?: TriggerParent | undefined }
  | { readonly disarm: string };

/** The open order that trigger orders belong to, and the quantity that the caller expects it to have. */
export interface TriggerParent {
  readonly orderId: string;
  readonly quantity: bigint;
}

/** Options of a batch. */
export interface BatchOptions {
  /** Each order first settles its book, as the official client's orders do. Default true. */
  readonly settlesFirst?: boolean;
  /** It is done under a parallel nonce: the account's own nonce stays and is not told. Default false. */
  readonly isParallel?: boolean;
  /** Whether the nonce moves also when the batch is undone by this error. Default always. */
  readonly movesNonce?: (error: unknown) => boolean;
}
