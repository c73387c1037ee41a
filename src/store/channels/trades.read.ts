// The trades before a subscription, read back to those that are held, so that no hole is shown between the two, and as far as
// somebody wants them.
import type { Trade } from "../../client/entities.ts";
import { PAGE } from "../../client/restQueries.ts";
import { marketKey } from "../../client/venues.ts";
import { addTrades, freshTrades, tradeKey } from "../merge.ts";
import type { Read } from "./read.ts";

export const readTrades: Read<"trades", Trade> = async (
  { venue, market },
  { data: held = [] },
  buffered,
  { rest, maxTrades, tradesWanted, how },
) => {
  // Trades heard since the hole are on its near side.
  const heard = new Set(buffered.items.map(tradeKey));
  const known = held.filter((trade) => !heard.has(tradeKey(trade)));
  const isKnown = new Set(known.map(tradeKey));
  const found: Trade[] = [];
  let isLast = false;
  const readBefore = async (before: Trade | undefined): Promise<readonly Trade[]> => {
    const page = await rest.trades({ venue, market, before, ...how });
    isLast = page.length < PAGE.trades;
    return page;
  };
  const wanted = () => tradesWanted(marketKey({ venue, market }), found[0]?.timestamp ?? Number.NEGATIVE_INFINITY);
  /** If nothing is held there is nothing to join: the newest are enough, and those that are news. */
  const isEnough = (): boolean => {
    const { count, since } = wanted();
    return known.length === 0 && found.length >= count && (found.at(-1)?.timestamp ?? since) <= since;
  };
  let isJoined = false;
  do {
    const page = await readBefore(found.at(-1));
    found.push(...page);
    isJoined = isLast || page.some((trade) => isKnown.has(tradeKey(trade)));
  } while (!isJoined && !isEnough() && found.length < maxTrades);
  const newer = addTrades(known, found, maxTrades);
  const older: Trade[] = [];
  // A server that gives the same again has no end.
  let isMore = isJoined && !isLast;
  while (isMore && newer.length + older.length < Math.min(wanted().count, maxTrades)) {
    const page = await readBefore(older.at(-1) ?? newer.at(-1));
    const fresh = freshTrades([...newer, ...older], page);
    isMore = !isLast && fresh.length > 0;
    older.push(...fresh);
  }
  const oldest = found.at(-1);
  const lastTime = oldest?.timestamp ?? Number.NEGATIVE_INFINITY;
  return ({ data: now = [] }) => {
    const said = buffered.items;
    const isSaid = new Set(said.map(tradeKey));
    const isFound = new Set(found.map(tradeKey));
    // Answers have no hole. One that was asked for later and lacks a trade has it behind its last, or does not have it yet.
    const isBehind = (trade: Trade): boolean =>
      !isLast && heard.has(tradeKey(trade)) && !isFound.has(tradeKey(trade)) && trade.timestamp <= lastTime;
    const before = addTrades(
      now.filter((trade) => !isSaid.has(tradeKey(trade))),
      said.filter(isBehind),
      maxTrades,
    );
    // The trades read are newer than those before, and older than the others said that are not among them.
    const all = addTrades(addTrades(before, found, maxTrades), said, maxTrades);
    // Trades behind a hole are dropped, also those heard over an earlier link, so that no hole is shown.
    const end = isJoined || !oldest ? -1 : all.findIndex((trade) => tradeKey(trade) === tradeKey(oldest));
    // The first word on a trade counts.
    const first = new Map([...said, ...now].map((trade) => [tradeKey(trade), trade]));
    const whole = end < 0 ? [...all, ...freshTrades(all, older)].slice(0, maxTrades) : all.slice(0, end + 1);
    return { data: whole.map((trade) => first.get(tradeKey(trade)) ?? trade) };
  };
};
