// The shape of a recording, and the functions that the recorder and the replay share. Pure.

/**
 * The frames and answers between a client and an exchange over some time, to be replayed: plain JSON. Times are
 * milliseconds since `startedAt`.
 */
export interface FeedFixture {
  readonly version: 1;
  /** When the recording began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Its length in milliseconds. */
  readonly duration: number;
  /** The client's requests as text, without the heartbeat. */
  readonly requests: readonly (readonly [at: number, text: string])[];
  /** The server's frames in order, without the heartbeat; `null` where the connection was lost. */
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

/**
 * The subject of a frame or a request: `"depth:0x…"`, `"depthView:0x…"`, `"trades:0x…"`, `"orders"`, `"balances"`, `"nonce"`; of the margin venue
 * `"depth:turbo:0x…"`, `"trades:turbo:0x…"`, `"orders:turbo"`; `undefined` for anything else.
 */
export const subjectOf = (text: string): string | undefined => {
  const { action, market_id: market, turbo } = fields(text);
  const venue = turbo === true ? ":turbo" : "";
  const channel =
    typeof action === "string"
      ? /^(?:un)?(?:subscribe_)?(depth_view|depth|trades|orders|balances|nonce)/.exec(action)?.[1]
      : undefined;
  if (channel === "orders") return `${channel}${venue}`;
  if (channel !== "depth_view" && channel !== "depth" && channel !== "trades") return channel;
  const name = channel === "depth_view" ? "depthView" : channel;
  return typeof market === "string" ? `${name}${venue}:${market.toLowerCase().replace(/^(?!0x)/, "0x")}` : undefined;
};

/** Whether a frame is a whole book. */
export const isSnapshot = (text: string): boolean => {
  const { action, changes } = fields(text);
  return action === "subscribe_depth_view" || (action === "subscribe_depth" && changes == null);
};

/** The subject of a REST read, without its page or stretch: two reads of one subject get the same answer. */
export const readSubject = (path: string): string => {
  const { pathname, searchParams } = new URL(path, "http://fixture");
  for (const place of PLACES) searchParams.delete(place);
  searchParams.sort();
  return `${pathname}?${searchParams}`;
};

// These parameters say where in a list to read, not which list.
const PLACES = ["from", "to", "count", "start_timestamp", "start_trade_id", "start_order_id", "start_id", "start_kind"];

const fields = (text: string): { readonly [key: string]: unknown } => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // The heartbeat, or garbage that was recorded to be replayed.
    return {};
  }
};
