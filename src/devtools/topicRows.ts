// The topics of a look, as rows of a table. Pure.
import type { TradeAccount } from "../client/entities.ts";
import { topicKey } from "../client/topicKeys.ts";
import { topicsOf } from "../store/entries.ts";
import type { Entry } from "../store/state.ts";
import { type FeedTopic, feedId, feedKey, venueOf } from "../store/topics.ts";
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
      name: "market" in topic ? marketName(id, state) : "identity" in topic ? shortId(id) : id,
      detail: detailOf(topic),
      holders: holders.get(key) ?? 0,
      isHeld: holders.has(key),
      status: statusOf(entry),
      error: entry?.error?.message ?? (refused.has(key) ? "The server has no room for it." : undefined),
      updatedAt: entry?.updatedAt,
      holds: holdsOf(entry),
    };
  });
}

function idOf(topic: FeedTopic): string {
  if ("market" in topic) return topic.market;
  return "identity" in topic ? Object.values(topic.identity).join() : "all markets";
}

/** As the hooks say it. */
function statusOf(entry: Entry<unknown> | undefined): TopicRow["status"] {
  if (entry?.isLive) return "live";
  if (entry?.data !== undefined) return "stale";
  return entry?.error && entry.retryAt === undefined ? "error" : "pending";
}

function detailOf(topic: FeedTopic): string {
  const detail = ownDetailOf(topic);
  const venue = venueOf(topic) === "turbo" ? "turbo" : "";
  return venue && detail ? `${venue}, ${detail}` : venue || detail;
}

function ownDetailOf(topic: FeedTopic): string {
  if (topic.channel === "depth")
    return `precision ${topic.precision}${topic.frequency ? `, every ${topic.frequency}` : ""}`;
  if (topic.channel === "candles") return `${topic.resolution} × ${topic.limit}`;
  return "identity" in topic && "Address" in topic.identity ? "wallet" : "";
}

function accountOf(account: TradeAccount): string {
  if (!account.exists) return "no account yet";
  const { trade_account_id, nonce, session } = account;
  return `${shortId(trade_account_id)}, nonce ${nonce ?? "–"}, ${session ? "a session" : "no session"}`;
}

function holdsOf(entry: Entry<unknown> | undefined): string {
  const data = entry?.data;
  const partly = entry && !entry.isComplete ? ", not what was before" : "";
  if (typeof data === "bigint") return `${data}n${partly}`;
  if (Array.isArray(data)) return `${count(data.length)} entries${partly}`;
  if (typeof data === "object" && data !== null && "bids" in data && "asks" in data) {
    const { bids, asks } = data as { readonly bids: readonly unknown[]; readonly asks: readonly unknown[] };
    const of = entry?.levels === undefined ? "all levels" : `${entry.levels} asked for`;
    return `${bids.length} bids, ${asks.length} asks, ${of}`;
  }
  if (typeof data === "object" && data !== null && "exists" in data) return accountOf(data as TradeAccount);
  return "nothing yet";
}
