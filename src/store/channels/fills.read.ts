// An identity's own trades, market by market: in all of them to fill a gap, and in those alone where the stream told of more than it said.
import { sleep } from "../../client/abort.ts";
import type { Fill, Order } from "../../client/entities.ts";
import { O2RestError } from "../../client/errors.ts";
import { fillKeys, fillOfTrade } from "../../client/fills.ts";
import { isOrder } from "../../client/orderNews.ts";
import { PAGE } from "../../client/restQueries.ts";
import { ordersOf } from "../live.ts";
import type { FillsTopic } from "../topics.ts";
import { withHeldFills, withOrders } from "./fills.ts";
import { type HeldFills, heldFills, type MarketFills } from "./heldFills.ts";
import { fillsIn, unreadMarkets, withMarket } from "./marketFills.ts";
import { orRefused } from "./openOrders.read.ts";
import { once, type Read, type Reading } from "./read.ts";
import { readTold } from "./wallets.read.ts";
import { isUnknown } from "./wallets.ts";
import { cursorOf, type FillPage, triesOf, withRead, withTry } from "./wholeFills.ts";

/** The wait before a read that the stream asks for, in milliseconds: matches come several at once, and REST may be behind. Doubles. */
const WAIT = 250;

interface ReadMarket extends FillPage {
  readonly market: string;
  readonly isJoined: boolean;
}

export const readFills: Read<"fills", Order> = async (topic, entry, buffered, reading) => {
  const held = heldFills(entry);
  const isGap = !entry.isComplete || !entry.heldFills;
  if (!isGap) await sleep(WAIT * 2 ** triesIn(held), reading.how.signal);
  const wasUnknown = isUnknown(topic.identity, reading);
  const [markets, told] = await Promise.all([
    isGap ? allMarkets(topic, held, reading) : unreadMarkets(held),
    readTold("orders", ordersOf(topic), buffered, reading),
  ]);
  const read = await Promise.all(
    markets.map((market) =>
      once(buffered.found, market, () => readMarket(market, topic, fillsIn(held, market), reading)),
    ),
  );
  return (now) => {
    // Before the account behind a wallet was known, all that was told was taken for its own.
    const before = wasUnknown ? withoutTold(heldFills(now)) : heldFills(now);
    const joined = read.reduce((next, each) => {
      if (!each) return next;
      const { market, isJoined } = each;
      return withMarket(next, market, withRead(fillsIn(next, market), each, isJoined, reading.maxTrades));
    }, before);
    const whole = withOrders(joined, told().filter(isOrder), topic);
    const tried = read.reduce((next, each) => {
      return each ? withMarket(next, each.market, withTry(fillsIn(next, each.market))) : next;
    }, whole);
    return withHeldFills(now, isGap ? whole : tried);
  };
};

/** The number of reads in a row that lacked something. */
function triesIn({ markets }: HeldFills): number {
  return Math.min(...Object.values(markets).map((fills) => triesOf(fills) ?? Number.POSITIVE_INFINITY), 5);
}

/** One market, or all that are listed and those that fills are known of. */
async function allMarkets({ market }: FillsTopic, held: HeldFills, { markets }: Reading): Promise<string[]> {
  if (market !== undefined) return [market];
  const listed = (await markets()).map(({ market_id }) => market_id);
  return [...new Set([...listed, ...Object.keys(held.markets)])];
}

/** A market's fills from the newest back to those that are held, or its newest page where none are; `undefined` where they are refused. */
async function readMarket(
  market: string,
  topic: FillsTopic,
  held: MarketFills,
  reading: Reading,
): Promise<ReadMarket | undefined> {
  const isKnown = new Set(held.fills.filter(({ trade_id }) => trade_id !== undefined).flatMap(fillKeys));
  const fills: Fill[] = [];
  let isEnd = false;
  let isJoined = false;
  do {
    const read = readPage(market, topic, fills.at(-1), reading);
    // A market that is not in the list may be unknown to the server.
    const page = topic.market === undefined && (await isUnlisted(market, reading)) ? await orRefused(read) : await read;
    if (!page) return undefined;
    fills.push(...page.fills);
    isEnd = page.isEnd;
    isJoined = page.fills.some((fill) => fillKeys(fill).some((key) => isKnown.has(key)));
  } while (!isEnd && !isJoined && cursorOf(held) && fills.length < reading.maxTrades);
  return { market, fills, isEnd, isJoined };
}

async function isUnlisted(market: string, { markets }: Reading): Promise<boolean> {
  return (await markets()).every(({ market_id }) => market_id !== market);
}

/** One page of a market's fills, newest first, behind a fill that was read. */
export async function readPage(
  market: string,
  { identity, venue }: FillsTopic,
  before: Fill | undefined,
  { rest, how }: Pick<Reading, "rest" | "how">,
): Promise<FillPage> {
  const cursor = before as (Fill & { readonly trade_id: string }) | undefined;
  const trades = await rest.accountTrades({ market, identity, venue, before: cursor, ...how });
  const read = trades.map((trade) => fillOfTrade(trade, market, identity));
  if (read.includes(undefined))
    throw new O2RestError("An own trade does not tell which side of it was the account's: trader_side is missing.");
  // The cursor's own entry may come again.
  const again = new Set(before ? fillKeys(before) : []);
  const fills = (read as Fill[]).filter((fill) => !fillKeys(fill).some((key) => again.has(key)));
  return { fills, isEnd: trades.length < PAGE.trades || fills.length === 0 };
}

function withoutTold({ markets }: HeldFills): HeldFills {
  const read = Object.entries(markets).map(([id, { fills, ...of }]) => {
    return [
      id,
      { ...of, fills: fills.filter(({ trade_id }) => trade_id !== undefined), unread: {}, orders: {}, behind: [] },
    ];
  });
  return { markets: Object.fromEntries(read) };
}
