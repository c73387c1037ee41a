// The payloads of all channels but that of books, read into updates: a client that only follows books does without.
import type { RecordChannel } from "./codec.ts";
import { balance, trade } from "./parse.ts";
import { order, trigger } from "./parseOrder.ts";
import type { RecordUpdate } from "./protocol.ts";
import { id, known, list, nonce, object, type Raw } from "./values.ts";

/** The update of a frame that has the payload of its channel. @throws Malformed where it is not as expected. */
export function readRecords(raw: Raw, channel: RecordChannel): RecordUpdate {
  switch (channel) {
    case "trades": {
      const { trades = [raw.trade].flat() } = raw;
      const market_id = id(raw.market_id, "market_id");
      return { action: "subscribe_trades", market_id, trades: list(trades, "trades", trade) };
    }
    case "orders":
      return {
        action: "subscribe_orders",
        orders: list(raw.orders, "orders", (entry, at) => order(ofFrame(entry, raw.identity), at)),
        ...known("standalone_trigger_orders", raw.standalone_trigger_orders, (value) => list(value, "", trigger)),
      };
    case "balances":
      return { action: "subscribe_balances", balance: list(raw.balance, "balance", balance) };
    case "nonce":
      return {
        action: "subscribe_nonce",
        contract_id: id(raw.contract_id, "contract_id"),
        nonce: nonce(raw.nonce),
      };
  }
}

/** Older servers name the identity of all orders once, in the frame. */
function ofFrame(entry: Raw, identity: unknown): Raw {
  if (identity == null || entry.account != null || entry.owner != null) return entry;
  return "ContractId" in object(identity, "identity") ? { ...entry, account: identity } : { ...entry, owner: identity };
}
