// Older orders, step by step; only the server is made up, and orders are held as a feed holds them.
import { afterEach, expect, it, vi } from "vitest";
import { order } from "../../test/support/made.ts";
import type { Identity, Order } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import { identityKey } from "../client/ids.ts";
import { O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
import { type HeldOrders, NO_ORDERS, shownOrders } from "./channels/heldOrders.ts";
import { withFill } from "./channels/missedOrders.ts";
import { withPage } from "./channels/olderOrders.ts";

import { History } from "./history.ts";

const me: Identity = { ContractId: "0xa" };
const other: Identity = { ContractId: "0xb" };
const MARKETS = ["0x1", "0x2"];
/** As many closed orders of a market, from a moment back: one a second. */
const closed = (market_id: string, newest: number, count: number): Order[] =>
  Array.from({ length: count }, (_, n) => order(`${market_id} ${newest - n}`, newest - n, { market_id, close: true }));
afterEach(() => void vi.restoreAllMocks());

/** The history of a server that has some orders. */
function reading(has: readonly Order[] = []) {
  const rest = new O2Rest("http://x.y/");
  const orders = vi.spyOn(rest, "orders").mockImplementation(async ({ market, before }) => {
    const all = has.filter(({ market_id }) => market_id === market);
    const index = all.findIndex(({ order_id }) => order_id === before?.order_id);
    return all.slice(index + 1, index + 1 + PAGE.orders);
  });
  const first = { open: [], markets: MARKETS, history: [], told: [], isRead: true };
  const filled = withFill(NO_ORDERS, first, 0);
  const helds = new Map<string, HeldOrders>();
  const heldOf = (identity: Identity) => helds.get(identityKey(identity)) ?? filled;
  const history: History = new History({
    rest,
    heldOf,
    onPage: (identity, page) => {
      const id = identityKey(identity);
      helds.set(id, withPage(heldOf(identity), page, history.count(id)));
    },
  });
  const shown = (market?: string) => shownOrders([heldOf(me)], market).map(({ order_id }) => order_id);
  const asked = () => orders.mock.calls.map(([{ market, before }]) => [market, before?.order_id]);
  return { orders, history, helds, shown, asked };
}

it("each step reads on from where the last one came to, to the end", async () => {
  const { history, shown, asked } = reading(closed("0x1", 5_000, PAGE.orders + 5));
  expect(await history.read([me], MARKETS, "0x1")).toEqual({ hasMore: true, error: undefined });
  expect([history.count(identityKey(me)), history.count(identityKey(other))]).toEqual([PAGE.orders, 0]);
  expect(await history.read([me], MARKETS, "0x1")).toEqual({ hasMore: false, error: undefined });
  expect(shown()).toEqual([]);
  expect(shown("0x1")).toHaveLength(PAGE.orders + 5);
  expect(await history.read([me], MARKETS, "0x1")).toEqual({ hasMore: false, error: undefined });
  expect(asked()).toEqual([
    ["0x1", undefined],
    ["0x1", `0x1 ${5_001 - PAGE.orders}`],
  ]);
});

it("a step back in all markets shows a page without a hole, and reads no page that it does not take", async () => {
  // The second market's orders are older than all of the first but five.
  const busy = closed("0x1", 5_000, 2 * PAGE.orders + 5);
  const quiet = closed("0x2", 4_600, 2 * PAGE.orders);
  const { history, shown, asked } = reading([...busy, ...quiet]);
  const truth = [...busy, ...quiet].sort((a, b) => Number(b.timestamp) - Number(a.timestamp));
  const expectStretch = (least: number) => {
    expect(shown().length).toBeGreaterThanOrEqual(least);
    expect(shown()).toEqual(truth.slice(0, shown().length).map(({ order_id }) => order_id));
  };
  await history.read([me], MARKETS);
  expect(asked()).toHaveLength(2);
  expectStretch(PAGE.orders);
  await history.read([me], MARKETS);
  expect(
    asked()
      .slice(2)
      .map(([market]) => market),
  ).toEqual(["0x1"]);
  expectStretch(2 * PAGE.orders);
  for (let steps = 0; (await history.read([me], MARKETS)).hasMore; steps += 1) expect(steps).toBeLessThan(5);
  expectStretch(truth.length);
});

it("the orders of several identities are read on where theirs end first", async () => {
  const { history, orders, asked } = reading();
  orders.mockImplementation(async ({ identity, before, market }) =>
    market === "0x2" ? [] : closed("0x1", identity === me ? 9_000 : before ? 100 : 5_000, PAGE.orders),
  );
  await history.read([me, other], MARKETS);
  expect(asked()).toHaveLength(4);
  await history.read([me, other], MARKETS);
  expect(orders.mock.calls[4]?.[0]).toMatchObject({ identity: me, market: "0x1" });
});

it("who asks while a page is read shares it", async () => {
  const { history, orders } = reading();
  await Promise.all([history.read([me], [], "0x1"), history.read([me], [], "0x1")]);
  expect(orders).toHaveBeenCalledTimes(1);
});

it("a page that fails is read again by the next step, and the others are there", async () => {
  const { history, orders, helds, shown } = reading([...closed("0x1", 9, 3), ...closed("0x2", 8, 2)]);
  const down = new O2RestError("down");
  orders.mockRejectedValueOnce(down);
  expect(await history.read([me], MARKETS)).toEqual({ hasMore: true, error: down });
  expect(shown("0x2")).toHaveLength(2);
  expect(helds.get(identityKey(me))?.floors).toMatchObject({ "0x1": { at: Number.POSITIVE_INFINITY } });
  expect(await history.read([me], MARKETS)).toEqual({ hasMore: false, error: undefined });
  expect(shown()).toHaveLength(5);
  orders.mockRejectedValueOnce(new TypeError("odd"));
  const { error } = await history.read([other], MARKETS);
  expect(error).toMatchObject({
    name: "O2RestError",
    message: expect.stringContaining("odd"),
    cause: expect.any(TypeError),
  });
});

it("a market that is not in the list is read where orders of it are held", async () => {
  const { history, helds, asked } = reading();
  const gone = order("gone", 5, { market_id: "0x9" });
  helds.set(
    identityKey(me),
    withFill(NO_ORDERS, { open: [gone], markets: [...MARKETS, "0x9"], history: [], told: [], isRead: true }, 0),
  );
  await history.read([me], MARKETS);
  expect(asked().map(([market]) => market)).toEqual([...MARKETS, "0x9"]);
});

it("an identity that is forgotten is read from its newest orders again, and no other is", async () => {
  const { history, helds, asked, orders } = reading(closed("0x1", 5_000, 2 * PAGE.orders));
  await history.read([me, other], [], "0x1");
  history.forget(me);
  helds.delete(identityKey(me));
  expect([history.count(identityKey(me)), history.count(identityKey(other))]).toEqual([0, PAGE.orders]);
  orders.mockClear();
  await history.read([me], [], "0x1");
  await history.read([other], [], "0x1");
  expect(asked()).toEqual([
    ["0x1", undefined],
    ["0x1", `0x1 ${5_001 - PAGE.orders}`],
  ]);
});

it("a page that was asked for before its identity was let go of is not put to what is held of it afterwards", async () => {
  const { history, orders, helds } = reading();
  let answer: (page: readonly Order[]) => void = () => undefined;
  orders.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const late = history.read([me], [], "0x1");
  history.forget(me);
  orders.mockResolvedValueOnce([]);
  await history.read([me], [], "0x1");
  const held = helds.get(identityKey(me));
  answer(closed("0x1", 9, 3));
  await late;
  expect([helds.get(identityKey(me)), history.count(identityKey(me))]).toEqual([held, 0]);
});
