// The balances of an identity, asset by asset: those of all markets, and those that are held already.
import type { Balance } from "../../client/entities.ts";
import { upsertBalances } from "../merge.ts";
import { asAsked } from "./balances.ts";
import { openOrders, orRefused } from "./openOrders.read.ts";
import { once, type Read } from "./read.ts";
import { readTold } from "./wallets.read.ts";

export const readBalances: Read<"balances", Balance> = async (topic, { data: held = [] }, buffered, reading) => {
  const { rest, markets, how } = reading;
  const { identity } = topic;
  const listed = await markets();
  const assets = new Set(held.map((balance) => balance.asset_id));
  for (const { base, quote } of listed) assets.add(base.asset).add(quote.asset);
  const read = (asset: string): Promise<Balance> =>
    once(buffered.found, `balance ${asset}`, () => rest.balance({ asset, identity, ...how }));
  const [told, balances, orders = []] = await Promise.all([
    readTold("balances", topic, buffered, reading),
    Promise.all([...assets].map(read)),
    once(buffered.found, "orders", () => orRefused(openOrders(rest, { identity, ...how }))),
  ]);
  const ids = new Set(listed.map(({ market_id }) => market_id));
  const books = new Set(listed.map(({ contract_id }) => contract_id));
  // Nothing tells which assets are traded in a market that is not in the list.
  const isKnown =
    orders.every(({ market_id }) => market_id === undefined || ids.has(market_id)) &&
    balances.every((balance) => booksOf(balance).every((book) => books.has(book)));
  return ({ data: now = [] }) => {
    const said = asAsked(told(), topic);
    const isSaid = new Set(said.map(({ asset_id }) => asset_id));
    const news = balances.filter(({ asset_id }) => !isSaid.has(asset_id));
    return { data: upsertBalances(now, [...news, ...said]), isComplete: isKnown };
  };
};

/** The order books that hold something of an asset. */
function booksOf({ order_books }: Balance): string[] {
  const isUsed = ([, { locked, unlocked }]: [string, Balance["order_books"][string]]): boolean =>
    locked + unlocked > 0n;
  return Object.entries(order_books)
    .filter(isUsed)
    .map(([book]) => book);
}
