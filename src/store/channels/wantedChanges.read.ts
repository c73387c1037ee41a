// Reads, to fill a gap, what the changes of orders need besides: orders from further back, and what was filled since a time of those that
// were placed before it. Does not know who wants them.
import type { Fill, Order } from "../../client/entities.ts";
import { isFillOf } from "../../client/fills.ts";
import type { TopicOf } from "./channel.ts";
import { readPage } from "./fills.read.ts";
import type { FilledAt, FilledSince, HeldOrders } from "./heldOrders.ts";
import { FAR, isEnough, reaches, SLACK, wantedFrom } from "./missedOrders.ts";
import type { Stretch } from "./olderOrders.ts";
import { orRefused } from "./openOrders.read.ts";
import type { Reading } from "./read.ts";

/** The changes that are wanted of an identity's orders, as far as they are to be read. */
export interface WantedRead {
  /** In milliseconds since 1970. */
  readonly since: number;
  /** The own trades since then, newest first, where they tell more than the orders do. */
  readonly fills: readonly Fill[] | undefined;
}

/** Reads what the orders alone do not tell of a time on; `undefined` where no changes are wanted. */
export async function readWanted(
  markets: readonly string[],
  topic: TopicOf<"orders">,
  { held, since, readAt }: { readonly held: HeldOrders; readonly since: number | undefined; readonly readAt: number },
  reading: Reading,
): Promise<WantedRead | undefined> {
  if (since === undefined) return undefined;
  // Shortly before the read nothing happened that is worth so many requests.
  const isLater = since < Math.min(held.since ?? Number.POSITIVE_INFINITY, readAt - SLACK);
  const fills = isLater ? await readFills(markets, topic, since, reading) : undefined;
  return { since, fills };
}

/** Whether a market's history was read back far enough, for what is held and for what is wanted. */
export function isFarEnough(
  held: HeldOrders,
  stretch: Stretch,
  {
    gone,
    limit,
    wanted,
  }: { readonly gone: readonly Order[]; readonly limit: number; readonly wanted: WantedRead | undefined },
): boolean {
  if (!wanted) return isEnough(held, stretch, { gone, limit });
  const ended = [...gone, ...filledIn(stretch.market, wanted)];
  const isEnd = isEnough(held, stretch, { gone: ended, limit: Math.max(limit, FAR) });
  return isEnd && reaches(stretch, wantedFrom(held, wanted.since));
}

/** The fills of each order since a time, as the orders and the trades were read. */
export function filledSince(fills: readonly Fill[], orders: readonly Order[], at: number): FilledSince {
  const filled = orders.flatMap(({ order_id, quantity_fill: quantity = 0n }) => {
    const own = fills.filter((fill) => isFillOf(fill, order_id));
    return own.length > 0 ? [[order_id, { quantity, fills: own.map(timed) }] as const] : [];
  });
  return { at, orders: new Map(filled) };
}

/** All that an identity traded since a time in some markets, newest first in each. */
export async function readFills(
  markets: readonly string[],
  { identity, venue }: TopicOf<"orders">,
  since: number,
  reading: Reading,
): Promise<readonly Fill[]> {
  const read = async (market: string): Promise<readonly Fill[]> => {
    const fills: Fill[] = [];
    let isEnd: boolean;
    do {
      const page = await readPage(market, { channel: "fills", venue, identity }, fills.at(-1), reading);
      fills.push(...page.fills);
      isEnd = page.isEnd;
    } while (!isEnd && (fills.at(-1)?.timestamp ?? since) > since);
    return fills.filter(({ timestamp }) => timestamp > since);
  };
  // A market that is not listed any more, and a server that does not tell own trades: then nothing more is known.
  const all = await Promise.all(markets.map((market) => orRefused(read(market))));
  return all.flatMap((fills) => fills ?? []);
}

function filledIn(market: string, { fills = [] }: WantedRead): { readonly order_id: string }[] {
  const ids = fills
    .filter(({ market_id }) => market_id === market)
    .flatMap(({ side, order_id, counter_order_id }) => [order_id, ...(side === "both" ? [counter_order_id] : [])]);
  return [...new Set(ids)].flatMap((order_id) => (order_id === undefined ? [] : [{ order_id }]));
}

function timed({ timestamp, quantity }: Fill): FilledAt {
  return { timestamp, quantity };
}
