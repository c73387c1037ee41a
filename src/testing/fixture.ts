// What a recording of a feed looks like, and the questions that both the recorder and the replay ask of it. Pure.

/**
 * What was said between a client and an exchange for a while, to be said again: plain JSON. Times are milliseconds since
 * `startedAt`.
 */
export interface FeedFixture {
  readonly version: 1;
  /** When the recording began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** How long it took, in milliseconds. */
  readonly duration: number;
  /** What the client asked for: requests as text, heartbeat left out. */
  readonly requests: readonly (readonly [at: number, text: string])[];
  /** What the server said, in order; `null` where the connection was lost. Heartbeat left out. */
  readonly frames: readonly (readonly [at: number, text: string | null])[];
  /** REST answers, in order. */
  readonly reads: readonly FixtureRead[];
}

/** A REST answer of a recording. */
export interface FixtureRead {
  /** When it came, in milliseconds since the start. */
  readonly at: number;
  /** Path and query, without the host. */
  readonly path: string;
  readonly status: number;
  /** The body as text. */
  readonly text: string;
}

/** What a frame or a request is about: `"depth:0x…"`, `"trades:0x…"`, `"orders"`, `"balances"`, `"nonce"`; `undefined` for anything else. */
export const subjectOf = (text: string): string | undefined => {
  const { action, market_id: market } = fields(text);
  const channel =
    typeof action === "string"
      ? /^(?:un)?(?:subscribe_)?(depth|trades|orders|balances|nonce)/.exec(action)?.[1]
      : undefined;
  if (channel !== "depth" && channel !== "trades") return channel;
  return typeof market === "string" ? `${channel}:${market.toLowerCase().replace(/^(?!0x)/, "0x")}` : undefined;
};

/** Whether a frame is a whole book. */
export const isSnapshot = (text: string): boolean => {
  const { action, changes } = fields(text);
  return action === "subscribe_depth" && changes == null;
};

/** What a REST read is about, whichever page or stretch of it: two reads of the same subject are answered alike. */
export const readSubject = (path: string): string => {
  const { pathname, searchParams } = new URL(path, "http://fixture");
  for (const place of PLACES) searchParams.delete(place);
  searchParams.sort();
  return `${pathname}?${searchParams}`;
};

// Where in a list, not of what.
const PLACES = ["from", "to", "count", "start_timestamp", "start_trade_id", "start_order_id"];

const fields = (text: string): { readonly [key: string]: unknown } => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // The heartbeat, or garbage that was recorded to be said again.
    return {};
  }
};
