// Reads over REST whether the stream told of each trigger order of an account in a market. REST may be some seconds old: only what holds in
// spite of that is a difference. Pure but for the read.
import type { Order } from "../client/entities.ts";
import type { ReadOptions } from "../client/request.ts";
import type { TopicOf } from "./channels/channel.ts";
import { orRefused } from "./channels/openOrders.read.ts";
import type { DifferenceSources } from "./differences.ts";
import { EMPTY_ENTRY, type Entry } from "./state.ts";

type Orders = Entry<readonly Order[]>;

/**
 * Whether the stream did not tell of a trigger order, or REST tells those that are not known here, by the entry some seconds before the
 * read and the entry now.
 */
export type TriggerDifference = (before: Orders | undefined, now: Orders | undefined) => boolean;

/** Reads once; nothing where no market is to be read, and where the server refuses. */
export async function readTriggerDifference(
  { identity, venue }: TopicOf<"orders">,
  market: string | undefined,
  { rest, accountOf }: Pick<DifferenceSources, "rest" | "accountOf">,
  how: ReadOptions,
): Promise<TriggerDifference> {
  const account = accountOf(identity);
  if (market === undefined || !("ContractId" in account)) return () => false;
  const read = await orRefused(rest.activeOrders({ market, identity: account, venue, ...how }));
  // A server that leaves out the lists of its orders does not tell all.
  if (!read?.orders.every((order) => order.active_trigger_orders)) return () => false;
  const listed = new Set(idsOf(read.orders, read.triggers));
  return (before = EMPTY_ENTRY, now = EMPTY_ENTRY) => {
    // REST refused them when the gap was filled, and tells them now.
    if (!now.triggers?.isWhole) return !before.triggers?.isWhole;
    if (!before.triggers?.isWhole) return false;
    const held = new Set(heldIn(now, market));
    // If the stream told something meanwhile, a trigger order may have come and gone.
    const isQuiet = before.data === now.data && before.triggers === now.triggers;
    if (isQuiet && [...listed].some((id) => !held.has(id))) return true;
    // Waiting all the while here, but not there.
    return heldIn(before, market).some((id) => held.has(id) && !listed.has(id));
  };
}

/** The ids of the trigger orders that are held in a market. */
function heldIn({ data = [], triggers }: Orders, market: string): readonly string[] {
  const own = data.filter((order) => order.market_id === market && !order.close);
  return idsOf(own, triggers?.list.filter((each) => each.market_id === market) ?? []);
}

function idsOf(orders: readonly Order[], standalone: readonly { readonly order_id: string }[]): readonly string[] {
  return [...orders.flatMap((order) => order.active_trigger_orders ?? []), ...standalone].map(
    ({ order_id }) => order_id,
  );
}
