// The topics of a look, as rows of a table. Pure.
import type { MarginAccount, TradeAccount } from "../client/entities.ts";
import { topicKey } from "../client/topicKeys.ts";
import { topicsOf } from "../store/entries.ts";
import type { Entry, O2State } from "../store/state.ts";
import { type FeedTopic, feedId, feedKey, type MarginAccountTopic, venueOf } from "../store/topics.ts";
import type { Look } from "./look.ts";
import { count, marketName, shortId } from "./names.ts";

/** One topic. */
export interface TopicRow {
  readonly key: string;
  readonly channel: FeedTopic["channel"];
  /** The id of its market or account. */
  readonly id: string;
  readonly name: string;
  /** The rest of what tells it from others. */
  readonly detail: string;
  readonly holders: number;
  /** Whether it is held at all, be it by the linger alone. */
  readonly isHeld: boolean;
  readonly status: "live" | "stale" | "pending" | "error";
  readonly error: string | undefined;
  readonly updatedAt: number | undefined;
  /** Its data, in a few words. */
  readonly holds: string;
}

/** The topics that the store has entries for. */
export function topicRows({ state, holders, unserved }: Look): TopicRow[] {
  const refused = new Set(unserved.map(topicKey));
  return topicsOf(state).map((topic) => {
    const key = feedKey(topic);
    const entries: Readonly<Record<string, Entry<unknown>>> = state[topic.channel];
    const entry = entries[feedId(topic)];
    const id = idOf(topic);
    return {
      key,
      channel: topic.channel,
      id,
      name: isOfMarket(topic) ? marketName(id, state) : id.startsWith("0x") ? shortId(id) : id,
      detail: detailOf(topic, state),
      holders: holders.get(key) ?? 0,
      isHeld: holders.has(key),
      status: statusOf(entry),
      error: entry?.error?.message ?? (refused.has(key) ? "The server has no room for it." : undefined),
      updatedAt: entry?.updatedAt,
      holds: holdsOf(entry),
    };
  });
}

/** Fills are an identity's, also where one market was asked for. */
function isOfMarket(topic: FeedTopic): topic is FeedTopic & { readonly market: string } {
  return "market" in topic && topic.channel !== "fills";
}

function idOf(topic: FeedTopic): string {
  if (isOfMarket(topic)) return topic.market;
  if ("account" in topic) return typeof topic.account === "string" ? topic.account : (topic.parent ?? "");
  if ("identity" in topic) return Object.values(topic.identity).join();
  return topic.channel === "marginTiers" ? "all tiers" : "all markets";
}

/** As the hooks say it. */
function statusOf(entry: Entry<unknown> | undefined): TopicRow["status"] {
  if (entry?.isLive) return "live";
  if (entry?.data !== undefined) return "stale";
  return entry?.error && entry.retryAt === undefined ? "error" : "pending";
}

function detailOf(topic: FeedTopic, state: O2State): string {
  const detail = ownDetailOf(topic, state);
  const venue = venueOf(topic) === "turbo" ? "turbo" : "";
  return venue && detail ? `${venue}, ${detail}` : venue || detail;
}

function ownDetailOf(topic: FeedTopic, state: O2State): string {
  if (topic.channel === "fills") return topic.market === undefined ? "all markets" : marketName(topic.market, state);
  if (topic.channel === "depth")
    return `precision ${topic.precision}${topic.frequency ? `, every ${topic.frequency}` : ""}`;
  if (topic.channel === "candles") return `${topic.resolution} × ${topic.limit}`;
  if ("account" in topic) return placeOf(topic);
  return "identity" in topic && "Address" in topic.identity ? "wallet" : "";
}

function placeOf({ account, parent }: MarginAccountTopic): string {
  if (typeof account === "number") return `margin account ${account} of it`;
  return parent === undefined ? "" : `of ${shortId(parent)}`;
}

function marginOf({ positions, session, risk }: Extract<MarginAccount, { readonly exists: true }>): string {
  const open = positions.filter(({ quantity }) => quantity !== 0n).length;
  const state = risk?.isLiquidatable ? ", liquidatable" : risk?.isFrozen ? ", frozen" : "";
  const doubt = risk && risk.stalePrices.length > 0 ? ", stale prices" : "";
  return `${count(open)} ${open === 1 ? "position" : "positions"}, ${session ? "a session" : "no session"}${state}${doubt}`;
}

function accountOf(account: TradeAccount | MarginAccount): string {
  if (!account.exists) return "no account yet";
  if ("positions" in account) return marginOf(account);
  const { trade_account_id, nonce, session } = account;
  return `${shortId(trade_account_id)}, nonce ${nonce ?? "–"}, ${session ? "a session" : "no session"}`;
}

/** The trigger orders beside orders; no word where all are known to be none. */
function triggersOf({ topic, triggers }: Entry<unknown>): string {
  if (topic?.channel !== "orders") return "";
  if (!triggers) return ", trigger orders not known";
  const { list, isWhole } = triggers;
  const partly = isWhole ? "" : " told, maybe others";
  return isWhole && list.length === 0 ? "" : `, ${count(list.length)} trigger orders${partly}`;
}

function holdsOf(entry: Entry<unknown> | undefined): string {
  const data = entry?.data;
  const partly = entry && !entry.isComplete ? ", not what was before" : "";
  if (typeof data === "bigint") return `${data}n${partly}`;
  if (Array.isArray(data)) return `${count(data.length)} entries${entry ? triggersOf(entry) : ""}${partly}`;
  if (typeof data === "object" && data !== null && "bids" in data && "asks" in data) {
    const { bids, asks } = data as { readonly bids: readonly unknown[]; readonly asks: readonly unknown[] };
    const of = entry?.levels === undefined ? "all levels" : `${entry.levels} asked for`;
    return `${bids.length} bids, ${asks.length} asks, ${of}`;
  }
  if (typeof data === "object" && data !== null && "exists" in data)
    return accountOf(data as TradeAccount | MarginAccount);
  return "nothing yet";
}
