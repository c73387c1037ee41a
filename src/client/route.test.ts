// Whose an entry is, by what it names and by who is followed.
import { describe, expect, it } from "vitest";
import type { Balance, Identity, Order, TriggerOrder } from "./entities.ts";
import type { NonceUpdate, OrderUpdate, TradeUpdate } from "./protocol.ts";
import { ownEntries, ownPart } from "./route.ts";

const [ID, OTHER] = [`0x${"ab".repeat(32)}`, `0x${"cd".repeat(32)}`] as const;
const mine: Identity = { ContractId: ID };

const orders = (...list: readonly Order[]): OrderUpdate => ({ action: "subscribe_orders", orders: list });

describe("an entry is of", () => {
  it("trades: the market they name", () => {
    const update: TradeUpdate = { action: "subscribe_trades", market_id: ID, trades: [] };
    expect(ownEntries("trades", update, { channel: "trades", market: ID }, false)).toEqual([update]);
    expect(ownEntries("trades", update, { channel: "trades", market: OTHER }, true)).toEqual([]);
  });

  it("an order: whom it names, by account or by owner; of nobody's the only one", () => {
    const isMine = (owners: Pick<Order, "account" | "owner">, isOnly: boolean) =>
      ownEntries("orders", orders(owners as Order), { channel: "orders", identity: mine }, isOnly).length === 1;
    expect(isMine({ account: mine }, false)).toBe(true);
    expect(isMine({ owner: mine }, false)).toBe(true);
    expect(isMine({ owner: { ContractId: OTHER } }, true)).toBe(false);
    expect(isMine({ account: { ContractId: OTHER } }, true)).toBe(false);
    expect([true, false].map((isOnly) => isMine({}, isOnly))).toEqual([true, false]);
  });

  it("a balance: whom it names", () => {
    const isMine = (identity: Identity) =>
      ownEntries(
        "balances",
        { action: "subscribe_balances", balance: [{ identity } as Balance] },
        { channel: "balances", identity: mine },
        true,
      ).length === 1;
    expect([mine, { ContractId: OTHER }, { Address: ID }].map(isMine)).toEqual([true, false, false]);
  });

  it("an order or a balance that names a trade account: a wallet's only when nobody else is followed", () => {
    const wallet: Identity = { Address: OTHER };
    const of = (identity: Identity, isOnly: boolean) => {
      const topic = { identity: wallet };
      const balance = [{ identity } as Balance];
      return [
        ownEntries("orders", orders({ account: identity } as Order), { channel: "orders", ...topic }, isOnly),
        ownEntries("balances", { action: "subscribe_balances", balance }, { channel: "balances", ...topic }, isOnly),
      ].map(({ length }) => length);
    };
    expect([of(mine, true), of(mine, false), of({ Address: ID }, true)]).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  it("a nonce: the trade account it names; a wallet's only when nobody else is followed", () => {
    const nonce: NonceUpdate = { action: "subscribe_nonce", contract_id: ID, nonce: 1n };
    const isMine = (identity: Identity, isOnly: boolean) =>
      ownEntries("nonce", nonce, { channel: "nonce", identity }, isOnly).length === 1;
    expect([true, false].map((isOnly) => isMine(mine, isOnly))).toEqual([true, true]);
    expect(isMine({ ContractId: OTHER }, true)).toBe(false);
    expect([true, false].map((isOnly) => isMine({ Address: OTHER }, isOnly))).toEqual([true, false]);
  });
});

it("an update is of no other channel's topics", () => {
  expect(ownEntries("balances", orders({} as Order), { channel: "balances", identity: mine }, true)).toEqual([]);
});

it("an iterator is given what of an update is of its topics: the same update where all is, none where nothing is", () => {
  const topics = [{ channel: "orders", identity: mine }] as const;
  const [own, others] = [{ account: mine } as Order, { account: { ContractId: OTHER } } as Order];
  const all = orders(own, own);
  expect(ownPart("orders", all, topics, false)).toBe(all);
  expect(ownPart("orders", orders(own, others), topics, false)).toEqual(orders(own));
  expect(ownPart("orders", orders(others), topics, false)).toBeUndefined();
  // A frame without entries says that nothing happened: to everybody.
  const none = orders();
  expect(ownPart("orders", none, topics, false)).toBe(none);
});

it("trigger orders without a parent are news of whoever owns them, and of nobody else", () => {
  const topics = [{ channel: "orders", identity: mine }] as const;
  const leg = (owner?: Identity) => ({ order_id: ID, trigger_price: 1n, ...(owner && { owner }) }) as TriggerOrder;
  const update = (...legs: readonly TriggerOrder[]) => ({ ...orders(), standalone_trigger_orders: legs });
  const [own, others, nameless] = [leg(mine), leg({ ContractId: OTHER }), leg()];
  expect(ownPart("orders", update(own, others), topics, false)).toEqual(update(own));
  expect(ownPart("orders", update(others), topics, false)).toBeUndefined();
  expect(ownPart("orders", update(nameless), topics, false)).toBeUndefined();
  expect(ownPart("orders", update(nameless), topics, true)).toEqual(update(nameless));
  const both = { ...orders({ account: mine } as Order), standalone_trigger_orders: [own] };
  expect(ownEntries("orders", both, topics[0], false)).toEqual([...both.orders, own]);
  expect(ownPart("orders", { ...both, standalone_trigger_orders: [others] }, topics, false)).toEqual({
    ...both,
    standalone_trigger_orders: [],
  });
});
