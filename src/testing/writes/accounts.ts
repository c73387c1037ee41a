// Writes about accounts: opening one, money from the faucet, the retired whitelist, withdrawals.
import type { ExchangeMarket } from "../markets.ts";
import { usualQuantity } from "../pace.ts";
import { ExchangeRefusal } from "../refusal.ts";
import { RestError } from "../rest/query.ts";
import { readId } from "../wire.ts";
import { withdrawalBytes } from "./signatures.ts";
import { accountIn, bodyOf, checkNonce, identityIn, idIn, Revert, signatureIn, type Write, wholeIn } from "./write.ts";

/** `POST /v1/accounts`: the owner's account, a new one if there is none. */
export const createAccount = (write: Write): object => {
  const account = write.exchange.accountOf(identityIn(bodyOf(write), "identity"));
  return { trade_account_id: account.id, nonce: write.exchange.nonce(account).toString() };
};

/** The faucet's cooldown in milliseconds. */
const COOLDOWN = 60_000;

const minted = (markets: readonly ExchangeMarket[]): Map<string, bigint> => {
  const money = new Map<string, bigint>();
  const add = (asset: string, amount: bigint): void => void money.set(asset, (money.get(asset) ?? 0n) + amount);
  for (const market of markets) {
    add(market.base.asset, usualQuantity(market) * 40n);
    add(market.quote.asset, market.min_order * 20_000n);
  }
  return money;
};

/** The faucet: some of every asset, once a minute. Its errors have no code. */
export const faucet = (write: Write): object => {
  const { exchange } = write;
  const body = bodyOf(write);
  const [contract, address] = [readId(body.contract), readId(body.address)];
  if (contract === undefined && address === undefined) return { error: "contract or address is required" };
  const state = exchange.stateOf(contract === undefined ? { Address: address ?? "" } : { ContractId: contract });
  if (!state) return { error: "there is no such trade account" };
  const now = exchange.now();
  const since = now - (state.mintedAt ?? Number.NEGATIVE_INFINITY);
  if (since < COOLDOWN) return { error: `wait ${Math.ceil((COOLDOWN - since) / 1_000)} s before you mint again` };
  state.mintedAt = now;
  for (const [asset, amount] of minted(exchange.markets)) exchange.deposit(state.account, asset, amount);
  return { message: "Tokens minted successfully" };
};

/** `POST /analytics/v1/whitelist`: nobody needs it any more. */
export const whitelist = (write: Write): object => {
  const { account } = accountIn(write, idIn(bodyOf(write), "tradeAccount"));
  return { success: true, tradeAccount: account.id, alreadyWhitelisted: true };
};

/** `POST /v1/accounts/withdraw`: only what the trading account itself holds. */
export const withdraw = (write: Write): object => {
  const { exchange, wire, signatures } = write;
  const body = bodyOf(write);
  const state = accountIn(write, idIn(body, "trade_account_id"));
  const signature = signatureIn(body);
  const [to, asset, amount, nonce] = [
    identityIn(body, "to"),
    idIn(body, "asset_id"),
    wholeIn(body, "amount"),
    wholeIn(body, "nonce"),
  ];
  checkNonce(state, nonce);
  const { owner } = state.account;
  if (signatures && !signatures.isByOwner(withdrawalBytes(nonce, to, asset, amount), signature, owner)) {
    throw new RestError(400, 4000, "the signature is not the owner's over nonce, receiver, amount and asset");
  }
  try {
    exchange.withdraw(state.account, asset, amount);
  } catch (error) {
    if (!(error instanceof ExchangeRefusal)) throw error;
    if (wire.revertNonce === "moves") exchange.touch(state.account);
    throw new Revert(error.code === "bad-amount" ? "AmountIsZero" : "NotEnoughBalance", error.message, wire);
  }
  // A withdrawal to another trade account of this exchange arrives there.
  const receiver = "ContractId" in to ? exchange.account(to) : undefined;
  if (receiver) exchange.deposit(receiver, asset, amount);
  return { tx_id: exchange.nextId() };
};
