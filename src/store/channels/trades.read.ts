// The trades before a subscription, read back to those that are held: no hole is shown between the two.

import type { Trade } from "../../client/protocol.ts";
import { PAGE } from "../../client/rest.ts";
import { addTrades, tradeKey } from "../merge.ts";
import type { Read } from "./read.ts";

export const readTrades: Read<"trades", Trade> = async (
  { market },
  { data: held },
  buffered,
  { rest, maxTrades, how },
) => {
  // What was heard since the hole is on its near side.
  const heard = new Set(buffered.items.map(tradeKey));
  const known = new Set(held?.map(tradeKey).filter((id) => !heard.has(id)));
  const found: Trade[] = [];
  let isJoined = false;
  do {
    const page = await rest.trades({ market, before: found.at(-1), ...how });
    found.push(...page);
    isJoined = page.length < PAGE.trades || page.some((trade) => known.has(tradeKey(trade)));
    // Where nothing is held there is nothing to join: the newest are enough.
  } while (!isJoined && held?.length && found.length < maxTrades);
  const oldest = found.at(-1);
  return ({ data: now = [] }) => {
    const said = buffered.items;
    const isSaid = new Set(said.map(tradeKey));
    const before = now.filter((trade) => !isSaid.has(tradeKey(trade)));
    // What was read is newer than what was held before, and older than what was said and is not in it.
    const all = addTrades(addTrades(before, found, maxTrades), said, maxTrades);
    // What lies behind a hole goes, also what was heard over a link before, so that none is shown.
    const end = isJoined || !oldest ? -1 : all.findIndex((trade) => tradeKey(trade) === tradeKey(oldest));
    // The first word on a trade counts.
    const first = new Map([...said, ...now].map((trade) => [tradeKey(trade), trade]));
    const whole = all.slice(0, end < 0 ? all.length : end + 1);
    return { data: whole.map((trade) => first.get(tradeKey(trade)) ?? trade) };
  };
};
