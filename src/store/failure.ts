// A read that failed, as an entry of the state has it.
import { isRestError, type O2Error, toO2Error } from "../client/errors.ts";

/** An attempt that failed. */
export interface Failure {
  readonly error: O2Error;
  /** When the next one begins, in milliseconds since 1970; `undefined` where it is not expected to end otherwise. */
  readonly retryAt: number | undefined;
}

/** A failure, and when the read is tried again. */
export function toFailure(thrown: unknown, at: number): Failure {
  const error = toO2Error(thrown);
  return { error, retryAt: isRestError(error) && error.isTransient ? at : undefined };
}
