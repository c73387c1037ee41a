// Frames, as text, that a server may send and the simulated exchange never does: errors of every code, actions of a
// newer server, frames that name nobody. Pure.

/** Every code of the protocol, and an unknown one. */
export const CODES: readonly number[] = [
  ...[1000, 1001, 1002, 1003, 1004],
  ...[2000, 2001, 2002],
  ...[3000, 3001, 3002],
  ...[4000, 4001, 4002, 4003],
  ...[5000, 5001],
  ...[6000, 6001, 6002],
  ...[7000, 7001, 7002, 7003, 7004, 7005, 7006, 7007, 7008, 7009, 7010, 7011, 7012, 7013, 7014],
  ...[8000, 8001],
  9999,
];

/** The form of an error: REST's, an older server's text, an action, one of a market, or a gap on the other venue. */
export const ERROR_FORMS = ["bare", "old", "dressed", "market", "resync"] as const;
export type ErrorForm = (typeof ERROR_FORMS)[number];

export function errorFrame(code: number, form: ErrorForm, market_id: string | undefined): string {
  const message = `an error of chaos, ${code}`;
  switch (form) {
    case "bare":
      return JSON.stringify({ code, message });
    case "old":
      return JSON.stringify({ error: message });
    case "dressed":
      return JSON.stringify({ action: "error", code, message });
    case "market":
      return JSON.stringify({ action: "error", code, message, market_id });
    case "resync":
      return JSON.stringify({ action: "error", market_id, turbo: true, resync_required: true });
  }
}

/** The members that carry a channel's data, each with content that means nothing under another action. */
const PAYLOADS = {
  orders: [],
  changes: { buys: [] },
  view: { sells: [] },
  trades: [],
  balance: [],
  nonce: "7",
} as const;
export type PayloadKey = keyof typeof PAYLOADS;
export const PAYLOAD_KEYS = Object.keys(PAYLOADS) as readonly PayloadKey[];

/** A frame of an unknown action. `payload`: adds that member of a known channel. */
export function unknownFrame(payload: PayloadKey | undefined, market_id: string | undefined): string {
  const more = payload === undefined ? { news: [] } : { [payload]: PAYLOADS[payload] };
  return JSON.stringify({ action: "subscribe_next_year", market_id, ...more });
}

const STRANGER = { ContractId: `0x${"5e".repeat(32)}` };

/** A frame about an identity that nobody follows. */
export function strangersFrame(
  channel: "orders" | "balances" | "nonce",
  market_id: string | undefined,
  asset_id: string | undefined,
): string {
  const action = `subscribe_${channel}`;
  if (channel === "nonce") return JSON.stringify({ action, contract_id: STRANGER.ContractId, nonce: "42" });
  if (channel === "balances") {
    const amounts = { total_locked: "1", total_unlocked: "2", trading_account_balance: "2", order_books: {} };
    return JSON.stringify({ action, balance: [{ identity: STRANGER, asset_id, ...amounts }] });
  }
  const [order_id, timestamp] = [`0x${"07".repeat(32)}`, String(Date.now())];
  const terms = { side: "buy", order_type: "Spot", price: "100", quantity: "5000", quantity_fill: "0", timestamp };
  const state = { close: false, cancel: false, partially_filled: false };
  return JSON.stringify({ action, orders: [{ order_id, market_id, owner: STRANGER, ...terms, ...state }] });
}

/** The same frame without the member that says whom it is about. Numbers keep their spelling. */
export function nameless(text: string): string {
  const name = String.raw`"(?:owner|account|identity)":\{[^}]*\}|"contract_id":"[^"]*"`;
  return text.replace(new RegExp(`,(?:${name})`, "g"), "").replace(new RegExp(`(?:${name}),`, "g"), "");
}
