// The errors of the simulated client: named, coded and reasoned as those of the official client, or of its very classes
// where these are given.

/** The official client's class for each code of the API. A code that is not here gives its `O2Error`. */
const NAMES: Readonly<Record<number, string>> = {
  1000: "InternalError",
  1001: "InvalidRequest",
  1002: "ParseError",
  1003: "RateLimitExceeded",
  1004: "GeoRestricted",
  2000: "MarketNotFound",
  2001: "MarketPaused",
  2002: "MarketAlreadyExists",
  3000: "OrderNotFound",
  3001: "OrderNotActive",
  3002: "InvalidOrderParams",
  4000: "InvalidSignature",
  4001: "InvalidSession",
  4002: "AccountNotFound",
  4003: "WhitelistNotConfigured",
  5000: "TradeNotFound",
  5001: "InvalidTradeCount",
  7000: "InvalidAmount",
  7001: "InvalidTimeRange",
  7002: "InvalidPagination",
  7003: "NoActionsProvided",
  7004: "TooManyActions",
};

/** The details of an error of the simulated client. */
interface Details {
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  readonly receipts?: readonly unknown[] | undefined;
  readonly parameter?: string | undefined;
  readonly value?: unknown;
}

/**
 * An action or a read of the simulated client that was refused. Its `name` is that of the official client's class: `O2Error`,
 * `OnChainRevertError`, `SessionExpired`, `InvalidSession`, …
 */
export class TradingClientError extends Error {
  /** The server refused it before the chain: the code of the API. */
  readonly code: number | undefined;
  /** The chain reverted: its reason, such as `"OrderNotFilled"`. */
  readonly reason: string | undefined;
  readonly receipts: readonly unknown[] | undefined;
  /** The client refused it before anything was sent: the parameter that was wrong. */
  readonly parameter: string | undefined;
  /** The value of that parameter. */
  readonly value: unknown;

  constructor(name: string, message: string, { code, reason, receipts, parameter, value }: Details = {}) {
    super(message);
    this.name = name;
    this.code = code;
    this.reason = reason;
    this.receipts = receipts;
    this.parameter = parameter;
    this.value = value;
  }
}

/** The official client's classes of errors: `import * as sdk from "@o2exchange/sdk"` has them. */
export interface ErrorClasses {
  readonly O2Error: new (message: string, code?: number, reason?: string, receipts?: unknown[]) => Error;
  readonly OnChainRevertError?: new (message: string, reason?: string, receipts?: unknown[]) => Error;
  readonly SessionExpired?: new () => Error;
}

/** Makes the errors of one client. */
export interface ClientErrors {
  /** A parameter that cannot be used. Nothing was sent. */
  readonly input: (parameter: string, value: unknown, message: string) => Error;
  /** There is no session, or something else that the call needs. Nothing was sent. */
  readonly state: (message: string) => Error;
  readonly expired: () => Error;
  /** An answer that is an error. */
  readonly answer: (body: Readonly<Record<string, unknown>>) => Error;
}

const textIn = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** An answer with traces of a transaction is the chain's; one without is the server's. */
const isRevert = (message: string, reason: string | undefined, receipts: unknown): boolean =>
  receipts !== undefined || /revert|receipt/i.test(reason ?? "") || /transaction/i.test(message);

const create = (name: string, message: string, details: Details, classes: ErrorClasses | undefined): Error => {
  if (!classes) return new TradingClientError(name, message, details);
  const { code, reason, receipts } = details;
  const list = receipts && [...receipts];
  const { OnChainRevertError, SessionExpired, O2Error } = classes;
  if (name === "OnChainRevertError" && OnChainRevertError) return new OnChainRevertError(message, reason, list);
  if (name === "SessionExpired" && SessionExpired) return new SessionExpired();
  // One for each code, which takes the message alone.
  const own: unknown = (classes as unknown as Readonly<Record<string, unknown>>)[name];
  if (name !== "O2Error" && typeof own === "function") return Reflect.construct(own, [message]) as Error;
  return new O2Error(message, code, reason, list);
};

/** Makes errors of the official client's classes where they are given, else {@link TradingClientError}s. */
export const createClientErrors = (classes: ErrorClasses | undefined): ClientErrors => ({
  input: (parameter, value, message) => create("O2Error", message, { parameter, value }, classes),
  state: (message) => create("O2Error", message, {}, classes),
  expired: () =>
    create("SessionExpired", "The session has expired: open another one with createSession().", {}, classes),
  answer: (body) => {
    const message = textIn(body.message) ?? textIn(body.error) ?? "The server gave no reason.";
    const reason = textIn(body.reason);
    const code = typeof body.code === "number" ? body.code : undefined;
    if (code !== undefined) return create(NAMES[code] ?? "O2Error", message, { code }, classes);
    const receipts = Array.isArray(body.receipts) ? body.receipts : undefined;
    const name = isRevert(message, reason, receipts) ? "OnChainRevertError" : "O2Error";
    return create(name, message, { reason, receipts }, classes);
  },
});
