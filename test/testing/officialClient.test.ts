// What the official clients do on their first day, over real HTTP and WebSocket, with real keys and every signature
// checked. The bytes that are signed are laid out here from their description, not by the exchange's own code.
// @vitest-environment node

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { createExchange, type ExchangeMarket } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { afterEach, describe, expect, test } from "vitest";
import { type Frame, unit } from "./support.ts";
import { ANY_SIGNATURE, cancel, createTrader, type Group, order, settle } from "./trader.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const word = (value: bigint | number): Uint8Array => Buffer.from(BigInt(value).toString(16).padStart(16, "0"), "hex");
const hex = (value: string): Uint8Array => Buffer.from(value.replace("0x", ""), "hex");
const named = (name: string): Uint8Array => Buffer.concat([word(name.length), text(name)]);
const identity = (kind: 0 | 1, id: string): Uint8Array => Buffer.concat([word(kind), hex(id)]);

/** 64 bytes: r, and s with the recovery bit in its highest place. */
const sign = (digest: Uint8Array, key: Uint8Array): string => {
  const [recovery = 0, ...rest] = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  rest[32] = (rest[32] ?? 0) | (recovery << 7);
  return `0x${Buffer.from(rest).toString("hex")}`;
};

type Kind = "fuel" | "evm";
const wallet = (kind: Kind) => {
  const { secretKey } = secp256k1.keygen();
  const point = secp256k1.getPublicKey(secretKey, false).slice(1);
  const prefix = kind === "fuel" ? "\x19Fuel Signed Message:\n" : "\x19Ethereum Signed Message:\n";
  const hash = kind === "fuel" ? sha256 : keccak_256;
  const id = kind === "fuel" ? sha256(point) : Buffer.concat([new Uint8Array(12), keccak_256(point).slice(12)]);
  return {
    address: `0x${Buffer.from(id).toString("hex")}`,
    personal: (message: Uint8Array): string =>
      sign(hash(Buffer.concat([text(`${prefix}${message.length}`), message])), secretKey),
    raw: (message: Uint8Array): string => sign(sha256(message), secretKey),
  };
};

const orderTypes = ["Limit", "Spot", "FillOrKill", "PostOnly", "Market", "BoundedMarket"];

/** One call of a batch: contract, selector, coins, gas, arguments. */
const callBytes = (market: ExchangeMarket, action: object): Uint8Array => {
  const call = (method: string, amount: bigint, asset: string, data: Uint8Array): Uint8Array => {
    const selector = named(method);
    const coins = [word(amount), hex(asset), word(2n ** 64n - 1n)];
    const head = [hex(market.contract_id), word(selector.length), selector, ...coins];
    return Buffer.concat([...head, word(1), word(data.length), data]);
  };
  const none = "00".repeat(32);
  if ("CancelOrder" in action)
    return call("cancel_order", 0n, none, hex((action as ReturnType<typeof cancel>).CancelOrder.order_id));
  if ("SettleBalance" in action) {
    const { to } = (action as ReturnType<typeof settle>).SettleBalance;
    return call("settle_balance", 0n, none, identity(1, to.ContractId));
  }
  const { side, price, quantity, order_type } = (action as ReturnType<typeof order>).CreateOrder;
  const data = Buffer.concat([
    word(BigInt(price)),
    word(BigInt(quantity)),
    word(orderTypes.indexOf(String(order_type))),
  ]);
  const value = (BigInt(price) * BigInt(quantity)) / market.scale;
  return side === "Buy"
    ? call("create_order", value, market.quote.asset, data)
    : call("create_order", BigInt(quantity), market.base.asset, data);
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const setUp = async (kind: Kind) => {
  const exchange = createExchange({ wire: "likely" });
  exchange.tick(400);
  const served = await serveExchange(exchange, { strict: true });
  closing.push(() => exchange.close(), served.close);
  const [market] = exchange.markets;
  const [owner, session] = [wallet(kind), wallet("fuel")];
  const trader = createTrader({
    fetch,
    base: served.config.apiBase,
    owner: owner.address,
    session: session.address,
    signSession: ({ nonce, expiry, contractIds }) =>
      owner.personal(
        Buffer.concat([
          ...[word(nonce), word(0), named("set_session"), word(1), identity(0, session.address)],
          ...[word(expiry), word(contractIds.length), ...contractIds.map(hex)],
        ]),
      ),
    signActions: (nonce: bigint, groups: readonly Group[]) => {
      const calls = groups.flatMap(({ actions }) => actions.map((action) => callBytes(market, action)));
      return session.raw(Buffer.concat([word(nonce), word(calls.length), ...calls]));
    },
  });
  await trader.setUp();
  return { exchange, served, market, trader, owner };
};

const month = (): bigint => BigInt(Math.floor(Date.now() / 1_000) + 30 * 86_400);

describe("with every signature checked", () => {
  test.each(["fuel", "evm"] as const)(
    "a %s wallet opens a session, which trades; the feed says each effect",
    async (kind) => {
      const { exchange, served, market, trader } = await setUp(kind);
      const frames: Frame[] = [];
      const socket = new WebSocket(served.config.wsUrl);
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      socket.addEventListener("message", ({ data }) => void frames.push(JSON.parse(String(data))));
      for (const channel of ["orders", "balances", "nonce"])
        socket.send(JSON.stringify({ action: `subscribe_${channel}`, identities: [{ ContractId: trader.account }] }));
      closing.push(() => socket.close());

      expect(await trader.openSession([market.contract_id], month())).toMatchObject({ status: 200 });
      const act = (...actions: object[]) => trader.act([{ market_id: market.market_id, actions }]);
      const { bid = 0n, ask = 0n } = exchange.top(market.market_id);
      const quantity = 2_000n * unit;
      const placed = await act(settle(trader.account), order("Buy", bid - market.tick * 100n, quantity));
      expect(placed).toMatchObject({ status: 200, body: { orders: [{ close: false }] } });
      const taken = await act(order("Buy", ask + market.tick * 50n, quantity, "FillOrKill"));
      expect(taken).toMatchObject({ status: 200, body: { orders: [{ close: true, cancel: false }] } });
      expect(await act(cancel(placed.body.orders[0].order_id), settle(trader.account))).toMatchObject({ status: 200 });
      expect(await trader.nonce()).toBe(4n);

      const of = (action: string) => frames.filter((frame) => frame.action === action);
      await expect.poll(() => of("subscribe_nonce").map(({ nonce }) => nonce)).toEqual(["1", "2", "3", "4"]);
      const states = of("subscribe_orders").flatMap(
        ({ orders }) => orders as readonly { close: boolean; cancel: boolean }[],
      );
      expect(states.map(({ close, cancel: gone }) => [close, gone])).toEqual([
        [false, false],
        [true, false],
        [true, true],
      ]);
      expect(of("subscribe_balances").length).toBeGreaterThanOrEqual(3);
    },
  );

  test("a foreign signature is 4000, and nothing has happened", async () => {
    const { market, trader } = await setUp("fuel");
    const unsigned = { signature: { Secp256k1: ANY_SIGNATURE } };
    expect((await trader.openSession([market.contract_id], month(), unsigned)).body).toMatchObject({ code: 4000 });
    await trader.openSession([market.contract_id], month());
    const groups = [{ market_id: market.market_id, actions: [settle(trader.account)] }];
    expect((await trader.act(groups, unsigned)).body).toMatchObject({ code: 4000 });
    // What was signed is what is sent: another batch under the same signature is refused as well.
    const { bid = 0n } = (await setUp("fuel")).exchange.top(market.market_id);
    const other = [{ market_id: market.market_id, actions: [order("Buy", bid, 2_000n * unit)] }];
    expect((await trader.act(groups, { actions: other })).body).toMatchObject({ code: 4000 });
    expect(await trader.nonce()).toBe(1n);
  });

  test("a withdrawal is signed by the owner, with the amount before the asset", async () => {
    const { market, trader, owner } = await setUp("fuel");
    const [asset, amount] = [market.quote.asset, 5n * unit];
    const signed = (parts: readonly Uint8Array[]) => ({
      signature: {
        Secp256k1: owner.personal(
          Buffer.concat([word(0), word(0), named("withdraw"), identity(0, owner.address), ...parts]),
        ),
      },
    });
    const wrong = await trader.withdraw(asset, amount, signed([hex(asset), word(amount)]));
    expect(wrong.body).toMatchObject({ code: 4000 });
    expect((await trader.withdraw(asset, amount, signed([word(amount), hex(asset)]))).status).toBe(200);
  });
});
