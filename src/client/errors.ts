// The errors that a page may meet before its engine is loaded; the others stand in feedErrors.ts. Each message says what was
// wrong, what was expected and how to mend it.
// Knows nothing of sockets, stores or React.
import { brand, makerOf } from "./brand.ts";

/**
 * The base of all errors made by o2-react. {@link isO2Error} tells them from all others, and `name` which it is, also where
 * another copy of the library in the page made it: `instanceof` knows only those of its own copy.
 */
export class O2Error extends Error {
  override readonly name: string = "O2Error";

  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    brand(this, "error");
  }
}

/** Whether an error was made by o2-react, by this copy of it or by another one in the page. */
export function isO2Error(thrown: unknown): thrown is O2Error {
  return makerOf(thrown, "error") !== undefined;
}

/** Whether a read over REST failed with this, in whichever copy of the library. */
export function isRestError(thrown: unknown): thrown is O2RestError {
  return isO2Error(thrown) && thrown.name === "O2RestError";
}

/**
 * The fault of a parameter. It is `malformed`; well formed and `outOfRange`; none of those there are (`unknown`); one
 * of two that exclude each other (`conflict`); or an amount with more decimals than an order may have (`tooPrecise`).
 */
export type InputErrorCode = "malformed" | "outOfRange" | "unknown" | "conflict" | "tooPrecise";

/** The facts that an `O2InputError` gives beside its sentence, for code. */
export interface InputFault {
  readonly code: InputErrorCode;
  /** The value that was given; of text the first 80 characters. */
  readonly value: unknown;
  /** Values that would do instead: all there are, or the nearest one in chain integers. */
  readonly allowed?: readonly (string | number | bigint)[] | undefined;
}

/** A parameter cannot be used: a malformed id, precision, URL or option. Nothing was sent. */
export class O2InputError extends O2Error implements InputFault {
  override readonly name = "O2InputError";
  /** The name of the parameter at fault, e.g. `"market"`. */
  readonly parameter: string;
  readonly code: InputErrorCode;
  readonly value: unknown;
  readonly allowed: readonly (string | number | bigint)[] | undefined;

  constructor(parameter: string, message: string, { code, value, allowed }: Partial<InputFault> = {}) {
    super(`${parameter}: ${message}`);
    this.parameter = parameter;
    this.code = code ?? "malformed";
    this.value = typeof value === "string" ? value.slice(0, 80) : value;
    this.allowed = allowed;
  }
}

/** A read over REST failed: refused by the server, unanswered, or answered with something that cannot be read. */
export class O2RestError extends O2Error {
  override readonly name = "O2RestError";
  /** The HTTP status; `undefined` when no answer came. */
  readonly status: number | undefined;
  /** The server's code, e.g. 1003 (rate limited), 2000 (no such market), 4002 (no such account). */
  readonly code: number | undefined;
  /** Whether the same read may succeed later: no answer, too many requests, or a fault of the server's. */
  readonly isTransient: boolean;

  constructor(
    message: string,
    {
      status,
      code,
      isTransient = false,
      cause,
    }: { status?: number; code?: number | undefined; isTransient?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.isTransient = isTransient;
  }
}

/** An error of ours for whatever a read failed with. */
export function toO2Error(thrown: unknown): O2Error {
  return isO2Error(thrown) ? thrown : new O2RestError(String(thrown), { cause: thrown });
}

/** No connection: it was closed or given up, the server refused it, the `WebSocket` class threw, or there is none here. */
export class O2ConnectionError extends O2Error {
  override readonly name = "O2ConnectionError";
  /** The HTTP status of a refused handshake (below 1000) or the server's code (1000 and above), where it is known. */
  readonly code: number | undefined;

  constructor(message: string, { code, cause }: { code?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause });
    this.code = code;
  }
}

/** A callback or listener of the application threw. The thrown value is the `cause`; nobody else was disturbed. */
export class O2CallbackError extends O2Error {
  override readonly name = "O2CallbackError";

  constructor(what: string, cause: unknown) {
    super(`${what} threw; see its cause. The feed goes on.`, { cause });
  }
}
