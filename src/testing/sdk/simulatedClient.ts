// The official client's methods for trading, over a simulated exchange in this page: requests, answers and errors are those
// of the API; only the network and the signatures are not.
import type { SimulatedExchange } from "../createExchange.ts";
import type { Account } from "../orders.ts";
import { readId } from "../wire.ts";
import type { Members } from "../writes/write.ts";
import { ClientCalls } from "./ClientCalls.ts";
import { ClientReads } from "./ClientReads.ts";
import { ClientWrites } from "./ClientWrites.ts";
import { membersIn, readJson, wholeOf } from "./clientAnswers.ts";
import { type ClientErrors, createClientErrors, type ErrorClasses } from "./clientErrors.ts";
import { anySignature, openedSession, sessionRequest, signedInAddress, simulatedWallet } from "./clientSessions.ts";
import type { ClientSession, TradingClient } from "./tradingClient.ts";

/** An account of the exchange, by its id and the address of its owner. */
type SignedIn = Pick<Account, "id" | "owner">;

/** Options of a simulated client. */
export interface SimulatedClientOptions {
  /**
   * The account that is signed in: a session for all markets is opened at once, which takes a nonce, or shared with another client of
   * this account. A name has an account of its own, with money of the faucet: the traffic of the exchange acts for Ada, Grace and Alan,
   * whose nonce it takes. Default none: `createSession` opens a session.
   */
  readonly account?: SignedIn | string | undefined;
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

const MONTH = 30 * 86_400;

/** Asks the exchange at once, without a network. */
type AskNow = (path: string, method: string, body?: object, owner?: string) => Members;

const askingNow =
  ({ host, config }: SimulatedExchange, errors: ClientErrors): AskNow =>
  (path, method, body, owner) => {
    const given = { ...(body && { body: JSON.stringify(body) }), owner };
    const { status, text } = host.reply(new URL(`${config.apiBase}${path}`), method, given);
    const answer = membersIn(readJson(text));
    if (status !== 200 || typeof answer.code === "number" || answer.reason !== undefined) throw errors.answer(answer);
    return answer;
  };

/** The account of a name: opened at first, with money of the faucet. */
const accountNamed = (name: string, ask: AskNow): SignedIn => {
  const owner = simulatedWallet(name).b256Address;
  const id = String(readId(ask("/v1/accounts", "POST", { identity: { Address: owner } }).trade_account_id));
  // Its cooldown is no failure.
  ask("/api/testnet/mint-v2", "POST", { contract: id });
  return { id, owner };
};

/**
 * A session of thirty days for all markets, opened at once. The one that another signed-in client has is shared: React may call twice
 * what makes a client, and the second must not end the session of the first.
 */
const signIn = ({ markets, nonce: nonceOf, now }: SimulatedExchange, who: SignedIn, ask: AskNow): ClientSession => {
  const { id, owner } = who;
  const address = signedInAddress(id);
  const nonce = nonceOf({ ContractId: id });
  const contractIds = markets.map(({ contract_id }) => contract_id);
  const seconds = Math.floor(now() / 1_000);
  const { session_id, expiry } = membersIn(ask(`/v1/accounts?trade_account_id=${id}`, "GET").session);
  const terms = { owner, account: id, contractIds, nonce, address };
  if (readId(membersIn(session_id).Address) === address && Number(expiry) > seconds) {
    return openedSession({ ...terms, expiry: wholeOf(expiry) }, nonce);
  }
  const asked = { ...terms, expiry: BigInt(seconds + MONTH) };
  ask("/v1/session", "PUT", sessionRequest(asked, anySignature()), owner);
  return openedSession(asked);
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
 * const client = simulatedClient(exchange, { account: "Mary", delay: 300 });
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
  const ask = askingNow(exchange, errors);
  const who = typeof account === "string" ? accountNamed(account, ask) : account;
  const context = { calls, errors, markets, now };
  const reads = new ClientReads(context);
  const writes = new ClientWrites(context, reads, who && signIn(exchange, who, ask));
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
