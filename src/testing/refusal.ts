// The refusals of the exchange and their reasons. It knows nothing of the wire.

/** Why the exchange refused an action. */
export type RefusalCode =
  | "unknown-market"
  | "unknown-account"
  | "account-exists"
  | "unknown-order"
  | "bad-price"
  | "bad-quantity"
  | "bad-amount"
  | "bad-order"
  | "fractional-price"
  | "min-order"
  | "price-window"
  | "insufficient-balance"
  | "post-only"
  | "fill-or-kill"
  | "trigger-args"
  | "trigger-direction"
  | "trigger-parent"
  | "trigger-filled"
  | "trigger-quantity"
  | "trigger-mismatch"
  | "no-liquidity"
  | "no-market-orders"
  | "bad-range"
  | "not-empty";

/** An action or a read that the exchange refused. Nothing has changed; the message says what was wrong and what would do. */
export class ExchangeRefusal extends Error {
  /** Why, for a program. */
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = "ExchangeRefusal";
    this.code = code;
  }
}
