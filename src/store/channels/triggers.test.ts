// Which trigger orders stand alone after some news, in whatever way a server tells it.
import { expect, test } from "vitest";
import { order } from "../../../test/support/made.ts";
import type { Order, TriggerOrder } from "../../client/entities.ts";
import { type StandaloneTriggers, withFilledTriggers, withToldTriggers } from "./triggers.ts";

const leg = (order_id: string, more: Partial<TriggerOrder> = {}): TriggerOrder => ({
  order_id,
  side: "sell",
  order_type: "Market",
  trigger_price: 1n,
  timestamp: 1,
  status: "Active",
  ...more,
});
const whole = (...list: readonly TriggerOrder[]): StandaloneTriggers => ({ list, isWhole: true });
const ids = (triggers: StandaloneTriggers | undefined) => triggers?.list.map(({ order_id }) => order_id);
const parent = (more: Partial<Order> = {}) => order("p", 1, { active_trigger_orders: [leg("a"), leg("b")], ...more });

test("one that ends goes, whatever its end is called here; one in a state that is not known here waits", () => {
  const held = whole(leg("a"));
  for (const status of ["Activated", "CanceledByUser", "CanceledBySibling", "EjectedByAdmin", "NotEnoughFunds"])
    expect(ids(withToldTriggers(held, [leg("a", { status })], []))).toEqual([]);
  expect(ids(withToldTriggers(held, [leg("a", { status: "Armed" })], []))).toEqual(["a"]);
  const { status: _, ...nameless } = leg("b");
  expect(ids(withToldTriggers(held, [nameless], []))).toEqual(["a", "b"]);
});

test("what is left out of a newer state is what it was", () => {
  const { market_id: _, ...news } = leg("a", { possible_amount: 5n });
  expect(withToldTriggers(whole(leg("a", { market_id: "m" })), [news], [])?.list).toEqual([
    leg("a", { market_id: "m", possible_amount: 5n }),
  ]);
});

test("those of an order that is filled go on alone, by its own word or by what was known of it", () => {
  const filled = parent({ close: true });
  expect(ids(withToldTriggers(whole(), [filled], [parent()]))).toEqual(["a", "b"]);
  const { active_trigger_orders: _, ...silent } = filled;
  expect(ids(withToldTriggers(whole(), [silent], [parent()]))).toEqual(["a", "b"]);
  // Told once more, it says nothing new.
  expect(ids(withToldTriggers(whole(), [silent], [parent({ close: true })]))).toEqual([]);
  expect(ids(withToldTriggers(whole(), [parent({ close: true, active_trigger_orders: [] })], [parent()]))).toEqual([]);
  // Each trigger order's own word counts more.
  expect(ids(withToldTriggers(whole(), [leg("a", { status: "CanceledByUser" }), filled], [parent()]))).toEqual(["b"]);
});

test("those of an order that is cancelled end with it", () => {
  expect(ids(withToldTriggers(whole(), [parent({ close: true, cancel: true })], [parent()]))).toEqual([]);
});

test("one that waits on an open order is not alone, nor is one that became an order", () => {
  expect(ids(withToldTriggers(whole(leg("a"), leg("c")), [parent()], []))).toEqual(["c"]);
  expect(ids(withToldTriggers(whole(leg("a"), leg("c")), [order("c")], []))).toEqual(["a"]);
});

test("nothing is known while nothing was read and none was told; the same news changes nothing", () => {
  expect(withToldTriggers(undefined, [order("x"), parent()], [])).toBe(undefined);
  expect(withToldTriggers(undefined, [leg("a")], [])).toEqual({ list: [leg("a")], isWhole: false });
  expect(withToldTriggers(undefined, [leg("a", { status: "Activated" })], [])).toEqual({ list: [], isWhole: false });
  const held = whole(leg("a"));
  expect(withToldTriggers(held, [order("x")], [])).toBe(held);
  expect(withToldTriggers(held, [leg("a")], [])).toBe(held);
});

test("a gap is filled by what was read, with what was told meanwhile; where none can be read, by that alone", () => {
  const told = [leg("a", { status: "CanceledByUser" }), leg("d")];
  expect(withFilledTriggers([leg("a"), leg("c")], [parent()], told)).toEqual(whole(leg("c"), leg("d")));
  expect(withFilledTriggers(undefined, [parent()], told)).toEqual({ list: [leg("d")], isWhole: false });
  expect(withFilledTriggers(undefined, [parent()], [])).toBe(undefined);
  // Filled while it was read.
  expect(ids(withFilledTriggers([], [parent()], [parent({ close: true })]))).toEqual(["a", "b"]);
});
