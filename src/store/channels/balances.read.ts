// The balances of an identity, asset by asset: those of all markets, and those that are held already.
import type { Balance } from "../../client/protocol.ts";
import { upsertBalances } from "../merge.ts";
import { once, type Read } from "./read.ts";

export const readBalances: Read<"balances", Balance> = async (
  { identity },
  held = [],
  buffered,
  { rest, markets, how },
) => {
  const assets = new Set(held.map((balance) => balance.asset_id));
  for (const { base, quote } of await markets()) assets.add(base.asset).add(quote.asset);
  const read = (asset: string): Promise<Balance> =>
    once(buffered.found, `balance ${asset}`, () => rest.balance({ asset, identity, ...how }));
  const found = await Promise.all([...assets].map(read));
  return (now = []) => {
    const isSaid = new Set(buffered.items.map(({ asset_id }) => asset_id));
    const news = found.filter(({ asset_id }) => !isSaid.has(asset_id));
    return upsertBalances(now, [...news, ...buffered.items]);
  };
};
