// A batch of actions by a session: the checks before anything is sent, and its outcome on the chain.
import type { AccountState } from "../accounts.ts";
import type { Action } from "../action.ts";
import type { Account } from "../orders.ts";
import { type ParallelNonce, toParallel } from "../parallelNonces.ts";
import { ExchangeRefusal, type RefusalCode } from "../refusal.ts";
import { invalid, RestError } from "../rest/query.ts";
import { wireOrder } from "../wireOrders.ts";
import { type ReadAction, readAction } from "./readActions.ts";
import { actionsBytes } from "./signatures.ts";
import {
  accountIn,
  bodyOf,
  checkNonce,
  identityIn,
  idIn,
  type Members,
  membersOf,
  Revert,
  signatureIn,
  unreadable,
  type Write,
  wholeIn,
} from "./write.ts";

const MAX_ACTIONS = 5;

/** The groups of a batch, each with its actions as they are written. */
const groupsOf = (body: Members): { readonly marketId: string; readonly actions: readonly unknown[] }[] => {
  if (!Array.isArray(body.actions)) throw unreadable("actions must be a list of market groups");
  const groups = body.actions.map((each: unknown) => {
    const group = membersOf(each, "a market group");
    if (group.turbo === true) throw invalid("the margin venue (turbo) is not served here");
    if (!Array.isArray(group.actions)) throw unreadable("actions of a market group must be a list");
    return { marketId: idIn(group, "market_id"), actions: group.actions as readonly unknown[] };
  });
  const count = groups.reduce((sum, { actions }) => sum + actions.length, 0);
  if (count === 0) throw invalid("there are no actions", 7003);
  if (count > MAX_ACTIONS || groups.length > MAX_ACTIONS) {
    throw invalid(`at most ${MAX_ACTIONS} actions in as many groups, not ${count} in ${groups.length}`, 7004);
  }
  return groups;
};

/** The session's markets and actions, or why it may not act. */
const readBatch = ({ exchange, wire }: Write, state: AccountState, body: Members): ReadAction[] => {
  const groups = groupsOf(body);
  const session = identityIn(body, "session_id");
  const refuse = (message: string): RestError => new RestError(400, 4001, message);
  if (!state.session) throw refuse("No session found");
  if (!("Address" in session) || session.Address !== state.session.address) throw refuse("Invalid session address");
  if (state.session.expiry * 1_000n <= BigInt(exchange.now())) throw refuse("Expired session");
  const allowed = state.session.contractIds;
  return groups.flatMap(({ marketId, actions }) => {
    const market = exchange.markets.find(({ market_id }) => market_id === marketId);
    if (!market) throw new RestError(404, 2000, `there is no market ${marketId}`);
    if (!allowed.includes(market.contract_id)) throw refuse(`Contract not allowed: ${market.contract_id}`);
    return actions.map((action) => readAction(market, action, wire.cancelClosed === "ignored"));
  });
};

/** The chain's reasons, by the exchange's refusals. */
const REASONS: Readonly<Partial<Record<RefusalCode, string>>> = {
  "bad-price": "PricePrecision",
  "bad-quantity": "InvalidOrderArgs",
  "bad-order": "InvalidMarketOrderArgs",
  "fractional-price": "FractionalPrice",
  "min-order": "InvalidInputAmount",
  "price-window": "PriceExceedsRange",
  "post-only": "OrderPartiallyFilled",
  "fill-or-kill": "OrderNotFilled",
  "no-liquidity": "InvalidMarketOrder",
  "no-market-orders": "InvalidMarketOrder",
  "unknown-order": "OrderNotFound",
  "trigger-quantity": "QuantityMustBeParentOrder",
};

/** The codes of refusals before anything is sent. */
const PREFLIGHT: Readonly<Partial<Record<RefusalCode, number>>> = {
  "insufficient-balance": 7005,
  "trigger-filled": 7006,
  "trigger-direction": 7007,
  "trigger-mismatch": 7008,
  "trigger-args": 7009,
  "trigger-parent": 7010,
};

const reasonOf = (
  { exchange }: Write,
  refusal: ExchangeRefusal,
  account: Account,
  actions: readonly Action[],
): string => {
  const isZero = actions.some((action) => "place" in action && action.place.price === 0n);
  if (refusal.code === "bad-price" && isZero) return "InvalidOrderArgs";
  const isForeign = actions.some((action) => {
    const order = "cancel" in action ? exchange.order(action.cancel) : undefined;
    return order?.account !== undefined && "ContractId" in order.account && order.account.ContractId !== account.id;
  });
  if (refusal.code === "unknown-order" && isForeign) return "NotOrderOwner";
  return REASONS[refusal.code] ?? "InvalidOrderArgs";
};

const checkSignature = (
  { signatures }: Write,
  { session }: AccountState,
  batch: readonly ReadAction[],
  nonce: bigint,
  signature: string,
): void => {
  if (!signatures) return;
  const calls = batch.flatMap(({ call }) => (call ? [call] : []));
  if (calls.length < batch.length)
    throw invalid("strict: how trigger orders are signed is not known, so none is taken");
  if (signatures.isBySession(actionsBytes(nonce, calls), signature, session?.address ?? "")) return;
  throw new RestError(400, 4000, "the signature is not the session's over nonce and actions");
};

/** Refuses a parallel nonce that cannot be used. */
const checkParallel = (
  { exchange, wire, signatures }: Write,
  { parallel }: AccountState,
  nonce: ParallelNonce,
): void => {
  if (signatures) throw invalid("strict: how parallel nonces are signed is not known, so none is taken");
  if (!exchange.hasParallelNonces) {
    throw new Revert("Revert(123)", "this account cannot use parallel nonces", wire);
  }
  if (!parallel.isUsable(nonce, Math.floor(exchange.now() / 1_000))) throw invalid("Parallel nonce is not usable");
  if (parallel.isUsed(nonce)) throw new Revert("AlreadyUsed", "something was done under this nonce", wire);
};

/** Refuses a batch because a test asked for it. A revert uses up its nonce. */
const refuseAsAsked = (write: Write, state: AccountState, parallel: ParallelNonce | undefined): void => {
  const { exchange, wire, refusal } = write;
  const fault = refusal?.();
  if (!fault) return;
  const { code, reason = "InvalidOrderArgs", message = "refused on demand" } = fault;
  if (code !== undefined) throw invalid(message, code);
  if (wire.revertNonce === "moves" && parallel) state.parallel.use(parallel);
  else if (wire.revertNonce === "moves") exchange.touch(state.account);
  throw new Revert(reason, message, wire);
};

/** `POST /v1/session/actions`: all of them, or none. */
export const submitActions = (write: Write): object => {
  const { exchange, wire } = write;
  const body = bodyOf(write);
  const state = accountIn(write, idIn(body, "trade_account_id"));
  const signature = signatureIn(body);
  const batch = readBatch(write, state, body);
  const nonce = wholeIn(body, "nonce", 256);
  const parallel = toParallel(nonce);
  if (parallel) checkParallel(write, state, parallel);
  else checkNonce(state, nonce);
  checkSignature(write, state, batch, nonce, signature);
  refuseAsAsked(write, state, parallel);
  const actions = batch.flatMap(({ action }) => (action ? [action] : []));
  const preflight = (error: unknown): number | undefined =>
    error instanceof ExchangeRefusal ? PREFLIGHT[error.code] : undefined;
  try {
    const moves = (error: unknown): boolean => wire.revertNonce === "moves" && preflight(error) === undefined;
    const movesNonce = (error: unknown): boolean => {
      if (!parallel) return moves(error);
      if (moves(error)) state.parallel.use(parallel);
      return false;
    };
    const isParallel = parallel !== undefined;
    const results = exchange.batch(state.account, actions, { settlesFirst: false, isParallel, movesNonce });
    if (parallel) state.parallel.use(parallel);
    const created = results.flatMap((order, at) => (order && "place" in (actions[at] ?? {}) ? [order] : []));
    const orders = created.map((order) => wireOrder(order, wire));
    return { tx_id: exchange.transaction, ...(body.collect_orders === true ? { orders } : {}) };
  } catch (error) {
    if (!(error instanceof ExchangeRefusal)) throw error;
    const code = preflight(error);
    if (code !== undefined) throw invalid(error.message, code);
    throw new Revert(reasonOf(write, error, state.account, actions), error.message, wire);
  }
};
