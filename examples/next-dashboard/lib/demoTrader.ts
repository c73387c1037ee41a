// Trades on a simulated exchange over HTTP, without real signatures. In production the official client takes its place
// (`new O2Client({ config })`): it has the same methods. This file is loaded once a wallet is connected.
import type { Trader, Wallet } from "./wallet";

type Session = Awaited<ReturnType<Trader["createSession"]>>;
type Answer = Awaited<ReturnType<Trader["createOrder"]>>;
type MarketRef = Parameters<Trader["createOrder"]>[0];
type Members = Readonly<Record<string, unknown>>;

/** The most actions of a batch. */
const BATCH = 5;
const DAY = 86_400;
const SIGNATURE = { Secp256k1: `0x${"01".repeat(64)}` };

export class DemoTrader implements Trader {
  readonly #apiBase: string;
  #session: Session | undefined;

  constructor(apiBase: string) {
    this.#apiBase = apiBase;
  }

  async setupAccount({ b256Address }: Wallet) {
    const { trade_account_id, nonce } = await this.#send("POST", "/v1/accounts", {
      identity: { Address: b256Address },
    });
    const tradeAccountId = String(trade_account_id);
    // The faucet refuses a second call within a minute. That is no failure.
    await this.#send("POST", "/api/testnet/mint-v2", { contract: tradeAccountId }).catch(() => undefined);
    return { tradeAccountId, nonce: BigInt(String(nonce)) };
  }

  async createSession({ b256Address }: Wallet, refs: readonly MarketRef[], expiryDays = 30): Promise<Session> {
    const wanted = new Set(refs.map(idOf));
    const { markets } = await this.#send("GET", "/v1/markets");
    const contractIds = (markets as Members[])
      .filter(({ market_id }) => wanted.has(String(market_id)))
      .map(({ contract_id }) => String(contract_id));
    const account = await this.#send("GET", `/v1/accounts?owner=${b256Address}`);
    const tradeAccountId = String(account.trade_account_id);
    const nonce = await this.#nonceOf(tradeAccountId);
    const expiry = Math.floor(Date.now() / 1_000) + expiryDays * DAY;
    const sessionPrivateKey = crypto.getRandomValues(new Uint8Array(32));
    const sessionAddress = `0x${[...sessionPrivateKey].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    const body = {
      contract_id: tradeAccountId,
      session_id: { Address: sessionAddress },
      signature: SIGNATURE,
      contract_ids: contractIds,
      nonce: `${nonce}`,
      expiry: `${expiry}`,
    };
    await this.#send("PUT", "/v1/session", body, b256Address);
    const keys = { sessionPrivateKey, sessionAddress, contractIds, expiry };
    this.#session = { ownerAddress: b256Address, tradeAccountId, ...keys, nonce: nonce + 1n };
    return this.#session;
  }

  createOrder(...[market, side, price, quantity, options]: Parameters<Trader["createOrder"]>): Promise<Answer> {
    const order_type = typeOf(options?.orderType);
    const terms = { price: units(price), quantity: units(quantity), order_type };
    const { tradeAccountId } = this.#opened();
    return this.#act(market, [
      // As the official client does: money that trades left in the book is moved to the account first.
      { SettleBalance: { to: { ContractId: tradeAccountId } } },
      { CreateOrder: { side: side === "buy" ? "Buy" : "Sell", ...terms } },
    ]);
  }

  cancelOrder(orderId: string, market: MarketRef): Promise<Answer> {
    return this.#act(market, [{ CancelOrder: { order_id: orderId } }]);
  }

  async cancelAllOrders(market: MarketRef): Promise<Answer[] | null> {
    const query = `market_id=${idOf(market)}&contract=${this.#opened().tradeAccountId}&direction=desc&count=200&is_open=true`;
    const { orders } = await this.#send("GET", `/v1/orders?${query}`);
    const cancels = (orders as Members[]).map(({ order_id }) => ({ CancelOrder: { order_id } }));
    const answers: Answer[] = [];
    for (let first = 0; first < cancels.length; first += BATCH)
      answers.push(await this.#act(market, cancels.slice(first, first + BATCH)));
    return answers.length > 0 ? answers : null;
  }

  #opened(): Session {
    if (this.#session) return this.#session;
    throw new Error("There is no session: call createSession() first.");
  }

  /** Sends a batch under the session's nonce. After a failure the nonce is read again. */
  async #act(market: MarketRef, actions: readonly Members[]): Promise<Answer> {
    const session = this.#opened();
    const { nonce, tradeAccountId, ownerAddress, sessionAddress } = session;
    const body = {
      actions: [{ market_id: idOf(market), actions }],
      signature: SIGNATURE,
      nonce: `${nonce}`,
      trade_account_id: tradeAccountId,
      session_id: { Address: sessionAddress },
      collect_orders: true,
    };
    try {
      const { tx_id, orders } = await this.#send("POST", "/v1/session/actions", body, ownerAddress);
      session.nonce = nonce + 1n;
      return {
        success: true,
        txId: tx_id,
        orders: ordersOf(orders),
        reason: null,
        code: null,
        message: null,
      } as Answer;
    } catch (error) {
      session.nonce = await this.#nonceOf(tradeAccountId).catch(() => nonce);
      throw error;
    }
  }

  async #nonceOf(account: string): Promise<bigint> {
    const { trade_account } = await this.#send("GET", `/v1/accounts?trade_account_id=${account}`);
    return BigInt(String((trade_account as Members).nonce));
  }

  async #send(method: string, path: string, body?: object, owner?: string): Promise<Members> {
    const headers = { "Content-Type": "application/json", ...(owner && { "O2-Owner-Id": owner }) };
    const response = await fetch(this.#apiBase + path, { method, headers, body: body && JSON.stringify(body) });
    const answer: Members = await response.json();
    const { code, reason, message, error } = answer;
    if (response.ok && code === undefined && reason === undefined && error === undefined) return answer;
    throw new Error(String(reason ?? message ?? error ?? `The exchange answered ${response.status}.`));
  }
}

/** The orders of an answer with their amounts as bigint. */
function ordersOf(orders: unknown): Members[] | null {
  if (!Array.isArray(orders)) return null;
  return orders.map(({ price, quantity, quantity_fill = 0, ...rest }) => ({
    ...rest,
    price: BigInt(price),
    quantity: BigInt(quantity),
    quantity_fill: BigInt(quantity_fill),
  }));
}

function idOf(market: MarketRef): string {
  return typeof market === "string" ? market : market.market_id;
}

/** Chain integers as the API takes them. Text would be a decimal of whole units, which this client does not convert. */
function units(amount: string | bigint): string {
  if (typeof amount === "bigint") return `${amount}`;
  throw new TypeError(`Give amounts as bigint, in chain integers, not as text ("${amount}").`);
}

function typeOf(type: NonNullable<Parameters<Trader["createOrder"]>[4]>["orderType"] = "Spot"): unknown {
  if (typeof type === "string" || !("BoundedMarket" in type)) return type;
  const { max_price, min_price } = type.BoundedMarket;
  return { BoundedMarket: { max_price: units(max_price), min_price: units(min_price) } };
}
