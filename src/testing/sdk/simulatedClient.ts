// The official client's methods for trading, over a simulated exchange in this page: requests, answers and errors are those
// of the API; only the network and the signatures are not.
import type { SimulatedExchange } from "../createExchange.ts";
import { ClientCalls } from "./ClientCalls.ts";
import { ClientReads } from "./ClientReads.ts";
import { ClientWrites } from "./ClientWrites.ts";
import { membersIn, readJson } from "./clientAnswers.ts";
import { createClientErrors, type ErrorClasses } from "./clientErrors.ts";
import { openedSession, sessionRequest, writtenSignature } from "./clientSessions.ts";
import type { ClientSession, TradingClient } from "./tradingClient.ts";

/** Options of a simulated client. */
export interface SimulatedClientOptions {
  /**
   * The account that is signed in: a session for all markets is opened at once, which takes a nonce. Default none: `createSession`
   * opens one.
   */
  readonly account?: { readonly id: string; readonly owner: string } | undefined;
  /**
   * The time that a call is under way before the exchange carries it out, and its answer after it, each, in milliseconds; fake timers
   * walk through it. Default the exchange's `latency`.
   */
  readonly delay?: number | undefined;
  /**
   * The official client's classes of errors, so that `instanceof` holds in code that is shared with production:
   * `import * as errors from "@o2exchange/sdk"`. Default {@link TradingClientError}, of the same names, codes and reasons.
   */
  readonly errors?: ErrorClasses | undefined;
}

/** A {@link TradingClient} whose exchange is simulated. */
export interface SimulatedClient extends TradingClient {
  /** The number of orders, cancels and other writes that were called for and have not settled. */
  readonly inFlight: number;
}

/** A session of thirty days for all markets, opened at once. */
const signIn = (
  { host, markets, config, nonce, now }: SimulatedExchange,
  account: { readonly id: string; readonly owner: string },
  errors: ReturnType<typeof createClientErrors>,
): ClientSession => {
  const terms = {
    owner: account.owner,
    account: account.id,
    contractIds: markets.map(({ contract_id }) => contract_id),
    nonce: nonce({ ContractId: account.id }),
    expiry: BigInt(Math.floor(now() / 1_000) + 30 * 86_400),
  };
  const body = JSON.stringify(sessionRequest(terms, writtenSignature(errors)));
  const url = new URL(`${config.apiBase}/v1/session`);
  const { status, text } = host.reply(url, "PUT", { body, owner: account.owner });
  const answer = membersIn(readJson(text));
  if (status !== 200 || answer.tx_id === undefined) throw errors.answer(answer);
  return openedSession(terms);
};

/**
 * A client with the method names, parameters, results and errors of the official one, so that a story, a test and production share
 * the code of their forms. What it writes is carried out by the exchange as if it had come over the API: under the account's nonce,
 * all of a batch or none of it, told on the feed to every hook.
 *
 * Only the session, the signatures and the network are simulated. It tries nothing again: a test sees each refusal.
 *
 * @example
 * ```ts
 * const client = simulatedClient(exchange, { account: exchange.accounts[0], delay: 300 });
 * const { orders } = await client.createOrder("FUEL/USDC", "buy", "0.012", "1000");
 * await client.cancelAllOrders("FUEL/USDC");
 * ```
 */
export const simulatedClient = (exchange: SimulatedExchange, options: SimulatedClientOptions = {}): SimulatedClient => {
  const { account, delay } = options;
  if (delay !== undefined && !(delay >= 0 && Number.isFinite(delay))) {
    throw new RangeError(`delay must be a number of milliseconds from 0 on, not ${String(delay)}.`);
  }
  const errors = createClientErrors(options.errors);
  const { markets, config, now } = exchange;
  const calls = new ClientCalls(exchange.openFetch(delay), config.apiBase, errors);
  const context = { calls, errors, markets, now };
  const reads = new ClientReads(context);
  const writes = new ClientWrites(context, reads, account && signIn(exchange, account, errors));
  return {
    get session() {
      return writes.session;
    },
    get inFlight() {
      return calls.inFlight;
    },
    setSession: (session) => writes.setSession(session),
    setupAccount: (wallet) => calls.counted(() => writes.setupAccount(wallet)),
    topUpFromFaucet: (wallet) => calls.counted(() => writes.topUpFromFaucet(wallet)),
    createSession: (wallet, refs, days) => calls.counted(() => writes.createSession(wallet, refs, days)),
    createOrder: (...order) => calls.counted(() => writes.createOrder(...order)),
    cancelOrder: (orderId, market) => calls.counted(() => writes.cancelOrder(orderId, market)),
    cancelAllOrders: (market) => calls.counted(() => writes.cancelAllOrders(market)),
    settleBalance: (market) => calls.counted(() => writes.settleBalance(market)),
    batchActions: (groups, collects) => calls.counted(() => writes.batchActions(groups, collects)),
    withdraw: (...withdrawal) => calls.counted(() => writes.withdraw(...withdrawal)),
    getMarkets: () => reads.getMarkets(),
    getMarket: (pair) => reads.getMarket(pair),
    getDepth: (market, precision, limit) => reads.getDepth(market, precision, limit),
    getBalances: (id) => reads.getBalances(id),
    getOrders: (...query) => reads.getOrders(...query),
    getOrder: (market, orderId) => reads.getOrder(market, orderId),
    getNonce: (id) => reads.getNonce(id),
    refreshNonce: () => writes.refreshNonce(),
    close: () => calls.close(),
  };
};
