// The API: a request in, a status and a body out. It knows which path does what, and nothing of HTTP beyond that.
import { ExchangeRefusal } from "../refusal.ts";
import type { Venues } from "../venues.ts";
import type { Wire } from "../wires.ts";
import { createAccount, faucet, whitelist, withdraw } from "../writes/accounts.ts";
import { submitActions } from "../writes/actions.ts";
import { putSession } from "../writes/session.ts";
import type { SignatureCheck } from "../writes/signatures.ts";
import type { Write } from "../writes/write.ts";
import { accounts, balance, nonceWindow } from "./accounts.ts";
import * as aggregated from "./aggregated.ts";
import { marginState, marginTiers, nextMarginAccount } from "./margin.ts";
import { fees, markets, summary, ticker } from "./markets.ts";
import { activeOrders, order, orders } from "./orders.ts";
import { bars, depth, trades, tradesByAccount } from "./prices.ts";
import { invalid, type Read, RestError } from "./query.ts";

/** A request to the API, as far as the API looks at it. */
export interface ApiRequest {
  readonly url: URL;
  readonly method: string;
  /** The body as text. Default none. */
  readonly body?: string | undefined;
  /** The header `O2-Owner-Id`. */
  readonly owner?: string | undefined;
  /** The caller, such as an IP address: rate limits count by it. */
  readonly caller?: string | undefined;
  /** Checks signatures; without it any well-formed one is taken. */
  readonly signatures?: SignatureCheck | undefined;
}

/** An answer: JSON, or text. */
export type ApiAnswer =
  | { readonly status: number; readonly body: unknown }
  | { readonly status: number; readonly text: string };

const READS: Readonly<Record<string, (read: Read) => unknown>> = {
  "/v1/markets": markets,
  "/v1/markets/ticker": ticker,
  "/v1/markets/summary": summary,
  "/v1/markets/fees": fees,
  "/v1/depth": depth,
  "/v1/trades": trades,
  "/v1/trades_by_account": tradesByAccount,
  "/v1/bars": bars,
  "/v1/orders": orders,
  "/v1/order": order,
  "/v1/orders/active": activeOrders,
  "/v1/balance": balance,
  "/v1/accounts": accounts,
  "/v1/accounts/window": nonceWindow,
  "/v1/margin/state": marginState,
  "/v1/margin/next-account": nextMarginAccount,
  "/v1/margin/tiers": marginTiers,
  "/v1/aggregated/assets": aggregated.assets,
  "/v1/aggregated/orderbook": aggregated.orderbook,
  "/v1/aggregated/summary": aggregated.aggregatedSummary,
  "/v1/aggregated/ticker": aggregated.aggregatedTicker,
  "/v1/aggregated/trades": aggregated.aggregatedTrades,
  "/v1/aggregated/coingecko/orderbook": aggregated.coingeckoOrderbook,
  "/v1/aggregated/coingecko/tickers": aggregated.coingeckoTickers,
  "/health": () => ({ status: "ok" }),
};

/** Writes of which only the path is known, and whose rate is limited. */
const unknownShape = (): never => {
  throw invalid("what this request holds is not documented, so it is not carried out here");
};

const WRITES: Readonly<Record<string, (write: Write) => unknown>> = {
  "POST /v1/accounts": createAccount,
  "POST /v1/accounts/withdraw": withdraw,
  "POST /v1/accounts/call": unknownShape,
  "POST /v1/accounts/calls": unknownShape,
  "POST /v1/accounts/upgrade": unknownShape,
  "PUT /v1/session": putSession,
  "POST /v1/session/actions": submitActions,
  "POST /analytics/v1/whitelist": whitelist,
  "POST /api/testnet/mint-v2": faucet,
  "POST /api/devnet/mint-v2": faucet,
};

/** The reads that the margin venue has as well. */
const OF_BOTH_VENUES = /^\/v1\/(markets|depth|trades|trades_by_account|bars|order|orders)(\/(ticker|summary|active))?$/;

/** The margin venue's answer. An object says whose it is, a list cannot. */
const ofTurbo = (
  { turbo, margin }: Venues,
  read: (read: Read) => unknown,
  query: URLSearchParams,
  wire: Wire,
): unknown => {
  if (!turbo) throw new RestError(404, 2000, "there is no margin venue here: leave turbo out");
  const body = read({ exchange: turbo, query, wire, turbo: true, hasMargin: true, margin });
  return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body, turbo: true } : body;
};

const carryOut = (venues: Venues, request: ApiRequest, wire: Wire, refusal: Write["refusal"]): unknown => {
  const { url, method } = request;
  const path = url.pathname;
  const write = WRITES[`${method} ${path}`];
  const { body: text = "", signatures } = request;
  if (write) return write({ exchange: venues.spot, wire, text, signatures, refusal });
  const read = READS[path];
  if (read && method === "GET") {
    const isTurbo = url.searchParams.get("turbo") === "true" && OF_BOTH_VENUES.test(path);
    if (isTurbo) return ofTurbo(venues, read, url.searchParams, wire);
    const { spot, hasMargin, margin } = venues;
    return read({ exchange: spot, query: url.searchParams, wire, turbo: false, hasMargin, margin });
  }
  const known = read !== undefined || Object.keys(WRITES).some((key) => key.endsWith(` ${path}`));
  if (known) throw new RestError(405, 1001, `${path} is not answered to ${method}`);
  throw new RestError(404, 1001, `no such path: ${path}`);
};

/** The API's answer when something went wrong. */
export const errorAnswer = (status: number, code: number, message: string, { restErrors }: Wire): ApiAnswer => {
  if (restErrors === "text") return { status, text: message };
  return { status: restErrors === "ok" ? 200 : status, body: { code, message } };
};

/**
 * Answers a request, also one that cannot be carried out: then with the error's status and `{ code, message }`. `refusal` gives the
 * refusal of a batch of actions that a test asked for.
 */
export const answer = (venues: Venues, request: ApiRequest, wire: Wire, refusal?: Write["refusal"]): ApiAnswer => {
  try {
    const body = carryOut(venues, request, wire, refusal);
    if (request.url.pathname === "/health" && wire.health === "text") return { status: 200, text: "OK" };
    return { status: 200, body };
  } catch (error) {
    if (error instanceof RestError) return errorAnswer(error.status, error.code, error.message, wire);
    if (error instanceof ExchangeRefusal) return errorAnswer(400, 1001, error.message, wire);
    if (isRevert(error)) return { status: wire.restErrors === "ok" ? 200 : 400, body: error.body };
    throw error;
  }
};

const isRevert = (error: unknown): error is { readonly body: object } =>
  error instanceof Error && error.name === "Revert" && "body" in error;
