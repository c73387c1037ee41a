// The margin accounts of a run: each has one number, which steps set, and its past. Knows nothing of clients.
import type { SimulatedExchange } from "o2-react/testing";
import { Past } from "./Past.ts";

/** What an exchange was set to tell of margin accounts. */
export class MarginPast {
  readonly #exchange: SimulatedExchange;
  /** By place. */
  readonly #fees: readonly Past<string>[];

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
    this.#fees = exchange.turbo().accounts.map(() => new Past("0"));
    for (const place of this.#fees.keys()) this.#tell(place, 0);
  }

  /** From now on this is what an account owes. */
  set(place: number, fees: number): void {
    this.#fees[place]?.become(String(fees));
    this.#tell(place, fees);
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
