// The margin accounts and the one tier of a run, with their past. Each has one number, which steps set. Knows nothing
// of clients.

import type { MarginTier } from "o2-react";
import type { SimulatedExchange } from "o2-react/testing";
import { Past } from "./Past.ts";

const TIER: MarginTier = {
  ...{ tier_id: 1n, version: 1n, line: 0n, leverage: undefined, duration: undefined, required_collateral: undefined },
  ...{ k: 0n, maintenance_bps: undefined, open_buffer_bps: undefined, liq_price_factor: undefined },
  ...{ maintenance: 0n, open_buffer: 0n, threshold: 0n, open_fee: undefined, prolong_fee: [], prolong_seconds: [] },
  ...{ auto_prolong_periods: [], profit_share_bps: undefined, price_band_bps: 0n, max_credit_line_bps: undefined },
  ...{ max_price_age: undefined, books: [], assets: [], turbo: undefined, enabled: undefined },
};

/** The margin accounts and the tier as steps set them. */
export class MarginPast {
  readonly #exchange: SimulatedExchange;
  /** By account index. */
  readonly #fees: readonly Past<string>[];
  /** The credit line of the tier. */
  readonly line = new Past("0");

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
    this.#fees = exchange.turbo().accounts.map(() => new Past("0"));
    for (const place of this.#fees.keys()) this.#tell(place, 0);
    this.grant(0);
  }

  /** Sets the fees that an account owes from now on. */
  set(place: number, fees: number): void {
    this.#fees[place]?.become(String(fees));
    this.#tell(place, fees);
  }

  /** Sets the tier's credit line from now on. */
  grant(line: number): void {
    this.line.become(String(line));
    this.#exchange.turbo().setMarginTiers([{ ...TIER, line: BigInt(line) }]);
  }

  of(place: number): Past<string> {
    const past = this.#fees[place];
    if (!past) throw new Error(`There is no margin account ${place}.`);
    return past;
  }

  #tell(place: number, fees: number): void {
    const turbo = this.#exchange.turbo();
    const [account, parent] = [turbo.accounts[place], this.#exchange.accounts[place]];
    const asset = this.#exchange.markets[0].quote.asset;
    if (!account || !parent) return;
    const nothing = { on_account: 0n, received: 0n, locked: 0n, settled: 0n, debt: 0n };
    turbo.setMarginState(account.id, {
      parent: { ContractId: parent.id },
      index: 0,
      balances: [{ ...nothing, asset_id: asset, debt: BigInt(fees) }],
    });
  }
}
