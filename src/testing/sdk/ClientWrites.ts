// The writes of a simulated client: accounts, sessions and batches of actions under the session's nonce. It knows nothing of
// how a request gets to the exchange.
import type { Side } from "../../client/entities.ts";
import { readId } from "../wire.ts";
import { withdrawalBytes } from "../writes/signatures.ts";
import type { Members } from "../writes/write.ts";
import type { ClientContext, ClientReads } from "./ClientReads.ts";
import { type MarketActions, wireGroups } from "./clientActions.ts";
import { amountOf } from "./clientAmounts.ts";
import { responseOf } from "./clientAnswers.ts";
import { assetOf } from "./clientMarkets.ts";
import { anySignature, openedSession, ownerOf, sessionRequest, signedBy, writtenSignature } from "./clientSessions.ts";
import type {
  ActionsResponse,
  ClientAction,
  ClientActionGroup,
  ClientMarketRef,
  ClientOrderOptions,
  ClientSession,
  ClientWallet,
  Numeric,
} from "./tradingClient.ts";

/** The most actions of a batch. */
const BATCH = 5;
const DAY = 86_400;

/** The writes. */
export class ClientWrites {
  readonly #context: ClientContext;
  readonly #reads: ClientReads;
  #session: ClientSession | null;

  constructor(context: ClientContext, reads: ClientReads, session: ClientSession | undefined) {
    this.#context = context;
    this.#reads = reads;
    this.#session = session ?? null;
  }

  get session(): ClientSession | null {
    return this.#session;
  }

  setSession(session: ClientSession): void {
    this.#session = session;
  }

  async setupAccount(wallet: ClientWallet): Promise<{ readonly tradeAccountId: string; readonly nonce: bigint }> {
    const owner = ownerOf(this.#context.errors, wallet);
    const known = await this.#find(owner);
    const account =
      known ??
      readId(
        (await this.#context.calls.send("POST", "/v1/accounts", { identity: { Address: owner } })).trade_account_id,
      );
    const tradeAccountId = account ?? "";
    // The faucet's cooldown is no failure.
    await this.#mint(tradeAccountId).catch(() => undefined);
    return { tradeAccountId, nonce: await this.#reads.getNonce(tradeAccountId) };
  }

  async topUpFromFaucet(wallet: ClientWallet): Promise<{ readonly message?: string; readonly error?: string }> {
    return this.#mint(await this.#accountOf(wallet));
  }

  async createSession(
    wallet: ClientWallet,
    markets: readonly ClientMarketRef[],
    expiryDays = 30,
  ): Promise<ClientSession> {
    const { errors, calls, now } = this.#context;
    const owner = ownerOf(errors, wallet);
    if (!Number.isFinite(expiryDays)) {
      throw errors.input("expiryDays", expiryDays, `expiryDays must be a number of days, not ${expiryDays}.`);
    }
    const contractIds = markets.map((ref) => this.#reads.market(ref).contract_id);
    const account = await this.#accountOf(wallet);
    const nonce = await this.#reads.getNonce(account);
    const expiry = BigInt(Math.floor(now() / 1_000) + Math.round(expiryDays * DAY));
    const terms = { owner, account, contractIds, nonce, expiry };
    const signature = writtenSignature(errors, await wallet.personalSign(signedBy(terms)));
    await calls.send("PUT", "/v1/session", sessionRequest(terms, signature), owner);
    this.#session = openedSession(terms);
    return this.#session;
  }

  async createOrder(
    ref: ClientMarketRef,
    side: Side,
    price: Numeric,
    quantity: Numeric,
    { orderType = "Spot", settleFirst = true, collectOrders = true }: ClientOrderOptions = {},
  ): Promise<ActionsResponse> {
    const order: ClientAction = { type: "createOrder", side, price, quantity, orderType };
    return this.#act(ref, settleFirst ? [{ type: "settleBalance" }, order] : [order], collectOrders);
  }

  async cancelOrder(orderId: string, ref: ClientMarketRef): Promise<ActionsResponse> {
    return this.#act(ref, [{ type: "cancelOrder", orderId }]);
  }

  async cancelAllOrders(ref: ClientMarketRef): Promise<readonly ActionsResponse[] | null> {
    const orders = await this.#reads.getOrders(ref, this.#opened().tradeAccountId, true, 200);
    const answers: ActionsResponse[] = [];
    for (let start = 0; start < orders.length; start += BATCH) {
      const chunk = orders.slice(start, start + BATCH);
      answers.push(
        await this.#act(
          ref,
          chunk.map(({ order_id }) => ({ type: "cancelOrder", orderId: order_id })),
        ),
      );
    }
    return answers.length > 0 ? answers : null;
  }

  async settleBalance(ref: ClientMarketRef): Promise<ActionsResponse> {
    return this.#act(ref, [{ type: "settleBalance" }]);
  }

  async batchActions(groups: readonly ClientActionGroup[], collectOrders = false): Promise<ActionsResponse> {
    this.#opened();
    const { errors } = this.#context;
    if (groups.length === 0) throw errors.input("groups", groups, "A batch needs at least one group of actions.");
    return this.#submit(
      groups.map(({ market, actions }) => ({ market: this.#reads.market(market), actions })),
      collectOrders,
    );
  }

  async withdraw(
    wallet: ClientWallet,
    asset: string,
    amount: Numeric,
    to?: string,
  ): Promise<{ readonly tx_id: string }> {
    const { errors, calls, markets } = this.#context;
    const owner = ownerOf(errors, wallet);
    const meant = assetOf(errors, markets, asset);
    const units = amountOf(errors, "amount", amount, meant.decimals);
    const receiver = readId(to ?? owner);
    if (receiver === undefined) throw errors.input("to", to, `to must be 32 bytes of hex, not ${String(to)}.`);
    const account = await this.#accountOf(wallet);
    const nonce = await this.#reads.getNonce(account);
    const identity = { Address: receiver };
    const signed = await wallet.personalSign(withdrawalBytes(nonce, identity, meant.asset, units));
    const body = {
      trade_account_id: account,
      signature: writtenSignature(errors, signed),
      nonce: nonce.toString(),
      to: identity,
      asset_id: meant.asset,
      amount: units.toString(),
    };
    const { tx_id } = await calls.send("POST", "/v1/accounts/withdraw", body, owner);
    return { tx_id: readId(tx_id) ?? "" };
  }

  async refreshNonce(): Promise<bigint> {
    const session = this.#opened();
    session.nonce = await this.#reads.getNonce(session.tradeAccountId);
    return session.nonce;
  }

  #opened(): ClientSession {
    if (this.#session) return this.#session;
    throw this.#context.errors.state(
      "There is no session: open one with createSession(), or take one up with setSession().",
    );
  }

  async #find(owner: string): Promise<string | undefined> {
    return readId((await this.#context.calls.get("/v1/accounts", { owner })).trade_account_id);
  }

  async #accountOf(wallet: ClientWallet): Promise<string> {
    const account = await this.#find(ownerOf(this.#context.errors, wallet));
    if (account !== undefined) return account;
    throw this.#context.errors.state("This wallet has no trade account: call setupAccount() first.");
  }

  #mint(contract: string): Promise<Members> {
    return this.#context.calls.send("POST", "/api/testnet/mint-v2", { contract });
  }

  async #act(ref: ClientMarketRef, actions: readonly ClientAction[], collectOrders = false): Promise<ActionsResponse> {
    this.#opened();
    return this.#submit([{ market: this.#reads.market(ref), actions }], collectOrders);
  }

  /** Sends a batch under the session's nonce, and counts it: after anything but success the nonce is read anew. */
  async #submit(groups: readonly MarketActions[], collectOrders: boolean): Promise<ActionsResponse> {
    const { errors, calls, now } = this.#context;
    const session = this.#opened();
    if (session.expiry > 0 && Math.floor(now() / 1_000) >= session.expiry) throw errors.expired();
    const { nonce, tradeAccountId, sessionAddress, ownerAddress } = session;
    const body = {
      actions: wireGroups(errors, groups, tradeAccountId),
      signature: anySignature(),
      nonce: nonce.toString(),
      trade_account_id: tradeAccountId,
      session_id: { Address: sessionAddress },
      collect_orders: collectOrders,
    };
    let isCarriedOut = false;
    try {
      const response = responseOf(await calls.act(body, ownerAddress));
      isCarriedOut = response.success;
      return response;
    } finally {
      // Two batches at once are sent under one nonce: the second is refused, as the official client's is.
      if (isCarriedOut) session.nonce = nonce + 1n;
      else await this.#resync(session);
    }
  }

  /** Reads a session's nonce after a failure. Where that fails too, what was counted stays. */
  async #resync(session: ClientSession): Promise<void> {
    const nonce = await this.#reads.getNonce(session.tradeAccountId).catch(() => undefined);
    if (nonce !== undefined) session.nonce = nonce;
  }
}
