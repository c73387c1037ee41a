// Reads about accounts: owners, nonces, sessions and balances.
import { type AccountState, marginIdOf } from "../accounts.ts";
import { wireBooks, wireNonce } from "../wire.ts";
import { identityOf, idOf, integerOf, invalid, type Read, RestError } from "./query.ts";

/** `/v1/balance` */
export const balance = (read: Read): object => {
  const { exchange, wire } = read;
  const asset = idOf(read, "asset_id");
  const identity = identityOf(read, ["address", "account"]);
  const found = exchange.balances(identity).find(({ asset_id }) => asset_id === asset);
  if (!found && wire.noBalance === "404") {
    throw new RestError(404, 4002, "no such account, or it has never held this asset");
  }
  const { order_books = {}, total_locked = 0n, total_unlocked = 0n, trading_account_balance = 0n } = found ?? {};
  return { order_books: wireBooks(order_books, wire), total_locked, total_unlocked, trading_account_balance };
};

const sessionOf = ({ session }: AccountState): object | null =>
  session
    ? {
        session_id: { Address: session.address },
        expiry: session.expiry.toString(),
        contract_ids: session.contractIds,
      }
    : null;

/** The members that newer servers add to an account. */
const childrenOf = ({ account, marginAccounts }: AccountState, { wire }: Read): object => {
  if (wire.marginAccounts === "absent") return {};
  const children = marginAccounts.map((contract_id, index) => ({ contract_id, index }));
  const index = marginAccounts.length;
  return {
    margin_accounts: wire.marginAccounts === "ids" ? marginAccounts : children,
    next_margin_account: { contract_id: marginIdOf(account.id, index), index },
  };
};

const NAMES = ["owner", "owner_contract", "trade_account_id"] as const;

/** `/v1/accounts`: always an answer, of nulls where there is no such account. */
export const accounts = (read: Read): object => {
  const { query, exchange, wire } = read;
  const given = NAMES.filter((name) => query.has(name));
  const [name] = given;
  if (name === undefined || given.length > 1) throw invalid(`exactly one of ${NAMES.join(", ")} is required`);
  const id = idOf(read, name);
  const state =
    name === "trade_account_id"
      ? exchange.stateOf({ ContractId: id })
      : exchange.ownedBy(name === "owner" ? { Address: id } : { ContractId: id });
  if (!state) return { trade_account_id: null, trade_account: null, session: null };
  const { account, nonce, modified, isOwnedByContract } = state;
  const trade_account = {
    nonce: wireNonce(nonce, wire),
    owner: isOwnedByContract ? { ContractId: account.owner } : { Address: account.owner },
    last_modification: Math.floor(modified / 1_000),
    synced_with_network: true,
    sync_state: {},
  };
  const isIdOnly = wire.byOwner === "idOnly" && name !== "trade_account_id";
  return {
    trade_account_id: account.id,
    trade_account: isIdOnly ? null : trade_account,
    session: isIdOnly ? null : sessionOf(state),
    ...(isIdOnly ? {} : childrenOf(state, read)),
  };
};

/** `/v1/accounts/window`: the parallel nonces that were used in one lane. */
export const nonceWindow = (read: Read): object => {
  const id = idOf(read, "trade_account_id");
  const state = read.exchange.stateOf({ ContractId: id });
  if (!state) throw new RestError(404, 4002, `there is no trade account ${id}`);
  const lane = integerOf(read, "nonce_session_id", 0);
  return { nonce_session_id: String(lane), base: "0", slots: state.parallel.slots(lane) };
};
