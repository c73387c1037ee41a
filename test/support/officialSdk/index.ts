// Runs in place of the official TypeScript SDK, which cannot be installed here: the part that docs/snippets/sdk.d.ts
// declares, with real keys and signatures over HTTP. Written from the documented wire; knows nothing of o2-react.
/// <reference path="../../../docs/snippets/sdk.d.ts" />
import type * as Sdk from "@o2exchange/sdk";
import { batchBytes, createWallet, hexOf, sessionBytes, type WireAction, withdrawalBytes } from "../signing.ts";
import { errorOf, O2Error, SessionActionsResponse, SessionExpired } from "./answers.ts";
import { Api } from "./api.ts";
import {
  cancelOrderAction,
  createOrderAction,
  fittedOrder,
  idOf,
  type Raw,
  scaledAmount,
  settleBalanceAction,
  toOrder,
} from "./values.ts";

export { O2Error, OnChainRevertError, SessionActionsResponse, SessionExpired } from "./answers.ts";
export { cancelOrderAction, createOrderAction, orderId, settleBalanceAction } from "./values.ts";

/** A test writes the addresses of its exchange into this before it imports a page. */
export const TESTNET: Sdk.NetworkConfig = { apiBase: "", wsUrl: "", fuelRpc: "", faucetUrl: null };

const DAY = 86_400;
const CHUNK = 5;

interface MarketActions {
  readonly market: Sdk.Market;
  readonly actions: readonly Sdk.Action[];
}

type Client = Pick<Sdk.O2Client, keyof Sdk.O2Client>;

export class O2Client implements Client {
  readonly #config: Sdk.NetworkConfig;
  readonly #api: Api;
  #session: (Sdk.SessionState & { readonly sign: (bytes: Uint8Array) => Uint8Array }) | null = null;

  constructor({ config = TESTNET }: { config?: Sdk.NetworkConfig } = {}) {
    this.#config = config;
    this.#api = new Api(config.apiBase);
  }

  get session(): Sdk.SessionState | null {
    return this.#session;
  }

  async setupAccount(wallet: Sdk.Signer): Promise<{ tradeAccountId: Sdk.TradeAccountId; nonce: bigint }> {
    const owner = wallet.b256Address;
    const known = await this.#api.get(`/v1/accounts?owner=${owner}`);
    const { trade_account_id } = known.trade_account_id
      ? known
      : await this.#api.send("POST", "/v1/accounts", { identity: { Address: owner } });
    const tradeAccountId = idOf<Sdk.TradeAccountId>(trade_account_id);
    const { faucetUrl } = this.#config;
    if (faucetUrl !== null)
      await fetch(faucetUrl, { method: "POST", body: JSON.stringify({ contract: tradeAccountId }) });
    return { tradeAccountId, nonce: await this.#api.nonceOf(tradeAccountId) };
  }

  async createSession(wallet: Sdk.Signer, markets: Sdk.MarketRef[], expiryDays = 30): Promise<Sdk.SessionState> {
    const owner = wallet.b256Address;
    const tradeAccountId = await this.#api.accountOf(owner);
    const contractIds = (await Promise.all(markets.map((ref) => this.#marketOf(ref)))).map((each) => each.contract_id);
    const key = createWallet();
    const nonce = await this.#api.nonceOf(tradeAccountId);
    const expiry = Math.floor(Date.now() / 1_000) + expiryDays * DAY;
    const bytes = sessionBytes({ nonce, session: key.address, expiry: BigInt(expiry), contractIds });
    const body = {
      contract_id: tradeAccountId,
      session_id: { Address: key.address },
      signature: { Secp256k1: hexOf(wallet.personalSign(bytes)) },
      contract_ids: contractIds,
      nonce: nonce.toString(),
      expiry: expiry.toString(),
    };
    await this.#api.send("PUT", "/v1/session", body, owner);
    this.#session = {
      ownerAddress: owner,
      tradeAccountId,
      sessionPrivateKey: key.secretKey,
      sessionAddress: key.address,
      contractIds,
      expiry,
      nonce: nonce + 1n,
      sign: key.signRaw,
    };
    return this.#session;
  }

  async createOrder(
    ref: Sdk.MarketRef,
    side: Sdk.Side,
    price: Sdk.Numeric,
    quantity: Sdk.Numeric,
    { orderType, settleFirst = true, collectOrders = true }: Sdk.CreateOrderOptions = {},
  ): Promise<SessionActionsResponse> {
    const order = createOrderAction(side, price, quantity, orderType);
    const actions = settleFirst ? [settleBalanceAction(), order] : [order];
    return this.#submit([{ market: await this.#marketOf(ref), actions }], collectOrders);
  }

  async cancelOrder(order: Sdk.OrderId, ref: Sdk.MarketRef): Promise<SessionActionsResponse> {
    return this.#submit([{ market: await this.#marketOf(ref), actions: [cancelOrderAction(order)] }]);
  }

  async cancelAllOrders(ref: Sdk.MarketRef): Promise<SessionActionsResponse[] | null> {
    const market = await this.#marketOf(ref);
    const query = `market_id=${market.market_id}&contract=${this.#opened().tradeAccountId}`;
    const { orders } = await this.#api.get(`/v1/orders?${query}&direction=desc&count=200&is_open=true`);
    const cancels = (orders as Raw[]).map((raw) => cancelOrderAction(idOf(raw.order_id)));
    const answers: SessionActionsResponse[] = [];
    for (let start = 0; start < cancels.length; start += CHUNK) {
      answers.push(await this.#submit([{ market, actions: cancels.slice(start, start + CHUNK) }]));
    }
    return answers.length > 0 ? answers : null;
  }

  async settleBalance(ref: Sdk.MarketRef): Promise<SessionActionsResponse> {
    return this.#submit([{ market: await this.#marketOf(ref), actions: [settleBalanceAction()] }]);
  }

  async batchActions(groups: Sdk.MarketActionGroup[], collectOrders = false): Promise<SessionActionsResponse> {
    const found = groups.map(async ({ market, actions }) => ({ market: await this.#marketOf(market), actions }));
    return this.#submit(await Promise.all(found), collectOrders);
  }

  async withdraw(wallet: Sdk.Signer, asset: string, amount: Sdk.Numeric, to?: string): Promise<Sdk.WithdrawResponse> {
    const owner = wallet.b256Address;
    const tradeAccountId = await this.#api.accountOf(owner);
    const assets = (await this.#api.markets()).flatMap(({ base, quote }) => [base, quote]);
    const found = assets.find((each) => each.asset === asset || each.symbol === asset);
    if (!found) throw new O2Error(`Asset not found: ${asset}`);
    const [nonce, units, receiver] = [
      await this.#api.nonceOf(tradeAccountId),
      scaledAmount(amount, found.decimals),
      to ?? owner,
    ];
    const body = {
      trade_account_id: tradeAccountId,
      signature: { Secp256k1: hexOf(wallet.personalSign(withdrawalBytes(nonce, receiver, found.asset, units))) },
      nonce: nonce.toString(),
      to: { Address: receiver },
      asset_id: found.asset,
      amount: units.toString(),
    };
    const { tx_id } = await this.#api.send("POST", "/v1/accounts/withdraw", body, owner);
    return { tx_id: idOf(tx_id) };
  }

  getMarket(pair: string): Promise<Sdk.Market> {
    return this.#marketOf(pair);
  }

  async getDepth(ref: Sdk.MarketRef, precision = 1): Promise<Sdk.DepthSnapshot> {
    const { market_id } = await this.#marketOf(ref);
    const { orders } = await this.#api.get(`/v1/depth?market_id=${market_id}&precision=${10 ** precision}`);
    const levels = (side: unknown) =>
      (side as { price: string; quantity: string }[]).map(({ price, quantity }) => ({
        price: BigInt(price),
        quantity: BigInt(quantity),
      }));
    const { buys, sells } = orders as Raw;
    return { bids: levels(buys), asks: levels(sells) };
  }

  async refreshNonce(): Promise<bigint> {
    const session = this.#opened();
    session.nonce = await this.#api.nonceOf(session.tradeAccountId);
    return session.nonce;
  }

  close(): void {
    this.#api.close();
  }

  #opened() {
    if (!this.#session) throw new O2Error("No active session");
    return this.#session;
  }

  /**
   * Signs and sends a batch, and counts the nonce. An error before the chain does not count. After a revert the nonce is
   * read again.
   */
  async #submit(groups: readonly MarketActions[], collectOrders = false): Promise<SessionActionsResponse> {
    const session = this.#opened();
    if (session.expiry * 1_000 <= Date.now()) throw new SessionExpired();
    const wire = groups.map(({ market, actions }) => ({
      market,
      actions: actions.map((one) => this.#wired(market, one)),
    }));
    const calls = wire.flatMap(({ market, actions }) => actions.map((action) => [market, action] as const));
    const body = {
      actions: wire.map(({ market, actions }) => ({ market_id: market.market_id, actions })),
      signature: { Secp256k1: hexOf(session.sign(batchBytes(session.nonce, calls))) },
      nonce: session.nonce.toString(),
      trade_account_id: session.tradeAccountId,
      session_id: { Address: session.sessionAddress },
      collect_orders: collectOrders,
    };
    try {
      const answer = await this.#api.send("POST", "/v1/session/actions", body, session.ownerAddress);
      if (answer.tx_id === undefined) {
        const error = errorOf(answer);
        if (error.code === undefined) throw error;
        return new SessionActionsResponse(null, null, null, null, error.code, error.message);
      }
      session.nonce += 1n;
      const orders = Array.isArray(answer.orders) ? answer.orders.map(toOrder) : null;
      return new SessionActionsResponse(idOf(answer.tx_id), orders, null, null, null, null);
    } catch (error) {
      await this.refreshNonce();
      throw error;
    }
  }

  #wired(market: Sdk.Market, action: Sdk.Action): WireAction {
    switch (action.type) {
      case "createOrder": {
        const { price, quantity } = fittedOrder(market, action.price, action.quantity);
        const side = action.side === "buy" ? "Buy" : "Sell";
        const order_type = action.orderType ?? "Spot";
        return { CreateOrder: { side, price: price.toString(), quantity: quantity.toString(), order_type } };
      }
      case "cancelOrder":
        return { CancelOrder: { order_id: action.orderId } };
      case "settleBalance":
        return { SettleBalance: { to: { ContractId: this.#opened().tradeAccountId } } };
      case "registerReferer":
        throw new O2Error("registerReferer is not part of this stand-in");
    }
  }

  async #marketOf(ref: Sdk.MarketRef): Promise<Sdk.Market> {
    if (typeof ref !== "string") return ref;
    const found = (await this.#api.markets()).find(({ market_id, pair }) => market_id === ref || pair === ref);
    if (!found) throw new O2Error(`Market not found: ${ref}`);
    return found;
  }
}
