// The first day of the official clients, over real HTTP and WebSocket, with real keys and every signature checked. The
// signed bytes come from test/support/signing.ts, not from the exchange's own code.
// @vitest-environment node

import { createExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { afterEach, describe, expect, test } from "vitest";
import {
  batchBytes,
  createWallet,
  hexOf,
  sessionBytes,
  type WalletKind,
  type WireAction,
  withdrawalBytes,
} from "../support/signing.ts";
import { type Frame, unit } from "./support.ts";
import { ANY_SIGNATURE, cancel, createTrader, type Group, order, settle } from "./trader.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const setUp = async (kind: WalletKind) => {
  const exchange = createExchange({ wire: "likely" });
  exchange.tick(400);
  const served = await serveExchange(exchange, { strict: true });
  closing.push(() => exchange.close(), served.close);
  const [market] = exchange.markets;
  const [owner, session] = [createWallet(kind), createWallet()];
  const trader = createTrader({
    fetch,
    base: served.config.apiBase,
    owner: owner.address,
    session: session.address,
    signSession: (request) => hexOf(owner.sign(sessionBytes({ ...request, session: session.address }))),
    signActions: (nonce: bigint, groups: readonly Group[]) => {
      const actions = groups.flatMap((group) => group.actions as readonly WireAction[]);
      return hexOf(
        session.signRaw(
          batchBytes(
            nonce,
            actions.map((action) => [market, action]),
          ),
        ),
      );
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
    // Only the signed bytes are accepted: another batch under the same signature is rejected as well.
    const { bid = 0n } = (await setUp("fuel")).exchange.top(market.market_id);
    const other = [{ market_id: market.market_id, actions: [order("Buy", bid, 2_000n * unit)] }];
    expect((await trader.act(groups, { actions: other })).body).toMatchObject({ code: 4000 });
    expect(await trader.nonce()).toBe(1n);
  });

  test("a withdrawal is signed by the owner, with the amount before the asset", async () => {
    const { market, trader, owner } = await setUp("fuel");
    const [asset, amount] = [market.quote.asset, 5n * unit];
    const signed = (bytes: Uint8Array) => ({ signature: { Secp256k1: hexOf(owner.sign(bytes)) } });
    const right = withdrawalBytes(0n, owner.address, asset, amount);
    // The last 40 bytes are the amount and the asset.
    const swapped = Buffer.concat([right.slice(0, -40), right.slice(-32), right.slice(-40, -32)]);
    expect((await trader.withdraw(asset, amount, signed(swapped))).body).toMatchObject({ code: 4000 });
    expect((await trader.withdraw(asset, amount, signed(right))).status).toBe(200);
  });
});
