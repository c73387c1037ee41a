// Reads the requests of clients as the server does: text to meaning. It knows nothing of held subscriptions.
import type { Identity } from "../client/entities.ts";
import type { IdentityChannel } from "../client/protocol.ts";
import { readId, readIdentity } from "./wire.ts";

/** A request about one market. */
export interface MarketRequest {
  readonly channel: "depth" | "depthView" | "trades";
  readonly subscribe: boolean;
  /** Whether it is of the margin venue. */
  readonly turbo: boolean;
  readonly marketId: string;
  /** As it came; only that of a depth subscription means something. */
  readonly precision: string;
  /** As it came; only that of a depth view means something. */
  readonly frequency: string;
}

/** A request about identities. */
export interface IdentityRequest {
  readonly channel: IdentityChannel;
  readonly subscribe: boolean;
  /** Whether it is of the margin venue. */
  readonly turbo: boolean;
  readonly identities: readonly Identity[];
}

/** A request that can never be carried out, and the members of its error frame. */
export interface RefusedRequest {
  readonly refused: string;
  readonly details: object;
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const identityRequest = (
  channel: IdentityChannel,
  subscribe: boolean,
  turbo: boolean,
  list: unknown,
): IdentityRequest | RefusedRequest => {
  if (channel === "orders" && !subscribe) return { channel, subscribe, turbo, identities: [] };
  const identities = Array.isArray(list) ? list.map(readIdentity) : [];
  const known = identities.filter((identity) => identity !== undefined);
  if (known.length === 0 || known.length < identities.length) {
    return { refused: `identities must be a list of {"ContractId":"0x…"} or {"Address":"0x…"}`, details: {} };
  }
  const unique = new Map(known.map((identity) => [JSON.stringify(identity), identity]));
  return { channel, subscribe, turbo, identities: [...unique.values()] };
};

/** Reads a frame of a client. */
export const readRequest = (text: string): "ping" | MarketRequest | IdentityRequest | RefusedRequest => {
  if (text === "PING") return "ping";
  const frame = parse(text);
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    return { refused: "a request must be a JSON object", details: {} };
  }
  const {
    action,
    market_id,
    precision,
    frequency,
    identities,
    turbo: given,
  } = frame as Readonly<Record<string, unknown>>;
  const scope = typeof market_id === "string" ? { market_id } : {};
  const [, verb, channel] =
    /^(subscribe|unsubscribe)_(depth_view|depth|trades|orders|balances|nonce)$/.exec(String(action)) ?? [];
  const subscribe = verb === "subscribe";
  const turbo = given === true;
  switch (channel) {
    case "orders":
      return identityRequest(channel, subscribe, turbo, identities);
    case "balances":
    case "nonce":
      // These have no turbo form.
      return identityRequest(channel, subscribe, false, identities);
    case "depth_view":
    case "depth":
    case "trades": {
      const marketId = readId(market_id);
      if (marketId === undefined) return { refused: "market_id must be 32 bytes of hex", details: scope };
      const asked = { subscribe, marketId, precision: String(precision), frequency: String(frequency) };
      // A depth view has no turbo form.
      return channel === "depth_view" ? { channel: "depthView", turbo: false, ...asked } : { channel, turbo, ...asked };
    }
    default:
      return { refused: `unknown action ${JSON.stringify(action)}`, details: scope };
  }
};
