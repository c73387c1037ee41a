// The table of channels: nothing of it may be missing or shared by two.
import { expect, it } from "vitest";
import type { Identity } from "./entities.ts";
import type { Channel } from "./protocol.ts";
import { CHANNELS, channelOfAction, channelOfPayload, slotKey, slotOf, subscribe, unsubscribe } from "./wire.ts";

const MARKET = `0x${"1".repeat(64)}`;
const ADA: Identity = { ContractId: `0x${"a".repeat(64)}` };

const slots = CHANNELS.map((channel) =>
  slotOf(
    channel === "depth"
      ? { channel, market: MARKET, precision: 2 }
      : channel === "depthView"
        ? { channel, market: MARKET, precision: 2, frequency: "1s" }
        : channel === "trades"
          ? { channel, market: MARKET }
          : { channel, identity: ADA },
  ),
);

it("each channel has a slot of its own, and a spot slot is the same whether or not it says so", () => {
  expect(slots.map(slotKey)).toEqual([
    `depth:spot:${MARKET}`,
    `depthView:spot:${MARKET}`,
    `trades:spot:${MARKET}`,
    "orders:spot",
    "balances",
    "nonce",
  ]);
  expect(slots.map((slot) => slotKey({ ...slot, venue: "spot" }))).toEqual(slots.map(slotKey));
});

it("a slot is asked for and given up by the channel's own actions, which the server's frames repeat", () => {
  for (const slot of slots) {
    expect(channelOfAction(subscribe(slot).action)).toBe(slot.channel);
    expect(unsubscribe(slot).action).toBe(`un${subscribe(slot).action}`);
  }
  expect(unsubscribe(slotOf({ channel: "orders", identity: ADA }))).toEqual({ action: "unsubscribe_orders" });
});

it.each<[Channel | undefined, object]>([
  ["depth", { view: {} }],
  ["depth", { changes: {} }],
  ["depth", { orders: { buys: [], sells: [] } }],
  ["orders", { orders: [] }],
  ["trades", { trade: {} }],
  ["balances", { balance: [] }],
  ["nonce", { nonce: 0 }],
  [undefined, { nonce: null, orders: null, ok: true }],
])("what a frame carries is told from its members: %s %j", (channel, frame) => {
  expect(channelOfPayload({ ...frame })).toBe(channel);
});

it.each(["subscribe_trades_ack", "unsubscribe_trades", "toString", 7, undefined])(
  "no channel speaks under %s",
  (action) => {
    expect(channelOfAction(action)).toBeUndefined();
  },
);
