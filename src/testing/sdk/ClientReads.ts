// The reads of a simulated client. It knows nothing of sessions.
import type { BookSides, Market } from "../../client/entities.ts";
import type { ExchangeMarket } from "../markets.ts";
import { readId } from "../wire.ts";
import type { ClientCalls } from "./ClientCalls.ts";
import { balanceOf, depthOf, membersIn, nonceIn, orderOf, ordersOf } from "./clientAnswers.ts";
import type { ClientErrors } from "./clientErrors.ts";
import { marketOf } from "./clientMarkets.ts";
import type { ClientBalance, ClientMarketRef, ClientOrder, TradingClient } from "./tradingClient.ts";

/** The parts that a client's methods share. */
export interface ClientContext {
  readonly calls: ClientCalls;
  readonly errors: ClientErrors;
  readonly markets: readonly ExchangeMarket[];
  /** The exchange's clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/** The reads. */
export class ClientReads
  implements
    Pick<TradingClient, "getMarkets" | "getMarket" | "getDepth" | "getBalances" | "getOrders" | "getOrder" | "getNonce">
{
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** The market that a caller means. */
  market(ref: ClientMarketRef): ExchangeMarket {
    return marketOf(this.#context.errors, this.#context.markets, ref);
  }

  async getMarkets(): Promise<readonly Market[]> {
    await this.#context.calls.get("/v1/markets", {});
    return this.#context.markets;
  }

  async getMarket(pair: string): Promise<Market> {
    await this.getMarkets();
    return this.market(pair);
  }

  async getDepth(ref: ClientMarketRef, precision = 1, limit?: number): Promise<BookSides> {
    const { calls, errors } = this.#context;
    if (!Number.isInteger(precision) || precision < 1 || precision > 18) {
      throw errors.input("precision", precision, `precision must be a whole number from 1 to 18, not ${precision}.`);
    }
    const { market_id } = this.market(ref);
    return depthOf(await calls.get("/v1/depth", { market_id, precision: `1${"0".repeat(precision)}`, limit }), limit);
  }

  async getBalances(tradeAccountId: string): Promise<Readonly<Record<string, ClientBalance>>> {
    const { calls, markets } = this.#context;
    const contract = this.#idOf("tradeAccountId", tradeAccountId);
    const balances: Record<string, ClientBalance> = {};
    for (const { asset, symbol } of markets.flatMap(({ base, quote }) => [base, quote])) {
      if (symbol in balances) continue;
      // An asset whose balance cannot be read is left out.
      const body = await calls.get("/v1/balance", { asset_id: asset, contract }).catch(() => undefined);
      if (body) balances[symbol] = balanceOf(body);
    }
    return balances;
  }

  async getOrders(
    ref: ClientMarketRef,
    tradeAccountId: string,
    isOpen?: boolean,
    count = 20,
    cursor?: { readonly startTimestamp: number; readonly startOrderId: string },
  ): Promise<readonly ClientOrder[]> {
    const { market_id } = this.market(ref);
    const body = await this.#context.calls.get("/v1/orders", {
      market_id,
      contract: this.#idOf("tradeAccountId", tradeAccountId),
      direction: "desc",
      count,
      is_open: isOpen,
      start_timestamp: cursor?.startTimestamp,
      start_order_id: cursor?.startOrderId,
    });
    return ordersOf(body.orders);
  }

  async getOrder(ref: ClientMarketRef, orderId: string): Promise<ClientOrder> {
    const { market_id } = this.market(ref);
    const body = await this.#context.calls.get("/v1/order", { market_id, order_id: this.#idOf("orderId", orderId) });
    return orderOf(membersIn(body.order));
  }

  async getNonce(tradeAccountId: string): Promise<bigint> {
    const account = this.#idOf("tradeAccountId", tradeAccountId);
    return nonceIn(await this.#context.calls.get("/v1/accounts", { trade_account_id: account })) ?? 0n;
  }

  #idOf(parameter: string, value: string): string {
    const id = readId(value);
    if (id !== undefined) return id;
    throw this.#context.errors.input(parameter, value, `${parameter} must be 32 bytes of hex, not ${String(value)}.`);
  }
}
