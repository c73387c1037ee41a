// The stand-in's answers and errors: the result of a write, from the body of its answer.
/// <reference path="../../../docs/snippets/sdk.d.ts" />
import type * as Sdk from "@o2exchange/sdk";

export class O2Error extends Error implements Sdk.O2Error {
  override readonly name: string = "O2Error";
  readonly code: number | undefined;
  readonly reason: string | undefined;
  readonly receipts: unknown[] | undefined;

  constructor(message: string, code?: number, reason?: string, receipts?: unknown[]) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.receipts = receipts;
  }
}

/** The chain reverted the transaction. */
export class OnChainRevertError extends O2Error {
  override readonly name = "OnChainRevertError";

  constructor(message: string, reason?: string, receipts?: unknown[]) {
    super(message, undefined, reason, receipts);
  }
}

/** The session has expired by this machine's clock. Nothing was sent. */
export class SessionExpired extends O2Error {
  override readonly name = "SessionExpired";

  constructor(message: string = "Session has expired") {
    super(message);
  }
}

export class SessionActionsResponse implements Sdk.SessionActionsResponse {
  readonly txId: Sdk.TxId | null;
  readonly orders: Sdk.Order[] | null;
  readonly reason: string | null;
  readonly receipts: unknown[] | null;
  readonly code: number | null;
  readonly message: string | null;

  constructor(
    ...[txId, orders, reason, receipts, code, message]: ConstructorParameters<typeof Sdk.SessionActionsResponse>
  ) {
    this.txId = txId;
    this.orders = orders;
    this.reason = reason;
    this.receipts = receipts;
    this.code = code;
    this.message = message;
  }

  get success(): boolean {
    return this.txId !== null && this.reason === null && this.code === null;
  }

  get isPreflightError(): boolean {
    return this.code !== null;
  }

  get isOnChainRevert(): boolean {
    return this.reason !== null;
  }
}

/** The members of an error's body. */
interface ErrorBody {
  readonly code?: number;
  readonly message?: string;
  readonly error?: string;
  readonly reason?: string;
  readonly receipts?: unknown[];
}

/** The error in a body that has no `tx_id`. */
export const errorOf = (body: ErrorBody): O2Error => {
  const { code, reason, receipts, message = body.error ?? "Unknown error" } = body;
  if (code !== undefined) return new O2Error(message, code);
  return receipts ? new OnChainRevertError(message, reason, receipts) : new O2Error(message);
};
