// Errors as plain data, which a structured clone carries to another thread, and back into our classes there. Pure.
import { O2CallbackError, O2ConnectionError, O2Error, O2InputError, O2RestError } from "../client/errors.ts";
import { EXCERPT } from "../client/excerpt.ts";
import {
  O2BookError,
  O2FrameError,
  O2LimitError,
  O2OverflowError,
  O2ServerError,
  O2TimeoutError,
} from "../client/feedErrors.ts";

/** An error without its class. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its own members beside these, such as `code`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause: ErrorData | undefined;
}

// One by one: an object of all names of a file would be made before the first paint.
const CLASSES: Readonly<Record<string, unknown>> = {
  O2Error,
  O2BookError,
  O2CallbackError,
  O2ConnectionError,
  O2FrameError,
  O2InputError,
  O2LimitError,
  O2OverflowError,
  O2RestError,
  O2ServerError,
  O2TimeoutError,
};

/** The number of causes behind causes that are kept. */
const DEEPEST = 3;

/** Anything that was thrown, as data. A member that cannot be cloned is its text. */
export function toErrorData(thrown: unknown, depth = 0): ErrorData {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown).slice(0, EXCERPT), stack: undefined, fields: {}, cause: undefined };
  }
  const { name, message, stack, cause, ...fields } = thrown;
  const plain = Object.entries(fields).map(([key, value]) => [key, isPlain(value) ? value : String(value)]);
  return {
    name,
    message,
    stack,
    fields: Object.fromEntries(plain),
    cause: cause === undefined || depth === DEEPEST ? undefined : toErrorData(cause, depth + 1),
  };
}

/** The same error again: of our class where it was of one. */
export function toError(data: ErrorData): Error {
  const ours = CLASSES[data.name];
  const cause = data.cause && { cause: toError(data.cause) };
  const error = typeof ours === "function" ? new O2Error(data.message, cause) : new Error(data.message, cause);
  // Its class' constructor takes what the message was made of, not the message.
  if (typeof ours === "function") Object.setPrototypeOf(error, ours.prototype);
  return Object.defineProperties(Object.assign(error, data.fields), {
    name: { value: data.name, configurable: true, writable: true },
    stack: { value: data.stack, configurable: true, writable: true },
  });
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  return value === null || ["undefined", "string", "number", "bigint", "boolean"].includes(typeof value);
}
