// The open orders of an identity, market by market, how those ended that are not open any more, and those that came and went
// while nobody listened.
import type { Order, TriggerOrder } from "../../client/entities.ts";
import { O2RestError } from "../../client/errors.ts";
import { isOrder, type OrderNews } from "../../client/orderNews.ts";
import { ending } from "../../client/rest.ts";
import { PAGE } from "../../client/restQueries.ts";
import { placedAt } from "../mergeOrders.ts";
import type { Entry } from "../state.ts";
import { feedId } from "../topics.ts";
import type { TopicOf } from "./channel.ts";
import { type FilledSince, type HeldOrders, heldOrders, newestOf } from "./heldOrders.ts";
import { goneOf, withFill } from "./missedOrders.ts";
import type { Stretch } from "./olderOrders.ts";
import { type OpenIn, openIn, openOrders, orRefused, REFUSED } from "./openOrders.read.ts";
import { withHeld } from "./orders.ts";
import { once, type Read, type Reading } from "./read.ts";
import { withFilledTriggers, withoutLeft } from "./triggers.ts";
import { readAccountBehind, type TradeAccountId } from "./wallets.read.ts";
import { ownOf, stillOwn } from "./wallets.ts";
import { filledSince, isFarEnough, readFills, readWanted, type WantedRead } from "./wantedChanges.read.ts";
import { isComplete } from "./wholeOrders.ts";

/** REST may be behind the stream: an order that it does not know has ended once so many reads, some seconds apart, lack it. */
const TRIES = 5;

export const readOrders: Read<"orders", OrderNews> = async (topic, entry, buffered, reading) => {
  const limit = reading.closedLimit(feedId(topic));
  const since = reading.wantedSince?.(feedId(topic));
  const readAt = reading.serverNow();
  const known = [...heldOrders(entry).orders, ...buffered.items.filter(isOrder)];
  const account = await readAccountBehind(topic.identity, reading);
  const open = await readOpen(topic, { account, known, found: buffered.found }, reading);
  const news = () => ownOf("orders", buffered.items, topic, reading);
  const told = () => news().filter(isOrder).map(withoutLeft);
  const held = ownHeld(entry, topic, reading);
  const gone = goneOf(held.orders, open.orders, told());
  const wanted = await readWanted(open.markets, topic, { held, since, readAt }, reading);
  // At first what closed before is not asked for, unless somebody wants to know of it.
  const isAsked = (market: string): boolean => gone.some(({ market_id }) => market_id === market);
  const asked = open.markets.filter((each) => held.isFilled || wanted || isAsked(each));
  const read = await Promise.all(
    asked.map(async (market) => {
      const own = gone.filter(({ market_id }) => market_id === market);
      const isLast = (stretch: Stretch): boolean => isFarEnough(held, stretch, { gone: own, limit, wanted });
      const back = readBack(market, topic, isLast, reading);
      return open.listed.has(market) ? back : orRefused(back);
    }),
  );
  const history = read.filter((stretch) => stretch !== undefined);
  const all = [...open.orders, ...history.flatMap(({ orders }) => orders)];
  const newest = newestOf(all, 0);
  const lost = goneOf(held.orders, all, told()).find((order) => placedAt(order) > newest);
  if (lost)
    lookAgain(
      `Order ${lost.order_id} is not among the open ones any more, and REST does not know yet how it ended.`,
      buffered.found,
    );
  const filled = wanted && (await readFilled(wanted, { all, topic, readAt, found: buffered.found }, reading));
  return (now) => {
    const isRead = open.isRead && history.length === asked.length;
    const { orders, markets } = open;
    const joined = withFill(
      ownHeld(now, topic, reading),
      { open: orders, markets, history, told: told(), isRead, readAt, wanted: wanted && { ...wanted, filled } },
      limit,
    );
    const triggers = withFilledTriggers(open.triggers, orders, news());
    return { ...withHeld(now, joined), isComplete: isComplete(joined), triggers };
  };
};

/** The orders that are held, without those that turned out to be of another account. */
function ownHeld(entry: Entry<readonly Order[]>, topic: TopicOf<"orders">, reading: Reading): HeldOrders {
  const held = heldOrders(entry);
  return { ...held, orders: stillOwn("orders", held.orders, topic, reading).filter(isOrder) };
}

interface Filling {
  /** All orders that were read. */
  readonly all: readonly Order[];
  readonly topic: TopicOf<"orders">;
  readonly readAt: number;
  readonly found: Map<string, unknown>;
}

interface Open {
  readonly orders: readonly Order[];
  /** The markets that were read, and those of them that are in the list. */
  readonly markets: readonly string[];
  readonly listed: ReadonlySet<string>;
  /** Whether none can have been missed. */
  readonly isRead: boolean;
  /** The trigger orders without an open parent; `undefined` where the server does not tell those of each market. */
  readonly triggers: readonly TriggerOrder[] | undefined;
}

/** The open orders of the markets in the list, of those that some known orders are of, and of those that the server has others in. */
async function readOpen(
  { identity, venue }: TopicOf<"orders">,
  {
    account,
    known,
    found,
  }: {
    readonly account: TradeAccountId | undefined;
    readonly known: readonly Order[];
    readonly found: Map<string, unknown>;
  },
  { rest, markets, how }: Reading,
): Promise<Open> {
  found.delete(REFUSED);
  const inMarket = (market: string): Promise<OpenIn> =>
    once(found, `open ${market}`, () => openIn(rest, { market, identity, account, venue, ...how }, found));
  const [everywhere, listed] = await Promise.all([
    once(found, "open", () => orRefused(openOrders(rest, { identity, venue, ...how }))),
    markets().then((all) =>
      Promise.all(all.map(async ({ market_id }) => [market_id, await inMarket(market_id)] as const)),
    ),
  ]);
  const isListed = new Set(listed.map(([market]) => market));
  const isElsewhere = ({ market_id }: Order): boolean => market_id === undefined || !isListed.has(market_id);
  const elsewhere = (everywhere ?? []).filter(isElsewhere);
  const unlisted = [...new Set([...known, ...elsewhere].filter(isElsewhere).map(({ market_id }) => market_id))];
  const others = await Promise.all(
    unlisted
      .filter((market) => market !== undefined)
      .map(async (market) => [market, await orRefused(inMarket(market))] as const),
  );
  // A market that is not in the list any more may be unknown to the server by its id alone.
  const read = [...listed, ...others.filter(([, own]) => own || everywhere)];
  const orders = read.flatMap(([, own]) => own?.orders ?? []);
  const ids = new Set(orders.map(({ order_id }) => order_id));
  const triggers = read.flatMap(([, own]) => own?.triggers ?? []);
  const isNobody = account === undefined && venue !== "turbo";
  return {
    orders: [...orders, ...elsewhere.filter(({ order_id }) => !ids.has(order_id))],
    markets: read.map(([market]) => market),
    listed: isListed,
    isRead: everywhere !== undefined,
    // A wallet without an account has none.
    triggers: isNobody ? [] : listed.every(([, own]) => own.triggers) ? triggers : undefined,
  };
}

/** A market's orders, open or not, from the newest back. */
async function readBack(
  market: string,
  { identity, venue }: TopicOf<"orders">,
  isLast: (stretch: Stretch) => boolean,
  { rest, how }: Reading,
): Promise<Stretch> {
  const orders: Order[] = [];
  let isEnd: boolean;
  do {
    const before = ending(orders).at(-1);
    const page = await rest.orders({ market, identity, venue, before, ...how });
    // The cursor's own order may come again.
    orders.push(...page.filter(({ order_id }) => order_id !== before?.order_id));
    isEnd = page.length < PAGE.orders;
  } while (!isLast({ market, orders, isEnd }));
  return { market, orders, isEnd };
}

/** The fills of orders since a time, from trades and orders of one moment. @throws O2RestError where they are not. */
async function readFilled(
  { since, fills }: WantedRead,
  { all, topic, readAt, found }: Filling,
  reading: Reading,
): Promise<FilledSince | undefined> {
  if (!fills) return undefined;
  const filled = filledSince(fills, all, readAt);
  const markets = [...new Set(fills.map(({ market_id }) => market_id))];
  const again = markets.length > 0 ? await readFills(markets, topic, since, reading) : [];
  if (again.length !== fills.length) lookAgain("An order was filled while orders and trades were read.", found);
  return filled;
}

/** @throws O2RestError unless it was looked often enough. */
function lookAgain(reason: string, found: Map<string, unknown>): void {
  const tries = Number(found.get("tries") ?? 0) + 1;
  if (tries >= TRIES) return;
  found.clear();
  found.set("tries", tries);
  throw new O2RestError(`${reason} It is read again.`, { isTransient: true });
}
