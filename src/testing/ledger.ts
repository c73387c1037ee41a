// The money of trading accounts, and the locked and unlocked money that each order book holds for them. Money is only
// moved here, never made, except by deposit(). The ledger knows nothing of orders or prices.
import type { Balance } from "../client/entities.ts";
import type { Journal } from "./journal.ts";
import { ExchangeRefusal } from "./refusal.ts";

/** The sums of one asset. Money is conserved when `deposited === locked + unlocked + fees`. */
export interface AssetTotal {
  readonly asset_id: string;
  readonly deposited: bigint;
  readonly locked: bigint;
  readonly unlocked: bigint;
  /** The fees taken so far. */
  readonly fees: bigint;
}

interface Pocket {
  locked: bigint;
  unlocked: bigint;
  fee: bigint;
}

interface Holding {
  readonly account: string;
  readonly asset: string;
  wallet: bigint;
  readonly books: Map<string, Pocket>;
}

/** The money of all accounts. Accounts, assets and books are named by their ids. */
export class Ledger {
  readonly #holdings = new Map<string, Map<string, Holding>>();
  readonly #deposited = new Map<string, bigint>();
  readonly #fees = new Map<string, bigint>();
  readonly #journal: Journal;
  #touched = new Set<Holding>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** New money, to the trading account. */
  deposit(account: string, asset: string, amount: bigint): void {
    if (amount <= 0n) throw new ExchangeRefusal("bad-amount", `a deposit must be above zero, not ${amount}`);
    this.#touch(account, asset).wallet += amount;
    this.#deposited.set(asset, (this.#deposited.get(asset) ?? 0n) + amount);
  }

  /** The spendable amount: the trading account and the unlocked part of every book. */
  spendable(account: string, asset: string): bigint {
    const holding = this.#holdings.get(account)?.get(asset);
    if (!holding) return 0n;
    let sum = holding.wallet;
    for (const pocket of holding.books.values()) sum += pocket.unlocked;
    return sum;
  }

  /** The amount in the trading account itself: an order may lock it, a withdrawal may take it. */
  wallet(account: string, asset: string): bigint {
    return this.#holdings.get(account)?.get(asset)?.wallet ?? 0n;
  }

  /** The unlocked amount in a book. */
  unlocked(account: string, asset: string, book: string): bigint {
    return this.#holdings.get(account)?.get(asset)?.books.get(book)?.unlocked ?? 0n;
  }

  /** Locks money of the trading account in a book. */
  lock(account: string, asset: string, book: string, amount: bigint): void {
    const holding = this.#touch(account, asset);
    if (holding.wallet < amount) {
      throw new Error(`ledger: ${amount - holding.wallet} of ${asset} is missing; ask wallet() before lock()`);
    }
    holding.wallet -= amount;
    this.#pocket(holding, book).locked += amount;
  }

  /** Gives locked money back to the trading account. */
  unlock(account: string, asset: string, book: string, amount: bigint): void {
    const holding = this.#touch(account, asset);
    this.#pocket(holding, book).locked -= amount;
    holding.wallet += amount;
  }

  /** Takes locked money for the exchange: dust. */
  forfeit(account: string, asset: string, book: string, amount: bigint): void {
    this.#pocket(this.#touch(account, asset), book).locked -= amount;
    this.#collect(asset, amount);
  }

  /** Gives locked money back within the book, as unlocked. */
  release(account: string, asset: string, book: string, amount: bigint): void {
    const pocket = this.#pocket(this.#touch(account, asset), book);
    pocket.locked -= amount;
    pocket.unlocked += amount;
  }

  /** Takes money out of a trading account and out of the exchange. */
  withdraw(account: string, asset: string, amount: bigint): void {
    const holding = this.#touch(account, asset);
    holding.wallet -= amount;
    this.#deposited.set(asset, (this.#deposited.get(asset) ?? 0n) - amount);
  }

  /** Moves locked money of one account to the unlocked money of another, less a fee. */
  pay(from: string, to: string, asset: string, book: string, amount: bigint, fee: bigint): void {
    this.#pocket(this.#touch(from, asset), book).locked -= amount;
    const receiver = this.#pocket(this.#touch(to, asset), book);
    receiver.unlocked += amount - fee;
    receiver.fee += fee;
    if (fee > 0n) this.#collect(asset, fee);
  }

  /** Moves the unlocked amount of a book to the trading account. */
  settle(account: string, book: string): void {
    for (const [asset, { books }] of this.#holdings.get(account) ?? []) {
      const unlocked = books.get(book)?.unlocked ?? 0n;
      if (unlocked === 0n) continue;
      const holding = this.#touch(account, asset);
      this.#pocket(holding, book).unlocked = 0n;
      holding.wallet += unlocked;
    }
  }

  /** The assets an account has ever held. */
  assets(account: string): string[] {
    return [...(this.#holdings.get(account)?.keys() ?? [])];
  }

  /** One account's holding of one asset, as the feed gives it. */
  balance(account: string, asset: string): Balance {
    const holding = this.#holdings.get(account)?.get(asset);
    const order_books: Record<string, Pocket> = {};
    let total_locked = 0n;
    let total_unlocked = holding?.wallet ?? 0n;
    for (const [book, pocket] of holding?.books ?? []) {
      total_locked += pocket.locked;
      total_unlocked += pocket.unlocked;
      order_books[book] = { ...pocket };
    }
    const trading_account_balance = holding?.wallet ?? 0n;
    return {
      identity: { ContractId: account },
      asset_id: asset,
      total_locked,
      total_unlocked,
      trading_account_balance,
      order_books,
    };
  }

  /** Every asset's sum over all accounts. */
  totals(): AssetTotal[] {
    return [...this.#deposited].map(([asset_id, deposited]) => {
      let locked = 0n;
      let unlocked = 0n;
      for (const account of this.#holdings.keys()) {
        const balance = this.balance(account, asset_id);
        locked += balance.total_locked;
        unlocked += balance.total_unlocked;
      }
      return { asset_id, deposited, locked, unlocked, fees: this.#fees.get(asset_id) ?? 0n };
    });
  }

  /** The holdings that were moved since the last call. */
  takeTouched(): { readonly account: string; readonly asset: string }[] {
    const touched = [...this.#touched];
    this.#touched = new Set();
    return touched.map(({ account, asset }) => ({ account, asset }));
  }

  #collect(asset: string, amount: bigint): void {
    const before = this.#fees.get(asset) ?? 0n;
    this.#fees.set(asset, before + amount);
    this.#journal.undoBy(() => void this.#fees.set(asset, before));
  }

  #touch(account: string, asset: string): Holding {
    const assets = this.#holdings.get(account) ?? new Map<string, Holding>();
    const holding = assets.get(asset) ?? { account, asset, wallet: 0n, books: new Map() };
    this.#holdings.set(account, assets);
    assets.set(asset, holding);
    this.#touched.add(holding);
    if (this.#journal.isKept) this.#keep(holding);
    return holding;
  }

  /** Notes a holding that is about to change, so that the change can be taken back. */
  #keep(holding: Holding): void {
    const { wallet } = holding;
    const pockets = [...holding.books].map(([book, pocket]) => [book, { ...pocket }] as const);
    this.#journal.undoBy(() => {
      holding.wallet = wallet;
      holding.books.clear();
      for (const [book, pocket] of pockets) holding.books.set(book, pocket);
    });
  }

  #pocket(holding: Holding, book: string): Pocket {
    const pocket = holding.books.get(book) ?? { locked: 0n, unlocked: 0n, fee: 0n };
    holding.books.set(book, pocket);
    return pocket;
  }
}
