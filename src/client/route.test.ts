// Whose an entry is, by what it names and by who is followed.
import { describe, expect, it } from "vitest";
import type { Balance, Identity, NonceUpdate, Order } from "./protocol.ts";
import { isOf } from "./route.ts";

const [ID, OTHER] = [`0x${"ab".repeat(32)}`, `0x${"cd".repeat(32)}`] as const;
const mine: Identity = { ContractId: ID };

describe("an entry is of", () => {
  it("trades: the market they name", () => {
    const update = { action: "subscribe_trades", market_id: ID, trades: [] } as const;
    expect(isOf.trades(update, { channel: "trades", market: ID }, false)).toBe(true);
    expect(isOf.trades(update, { channel: "trades", market: OTHER }, true)).toBe(false);
  });

  it("an order: whom it names, by account or by owner; of nobody's the only one", () => {
    const isMine = (owners: Pick<Order, "account" | "owner">, isOnly: boolean) =>
      isOf.orders(owners as Order, { channel: "orders", identity: mine }, isOnly);
    expect(isMine({ account: mine }, false)).toBe(true);
    expect(isMine({ owner: mine }, false)).toBe(true);
    expect(isMine({ owner: { ContractId: OTHER } }, true)).toBe(false);
    expect(isMine({ account: { ContractId: OTHER } }, true)).toBe(false);
    expect([true, false].map((isOnly) => isMine({}, isOnly))).toEqual([true, false]);
  });

  it("a balance: whom it names", () => {
    const isMine = (identity: Identity) =>
      isOf.balances({ identity } as Balance, { channel: "balances", identity: mine }, true);
    expect([mine, { ContractId: OTHER }, { Address: ID }].map(isMine)).toEqual([true, false, false]);
  });

  it("a nonce: the trade account it names; a wallet's only when nobody else is followed", () => {
    const nonce: NonceUpdate = { action: "subscribe_nonce", contract_id: ID, nonce: 1n };
    const isMine = (identity: Identity, isOnly: boolean) => isOf.nonce(nonce, { channel: "nonce", identity }, isOnly);
    expect([true, false].map((isOnly) => isMine(mine, isOnly))).toEqual([true, true]);
    expect(isMine({ ContractId: OTHER }, true)).toBe(false);
    expect([true, false].map((isOnly) => isMine({ Address: OTHER }, isOnly))).toEqual([true, false]);
  });
});
