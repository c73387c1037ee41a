// The stand-in's HTTP: reads and writes of the API, whose errors it throws.
/// <reference path="../../../docs/snippets/sdk.d.ts" />
import type { Market, TradeAccountId } from "@o2exchange/sdk";
import { errorOf, O2Error } from "./answers.ts";
import { idOf, type Raw, toMarket } from "./values.ts";

export class Api {
  readonly #base: string;
  #markets: Promise<readonly Market[]> | undefined;

  constructor(base: string) {
    this.#base = base;
  }

  get(path: string): Promise<Raw> {
    return this.#request(path, {});
  }

  send(method: "POST" | "PUT", path: string, body: object, owner?: string): Promise<Raw> {
    const headers = { "Content-Type": "application/json", ...(owner !== undefined && { "O2-Owner-Id": owner }) };
    return this.#request(path, { method, headers, body: JSON.stringify(body) });
  }

  markets(): Promise<readonly Market[]> {
    this.#markets ??= this.get("/v1/markets").then(({ markets }) => (markets as Raw[]).map(toMarket));
    return this.#markets;
  }

  async accountOf(owner: string): Promise<TradeAccountId> {
    const { trade_account_id } = await this.get(`/v1/accounts?owner=${owner}`);
    if (!trade_account_id) throw new O2Error("No trade account found for this wallet");
    return idOf(trade_account_id);
  }

  async nonceOf(account: TradeAccountId): Promise<bigint> {
    const { trade_account } = await this.get(`/v1/accounts?trade_account_id=${account}`);
    return BigInt(String((trade_account as Raw).nonce));
  }

  close(): void {
    this.#markets = undefined;
  }

  async #request(path: string, init: RequestInit): Promise<Raw> {
    const response = await fetch(`${this.#base}${path}`, init);
    const body: Raw = await response.json();
    if (!response.ok) throw errorOf(body);
    return body;
  }
}
