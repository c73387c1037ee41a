// All channels that start without a snapshot: a new one is a line in each list here, and one in `reads.ts`.
import type { Balance, Order, Trade } from "../../client/entities.ts";
import type { OrderNews } from "../../client/orderNews.ts";
import type { NonceUpdate, Update } from "../../client/protocol.ts";
import { entriesOf, isUnreadable, patch } from "../entries.ts";
import type { Entry, O2State, TopicData } from "../state.ts";
import { feedId } from "../topics.ts";
import { balances } from "./balances.ts";
import { candles } from "./candles.ts";
import type { Around, Channel, ListChannel, TopicOf } from "./channel.ts";
import { fills } from "./fills.ts";
import { nonce } from "./nonce.ts";
import { orders } from "./orders.ts";
import { trades } from "./trades.ts";

/** The items that the stream tells of each channel's topics. */
export interface Items {
  readonly trades: Trade;
  readonly candles: Trade;
  readonly orders: OrderNews;
  readonly balances: Balance;
  readonly nonce: NonceUpdate;
  /** The orders that tell of them. */
  readonly fills: Order;
}

export const CHANNELS: { readonly [C in ListChannel]: Channel<C, Items[C]> } = {
  trades,
  candles,
  orders,
  balances,
  nonce,
  fills,
};

const NAMES: readonly ListChannel[] = /* @__PURE__ */ Object.keys(CHANNELS) as ListChannel[];

/** The state with what an update says of each topic in it. */
export function withUpdate(state: O2State, update: Update, around: Around, now: number): O2State {
  return NAMES.reduce((next, name) => withNews(next, name, update, around, now), state);
}

function withNews<C extends ListChannel>(
  state: O2State,
  name: C,
  update: Update,
  around: Around,
  now: number,
): O2State {
  const channel: Channel<C, Items[C]> = CHANNELS[name];
  let next = state;
  for (const [id, entry] of Object.entries<Entry<TopicData[C]>>(entriesOf(state, name))) {
    const topic = entry.topic as TopicOf<C>;
    const items = channel.route(update, topic, around);
    if (items.length === 0 || !isShown(channel, entry)) continue;
    next = patch(next, name, id, { ...channel.merge(entry, items, topic, around), updatedAt: now });
  }
  return next;
}

/** Whether the stream's word is shown. While it is not, the fill under way buffers it. */
function isShown<C extends ListChannel>({ shownFrom }: Channel<C, Items[C]>, entry: Entry<TopicData[C]>): boolean {
  return entry.data !== undefined || shownFrom === "item" || (shownFrom === "failure" && isUnreadable(entry));
}

/** The state with what was buffered of a topic, for while nothing can be read. */
export function withBuffered<C extends ListChannel>(
  state: O2State,
  waiting: readonly Items[C][],
  name: C,
  topic: TopicOf<C>,
  around: Around,
): O2State {
  const { shownFrom, merge, own }: Channel<C, Items[C]> = CHANNELS[name];
  const id = feedId(topic);
  const entry: Entry<TopicData[C]> | undefined = entriesOf(state, name)[id];
  const items = own ? own(waiting, topic, around) : waiting;
  if (items.length === 0 || shownFrom !== "failure" || !entry) return state;
  return patch(state, name, id, merge(entry, items, topic, around));
}

/** The items that wait for a topic's read, with those of an update that may be of it. */
export function bufferedWith<C extends ListChannel>(
  waiting: readonly Items[C][],
  name: C,
  topic: TopicOf<C>,
  update: Update,
  around: Around,
): readonly Items[C][] {
  const { route, mayRoute = route, buffer }: Channel<C, Items[C]> = CHANNELS[name];
  const items = mayRoute(update, topic, around);
  return items.length === 0 ? waiting : buffer(waiting, items, around);
}
