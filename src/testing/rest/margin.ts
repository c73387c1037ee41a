// Reads about the margin venue: accounts, their ids, tiers. They say what was set.
import type { MarginSession, MarginTier } from "../../client/entities.ts";
import type { MarginScript, MarginScripts } from "../margin.ts";
import type { Wire } from "../wires.ts";
import { idOf, integerOf, type Read, RestError } from "./query.ts";

const scriptsOf = ({ margin }: Read): MarginScripts => {
  if (!margin) throw new RestError(404, 1001, "no such path: there is no margin venue here");
  return margin;
};

/** `/v1/margin/state` */
export const marginState = (read: Read): object => {
  const account = idOf(read, "account");
  const state = scriptsOf(read).state(account);
  if (!state) throw new RestError(404, 4002, `unknown margin account ${account}`);
  return wireState(account, state, read);
};

/** `/v1/margin/next-account` */
export const nextMarginAccount = (read: Read): object => {
  const index = integerOf(read, "index", undefined);
  return { contract_id: scriptsOf(read).childOf(idOf(read, "parent_contract"), index), index };
};

/** `/v1/margin/tiers` */
export const marginTiers = (read: Read): object => {
  const tiers = scriptsOf(read).tiers.map(wireTier);
  return read.wire.marginTiers === "array" ? tiers : { tiers };
};

const wireState = (account: string, state: MarginScript, { exchange, wire }: Read): object => {
  const { parent, index, session, tier, rollover, balances = [], prices = [] } = state;
  return {
    margin_account: account,
    parent,
    index,
    pool: null,
    now: Math.floor(exchange.now() / 1_000),
    collateral_decimals: state.collateral_decimals ?? exchange.markets[0]?.quote.decimals,
    session: session ? { [wire.marginSession]: wireSession(session, wire) } : null,
    ...(tier && { tier: wireTier(tier) }),
    ...(rollover && { rollover }),
    balances,
    prices: prices.map((price) => ({ ...price, timestamp: Number(price.timestamp) })),
  };
};

const wireSession = (
  { version: _, isPerpetual: __, debt, ...session }: MarginSession,
  { marginDebt }: Wire,
): object => {
  const pairs = debt.map(({ asset_id, amount }) => [asset_id, amount] as const);
  return { ...session, debt: marginDebt === "map" ? Object.fromEntries(pairs) : pairs };
};

/** The ids of its assets come without `0x`, and what is not said of it is left out. */
const wireTier = (tier: MarginTier): object => ({
  ...tier,
  tier_id: Number(tier.tier_id),
  version: Number(tier.version ?? 1),
  assets: tier.assets.map((asset) => asset.replace("0x", "")),
});
