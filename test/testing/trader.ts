// A trader who knows only the documented shapes of the API: it opens an account and a session and sends batches, as the
// official clients do. It shares no code with the exchange. By default it sends any well-formed signature.

import type { SimulatedExchange } from "o2-react/testing";

/** 64 bytes that are nobody's signature. */
export const ANY_SIGNATURE = `0x${"ab".repeat(64)}`;

const id = (digit: string): string => `0x${digit.repeat(64)}`;

export interface Answer {
  readonly status: number;
  // The body is whatever came: each test says what it must be.
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the wire has no type until it is looked at.
  readonly body: any;
}

/** The options of a trader: how it asks, and for which owner. */
export interface TraderOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly base: string;
  readonly owner?: string;
  readonly session?: string;
  /** Signs a session. Default any signature. */
  readonly signSession?: (request: SessionRequest) => string;
  /** Signs a batch. Default any signature. */
  readonly signActions?: (nonce: bigint, groups: readonly Group[]) => string;
}

interface SessionRequest {
  readonly nonce: bigint;
  readonly expiry: bigint;
  readonly contractIds: readonly string[];
}

export interface Group {
  readonly market_id: string;
  readonly actions: readonly object[];
}

export const createTrader = (options: TraderOptions) => {
  const { fetch, base, owner = id("a"), session = id("5") } = options;
  const { signSession = () => ANY_SIGNATURE, signActions = () => ANY_SIGNATURE } = options;
  let account = "";

  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { "Content-Type": "application/json", "O2-Owner-Id": owner },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const nonce = async (): Promise<bigint> => {
    const { body } = await ask("GET", `/v1/accounts?trade_account_id=${account}`);
    return BigInt(body.trade_account.nonce);
  };

  return {
    owner,
    session,
    ask,
    nonce,
    get account() {
      return account;
    },
    /** Opens the account and takes the faucet's amount. */
    setUp: async (): Promise<Answer[]> => {
      const unknown = await ask("GET", `/v1/accounts?owner=${owner}`);
      const created = await ask("POST", "/v1/accounts", { identity: { Address: owner } });
      account = created.body.trade_account_id;
      const minted = await ask("POST", "/api/testnet/mint-v2", { contract: account });
      const listed = await ask("POST", "/analytics/v1/whitelist", { tradeAccount: account });
      return [unknown, created, minted, listed];
    },
    /** Opens a session for these order books. It lasts 30 days by default. */
    openSession: async (contractIds: readonly string[], expiry: bigint, more: object = {}): Promise<Answer> => {
      const now = await nonce();
      return ask("PUT", "/v1/session", {
        contract_id: account,
        session_id: { Address: session },
        signature: { Secp256k1: signSession({ nonce: now, expiry, contractIds }) },
        contract_ids: contractIds,
        nonce: now.toString(),
        expiry: expiry.toString(),
        ...more,
      });
    },
    /** Sends a batch under the account's present nonce. */
    act: async (groups: readonly Group[], more: object = {}): Promise<Answer> => {
      const now = await nonce();
      return ask("POST", "/v1/session/actions", {
        actions: groups,
        signature: { Secp256k1: signActions(now, groups) },
        nonce: now.toString(),
        trade_account_id: account,
        session_id: { Address: session },
        collect_orders: true,
        ...more,
      });
    },
    withdraw: async (asset: string, amount: bigint, more: object = {}): Promise<Answer> => {
      const now = await nonce();
      return ask("POST", "/v1/accounts/withdraw", {
        trade_account_id: account,
        signature: { Secp256k1: ANY_SIGNATURE },
        nonce: now.toString(),
        to: { Address: owner },
        asset_id: asset,
        amount: amount.toString(),
        ...more,
      });
    },
  };
};

/** A trader of an exchange in this page, with account, money and a session for all its books. */
export const readyTrader = async (exchange: SimulatedExchange, now: number) => {
  const trader = createTrader({ fetch: exchange.fetch, base: exchange.config.apiBase });
  await trader.setUp();
  const books = exchange.markets.map(({ contract_id }) => contract_id);
  const opened = await trader.openSession(books, BigInt(Math.floor(now / 1_000) + 30 * 86_400));
  if (opened.status !== 200) throw new Error(`no session: ${JSON.stringify(opened.body)}`);
  return trader;
};

/** The actions in their written form. */
export const settle = (account: string) => ({ SettleBalance: { to: { ContractId: account } } });
export const cancel = (order_id: string) => ({ CancelOrder: { order_id } });
export const order = (side: "Buy" | "Sell", price: bigint, quantity: bigint, order_type: unknown = "Spot") => ({
  CreateOrder: { side, price: price.toString(), quantity: quantity.toString(), order_type },
});
