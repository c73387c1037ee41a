// Every error this library makes. Each message says what was wrong, what was expected and how to mend it.
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

/** More was asked for than the server allows on one connection (ten identities a channel). Only the asker that does not fit is refused. */
export class O2LimitError extends O2Error {
  override readonly name = "O2LimitError";
  /** The number that the server allows. */
  readonly limit: number;

  constructor(limit: number, message: string) {
    super(message);
    this.limit = limit;
  }
}

/** A reader fell so far behind its stream that updates had to be dropped. The iterator has ended; start a new one. */
export class O2OverflowError extends O2Error {
  override readonly name = "O2OverflowError";
  /** The number of updates that were waiting when the reader was given up. */
  readonly limit: number;

  constructor(limit: number) {
    super(
      `The reader fell behind: more than ${limit} updates were waiting, so the stream was ended. ` +
        "Read faster, raise maxBufferedUpdates, or start a new stream, which begins with a snapshot.",
    );
    this.limit = limit;
  }
}

/**
 * A frame from the server was dropped whole, because it was malformed or of a kind that is not known. All that a malformed one
 * may have changed is stale until it was asked for again.
 */
export class O2FrameError extends O2Error {
  override readonly name = "O2FrameError";
  /** The first 200 characters of the frame, for a bug report. */
  readonly frame: string;

  constructor(reason: string, frame: string, isLoss = true) {
    super(`A frame was dropped whole: ${reason}.${isLoss ? " What it may have changed is asked for again." : ""}`);
    this.frame = frame.slice(0, 200);
  }
}

/** The server answered a request with an error frame. */
export class O2ServerError extends O2Error {
  override readonly name = "O2ServerError";
  /** The server's code, e.g. 6000 (already subscribed), 6001 (too many subscriptions), 6002 (subscription error). */
  readonly code: number | undefined;
  /** The market the error speaks of, when it names one. */
  readonly marketId: string | undefined;

  constructor(message: string, code?: number, marketId?: string) {
    super(message);
    this.code = code;
    this.marketId = marketId;
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

/** A market's book is known to be wrong. It is still shown, as stale, until the snapshot that has been asked for comes. */
export class O2BookError extends O2Error {
  override readonly name = "O2BookError";
  /** The market whose book it is. */
  readonly marketId: string;

  constructor(marketId: string, reason: string, cause?: O2Error) {
    super(`The book of market ${marketId} is in doubt: ${reason}.`, cause && { cause });
    this.marketId = marketId;
  }
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
