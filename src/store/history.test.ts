// Older orders, page by page; only the server is made up.
import { afterEach, expect, it, vi } from "vitest";
import { O2RestError } from "../client/errors.ts";
import { identityKey } from "../client/ids.ts";
import type { Identity, Order } from "../client/protocol.ts";
import { O2Rest, PAGE } from "../client/rest.ts";
import { History } from "./history.ts";

const me: Identity = { ContractId: "0xa" };
const other: Identity = { ContractId: "0xb" };
const pageOf = (count: number, name: string) =>
  Array.from({ length: count }, (_, n) => ({ order_id: `${name}${n}` }) as Order);
afterEach(() => void vi.restoreAllMocks());

function reading() {
  const rest = new O2Rest("http://x.y/");
  const orders = vi.spyOn(rest, "orders").mockResolvedValue([]);
  const onOrders = vi.fn();
  return { orders, onOrders, history: new History(rest, onOrders) };
}

it("each step reads on from where the last one came to, in each market, to the end", async () => {
  const { history, orders, onOrders } = reading();
  const full = pageOf(PAGE.orders, "a");
  orders.mockImplementation(async ({ market, before }) => (market === "0x1" && !before ? full : []));
  expect(await history.read([me], ["0x1", "0x2"])).toEqual({ hasMore: true, error: undefined });
  expect([history.count(identityKey(me)), history.count(identityKey(other))]).toEqual([PAGE.orders, 0]);
  expect(onOrders.mock.calls).toEqual([
    [me, full],
    [me, []],
  ]);
  expect(await history.read([me], ["0x1", "0x2"])).toEqual({ hasMore: false, error: undefined });
  expect(orders.mock.calls.map(([{ market, identity, before }]) => [market, identity, before?.order_id])).toEqual([
    ["0x1", me, undefined],
    ["0x2", me, undefined],
    ["0x1", me, `a${PAGE.orders - 1}`],
  ]);
  expect(await history.read([me], ["0x1", "0x2"])).toEqual({ hasMore: false, error: undefined });
  expect(orders).toHaveBeenCalledTimes(3);
});

it("who asks while a page is read shares it", async () => {
  const { history, orders } = reading();
  await Promise.all([history.read([me], ["0x1"]), history.read([me], ["0x1"])]);
  expect(orders).toHaveBeenCalledTimes(1);
});

it("a page that fails is read again by the next step, and the others are there", async () => {
  const { history, orders, onOrders } = reading();
  const down = new O2RestError("down");
  orders.mockRejectedValueOnce(down).mockResolvedValueOnce(pageOf(2, "b"));
  expect(await history.read([me], ["0x1", "0x2"])).toEqual({ hasMore: true, error: down });
  expect(onOrders).toHaveBeenCalledExactlyOnceWith(me, pageOf(2, "b"));
  expect(await history.read([me], ["0x1"])).toEqual({ hasMore: false, error: undefined });
  orders.mockRejectedValueOnce(new TypeError("odd"));
  const { error } = await history.read([other], ["0x1"]);
  expect(error).toMatchObject({
    name: "O2RestError",
    message: expect.stringContaining("odd"),
    cause: expect.any(TypeError),
  });
});

it("an identity that is forgotten is read from its newest orders again, and no other is", async () => {
  const { history, orders } = reading();
  orders.mockResolvedValue(pageOf(PAGE.orders, "a"));
  await history.read([me, other], ["0x1"]);
  history.forget(me);
  expect([history.count(identityKey(me)), history.count(identityKey(other))]).toEqual([0, PAGE.orders]);
  orders.mockClear();
  await history.read([me, other], ["0x1"]);
  expect(orders.mock.calls.map(([{ before }]) => before?.order_id)).toEqual([undefined, `a${PAGE.orders - 1}`]);
});
