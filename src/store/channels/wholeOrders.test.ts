// Whatever happens to one identity's orders, what is shown is what the server has, without a hole. The server is a naive list.
import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { order } from "../../../test/support/made.ts";
import type { Order } from "../../client/entities.ts";
import { placedAt } from "../mergeOrders.ts";
import { END, fromOrders, type HeldOrders, NO_ORDERS, shownOrders, UNREAD } from "./heldOrders.ts";

import { type FillRead, goneOf, isEnough, withFill } from "./missedOrders.ts";
import { cursorOf, floorOf, type Page, type Stretch, withPage } from "./olderOrders.ts";
import { isComplete, withTold } from "./wholeOrders.ts";

const MARKETS = ["a", "b", "c"] as const;
const PAGE = 3;
const LIMIT = 4;
/** For so long, in milliseconds, may a frame be under way. */
const UNDER_WAY = 5_000;

const ids = (orders: readonly Order[]) => orders.map(({ order_id }) => order_id);

/** The server, the frames that are under way, and what a page holds of them. */
class World {
  held: HeldOrders = NO_ORDERS;
  isWhole = false;
  /** Orders as the server has them, oldest first, with when they closed. */
  readonly orders: Order[] = [];
  readonly states: Order[] = [];
  readonly closedSince = new Set<string>();
  readonly shownClosed = new Map<string, bigint>();
  frames: { readonly order: Order; readonly at: number }[] = [];
  told: Order[] | undefined;
  isUp = false;
  now = 1_000_000_000_000;
  limit = LIMIT;
  readonly leavesOut: boolean;
  /** Whether the server says times in seconds, always or now and then. */
  readonly seconds: "always" | "sometimes" | "never";
  #said = 0;
  constructor({ leavesOut = false, seconds = "never" as World["seconds"] } = {}) {
    this.leavesOut = leavesOut;
    this.seconds = seconds;
  }
  /** As one frame or answer spells them. */
  spelled(orders: readonly Order[]): Order[] {
    this.#said += 1;
    const isSeconds = this.seconds === "always" || (this.seconds === "sometimes" && (this.#said * 7) % 5 < 2);
    const spell = (one: Order): Order =>
      isSeconds ? { ...one, timestamp: Math.floor(Number(one.timestamp) / 1_000) } : one;
    return orders.map(spell);
  }

  list(market?: string, isOpen?: boolean): Order[] {
    const isMeant = (each: Order): boolean =>
      (market === undefined || each.market_id === market) &&
      (isOpen === undefined || each.close !== isOpen) &&
      !(this.leavesOut && isOpen === undefined && each.cancel === true && !each.quantity_fill);
    return this.orders.filter(isMeant).reverse();
  }
  page(market: string, before: Order | undefined): Stretch {
    const all = this.list(market);
    const index = before ? this.orders.findIndex(({ order_id }) => order_id === before.order_id) : this.orders.length;
    const orders = all.filter((each) => this.orders.indexOf(each) < index).slice(0, PAGE);
    return { market, orders: this.spelled(orders), isEnd: orders.length < PAGE };
  }
  say(next: Order): void {
    if (this.held.isFilled && !this.leavesOut) this.states.push(next);
    if (next.close && this.held.isFilled) this.closedSince.add(next.order_id);
    if (this.told) this.told.push(...this.spelled([next]));
    else if (this.isUp) this.frames.push({ order: next, at: this.now });
  }
  hear(told: readonly Order[]): void {
    this.states.push(...told);
    this.held = withTold(this.held, this.spelled(told), { limit: this.limit, isWhole: this.isWhole });
  }
  place(market: string, wait: number): void {
    this.now += wait;
    this.deliver(this.frames.filter(({ at }) => at < this.now - UNDER_WAY).length);
    const next = order(`${this.orders.length}`, this.now, { market_id: market, quantity: 2n, quantity_fill: 0n });
    this.orders.push(next);
    this.say(next);
  }
  change(which: number, how: "fill" | "cancel"): void {
    const open = this.orders.filter(({ close }) => !close);
    const one = open[which % Math.max(1, open.length)];
    if (!one) return;
    const quantity_fill = (one.quantity_fill ?? 0n) + (how === "fill" ? 1n : 0n);
    const close = how === "cancel" || quantity_fill === one.quantity;
    const next = { ...one, quantity_fill, close, ...(how === "cancel" && { cancel: true }) };
    this.orders[this.orders.indexOf(one)] = next;
    this.say(next);
  }
  deliver(count: number): void {
    this.hear(this.frames.splice(0, count).map((frame) => frame.order));
  }
  lose(mask: number): void {
    // In whatever order the frames were under way, some are lost.
    this.hear(this.frames.filter((_, index) => (mask >> index) & 1).map((frame) => frame.order));
    this.frames = [];
    this.isUp = this.isWhole = false;
  }
  fill(meanwhile: () => void): void {
    this.isUp = true;
    this.frames = [];
    this.told = [];
    const open = MARKETS.flatMap((market) => this.spelled(this.list(market, true)));
    meanwhile();
    const gone = goneOf(this.held.orders, open, this.told);
    const history = MARKETS.flatMap((market) => {
      const own = gone.filter(({ market_id }) => market_id === market);
      if (!this.held.isFilled && own.length === 0) return [];
      let found = this.page(market, undefined);
      while (!isEnough(this.held, found, { gone: own, limit: this.limit })) {
        const next = this.page(market, found.orders.at(-1));
        found = { ...next, orders: [...found.orders, ...next.orders] };
      }
      return [found];
    });
    const read: FillRead = { open, markets: MARKETS, history, told: this.told, isRead: true };
    this.held = withFill(this.held, read, this.limit);
    this.told = undefined;
    this.isWhole = true;
  }
  back(markets: readonly string[], meanwhile: () => void): void {
    const at = (market: string): number => floorOf(this.held, market).at;
    const highest = Math.max(...markets.map(at));
    const held = markets.filter((market) => at(market) === highest && highest > END.at);
    const pages = held.map((market): Page => {
      const before = cursorOf(this.held, market);
      return { ...this.page(market, before), before };
    });
    meanwhile();
    for (const page of pages) {
      this.limit += page.orders.length;
      this.held = withPage(this.held, page, this.limit);
    }
  }
  repeat(which: number): void {
    const late = this.states[which % Math.max(1, this.states.length)];
    // One that was evicted in the very second in which another was placed cannot be told from it.
    if (late && this.isUp && Math.abs(placedAt(late) - this.held.line) > 2_000) this.hear([late]);
  }
  check(): void {
    for (const one of shownOrders([this.held])) {
      const before = this.shownClosed.get(one.order_id);
      if (before !== undefined) expect(one, "an end does not go back").toMatchObject({ close: true });
      if (before !== undefined) expect(one.quantity_fill).toBeGreaterThanOrEqual(before);
      if (one.close) this.shownClosed.set(one.order_id, one.quantity_fill ?? 0n);
    }
    if (!this.isWhole || this.frames.length > 0) return;
    for (const market of [undefined, ...MARKETS]) {
      const shown = shownOrders([this.held], market);
      const truth = this.orders.filter((each) => market === undefined || each.market_id === market).reverse();
      const open = (orders: readonly Order[]) => ids(orders.filter(({ close }) => !close)).sort();
      expect(open(shown), "the open orders").toEqual(open(truth));
      if (!this.leavesOut)
        for (const { timestamp: _, ...one } of shown) expect(truth).toContainEqual(expect.objectContaining(one));
      if (!this.leavesOut) expect(isComplete(this.held)).toBe(true);
      if (this.held.isPartial) expect(isComplete(this.held)).toBe(false);
      if (!this.leavesOut) this.checkHoles(shown, truth);
    }
  }
  checkHoles(shown: readonly Order[], truth: readonly Order[]): void {
    const there = new Set(ids(shown));
    const closed = truth.filter(({ order_id, close }) => close && there.has(order_id));
    for (const one of truth.filter(({ order_id, close }) => close && !there.has(order_id))) {
      // Times in seconds do not tell which of two came first.
      const slack = this.seconds === "never" ? 0 : 999;
      const older = closed.filter((each) => placedAt(each) < placedAt(one) - slack);
      const isSince = this.closedSince.has(one.order_id);
      const newer = this.orders.filter((each) => each.close && each !== one && placedAt(each) >= placedAt(one) - slack);
      if (isSince) expect(newer.length, `${one.order_id} can only have been evicted`).toBeGreaterThanOrEqual(LIMIT);
      const isShownBelow = (each: Order): boolean => isSince || !this.held.closings.has(each.order_id);
      expect(ids(older.filter(isShownBelow)), `a hole at ${one.order_id}`).toEqual([]);
    }
  }
}

const market = fc.constantFrom(...MARKETS);
const number = fc.nat(100);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("place" as const), market, wait: fc.constantFrom(0, 1, 4_000, 20_000) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("fill" as const), number }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("cancel" as const), number }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("deliver" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lose" as const), number }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("return" as const), market, number, busy: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("back" as const), market: fc.option(market), number, busy: fc.nat(8) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("repeat" as const), number }) },
);

function play(world: World, steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): void {
  for (const one of steps) {
    const busy = (count: number, at: string, which: number) => (): void => {
      for (let n = 0; n < count; n += 1) {
        world.place(at, n % 2);
        if (n % 2 === 0) world.change(which + n, n % 4 === 0 ? "cancel" : "fill");
      }
      if (!world.told) world.deliver(world.frames.length);
    };
    if (one.do === "place") world.place(one.market, one.wait);
    else if (one.do === "fill" || one.do === "cancel") world.change(one.number, one.do);
    else if (one.do === "deliver") world.deliver(world.frames.length);
    else if (one.do === "lose") world.lose(one.number);
    else if (one.do === "return" && !world.isWhole) world.fill(busy(one.busy, one.market, one.number));
    else if (one.do === "back" && world.held.isFilled)
      world.back(one.market ? [one.market] : MARKETS, busy(one.busy, one.market ?? "a", one.number));
    else if (one.do === "repeat") world.repeat(one.number);
    world.check();
  }
}

const stepsBack = (world: World, steps: Parameters<typeof play>[1]): void => {
  play(world, steps);
  world.lose(0);
  world.fill(() => undefined);
  world.check();
  for (let tries = 0; MARKETS.some((each) => floorOf(world.held, each).at > END.at); tries += 1) {
    expect(tries).toBeLessThan(200);
    world.back(MARKETS, () => undefined);
    world.check();
  }
  expect(ids(shownOrders([world.held])).sort()).toEqual(ids(world.orders).sort());
};
const someSteps = fc.array(step, { minLength: 5, maxLength: 40 });

property.prop([someSteps], { numRuns: 1_000 })(
  "whatever happens, all open orders are shown, no end goes back, and no hole is shown; steps back lead to the oldest order",
  (steps) => stepsBack(new World(), steps),
);

property.prop([someSteps], { numRuns: 500 })("so it is where times are said in seconds", (steps) =>
  stepsBack(new World({ seconds: "always" }), steps),
);

property.prop([someSteps], { numRuns: 500 })(
  "where they are said in both, it is so but for what happens in one second",
  (steps) => play(new World({ seconds: "sometimes" }), steps),
);

property.prop([someSteps], { numRuns: 500 })(
  "a history that leaves out orders that never traded: what is shown as open is open",
  (steps) => play(new World({ leavesOut: true }), steps),
);

const filled = (read: Partial<FillRead>, held = NO_ORDERS, limit = 10) =>
  withFill(held, { open: [], markets: ["a", "b"], history: [], told: [], isRead: true, ...read }, limit);
const made = (id: string, timestamp: number, more: Partial<Order> = {}) =>
  order(id, timestamp, { market_id: "a", ...more });
const closed = (id: string, timestamp: number, more: Partial<Order> = {}) =>
  made(id, timestamp, { close: true, ...more });
const whole = { limit: 10, isWhole: true };

test("without a read nothing is complete, and all that was told is shown", () => {
  const held = withTold(NO_ORDERS, [made("1", 1), closed("2", 2)], whole);
  expect(ids(shownOrders([held]))).toEqual(["2", "1"]);
  expect([isComplete(held), isComplete(filled({})), isComplete(filled({ isRead: false }))]).toEqual([
    false,
    true,
    false,
  ]);
});

test("an order of a market in no list: complete while no page was read of others, and not behind one", () => {
  const news = [made("1", 5, { market_id: "new" })];
  expect(isComplete(withTold(filled({}), news, whole))).toBe(true);
  const page: Page = { market: "a", before: undefined, orders: [closed("2", 2)], isEnd: true };
  const held = withTold(withPage(filled({}), page, 10), news, whole);
  expect(isComplete(held)).toBe(false);
  // The next gap is filled with it.
  const again = filled(
    { markets: ["a", "b", "new"], open: news, history: [{ market: "new", orders: news, isEnd: true }] },
    held,
  );
  expect(isComplete(again)).toBe(true);
});

test("a first fill that reads a history for an order's end alone leaves the older ones to be read as pages", () => {
  // Told while nothing could be read, and closed unheard before the first read that succeeds.
  const told = withTold(NO_ORDERS, [made("2", 2)], { limit: 10, isWhole: false });
  const held = filled({ history: [{ market: "a", orders: [closed("2", 2), closed("1", 1)], isEnd: true }] }, told);
  expect(ids(shownOrders([held]))).toEqual(["2"]);
  const page: Page = { market: "a", before: undefined, orders: [closed("2", 2), closed("1", 1)], isEnd: true };
  expect([floorOf(held, "a").at, floorOf(withPage(held, page, 10), "a").at]).toEqual([UNREAD.at, END.at]);
});

test("an order that was evicted does not come back as open when its opening is told late", () => {
  const held = withTold(filled({}), [closed("1", 1), closed("2", 2), closed("3", 3)], { limit: 2, isWhole: true });
  expect(ids(held.orders)).toEqual(["3", "2"]);
  expect(withTold(held, [made("0", 0.5)], whole)).toBe(held);
  // REST has the last word on what is open.
  expect(ids(filled({ open: [made("0", 0.5)] }, held).orders)).toContain("0");
});

test("a history that lacks an order, between others that it has, leaves out more than that", () => {
  const held = withTold(filled({}), [closed("2", 20)], whole);
  const page = (orders: readonly Order[]): Page => ({ market: "a", before: undefined, orders, isEnd: true });
  expect(isComplete(withPage(held, page([closed("3", 30), closed("2", 20), closed("1", 10)]), 10))).toBe(true);
  expect(isComplete(withPage(held, page([closed("3", 30), closed("1", 10)]), 10))).toBe(false);
  expect(isComplete(withPage(held, page([closed("3", 30)]), 10))).toBe(false);
  // It may be newer than what the server knew.
  expect(isComplete(withPage(held, page([closed("1", 10)]), 10))).toBe(true);
});

test("an order that is gone, and of which nobody knows how, is closed and not complete; where its market cannot be read it stays", () => {
  const held = filled({ open: [made("1", 1), made("9", 1, { market_id: "gone" })] });
  const now = filled({}, held);
  expect(now.orders.map(({ order_id, close }) => [order_id, close])).toEqual([
    ["1", true],
    ["9", false],
  ]);
  expect(isComplete(now)).toBe(false);
});

test("a seed's open orders that are gone are looked for, and no other of its history is taken", () => {
  const held = fromOrders([made("1", 1), closed("0", 0.5)]);
  const history: Stretch[] = [{ market: "a", orders: [closed("3", 3), closed("1", 1), closed("0", 0.5)], isEnd: true }];
  const now = filled({ history }, held);
  expect(now.orders).toEqual([closed("1", 1), closed("0", 0.5)]);
  expect(isComplete(now)).toBe(true);
  const asked = { gone: held.orders.filter(({ close }) => !close), limit: 0 };
  expect(isEnough(held, { market: "a", orders: [closed("3", 3)], isEnd: false }, asked)).toBe(false);
  expect(isEnough(held, { market: "a", orders: [closed("1", 1)], isEnd: false }, asked)).toBe(true);
  const far = Array.from({ length: 2_000 }, (_, n) => closed(`${n + 2}`, 9_000 - n));
  expect(isEnough(held, { market: "a", orders: far, isEnd: false }, asked)).toBe(true);
});

test("of several identities nothing is shown below the floor of any: each of them may have orders there", () => {
  const page = (orders: readonly Order[], isEnd: boolean): Page => ({ market: "a", before: undefined, orders, isEnd });
  const one = withPage(filled({ markets: ["a"] }), page([closed("9", 9), closed("8", 8)], false), 10);
  const other = withPage(filled({ markets: ["a"] }), page([closed("7", 7), closed("1", 1)], true), 10);
  expect(ids(shownOrders([one]))).toEqual(["9", "8"]);
  expect(ids(shownOrders([other]))).toEqual(["7", "1"]);
  expect(ids(shownOrders([one, other]))).toEqual(["9", "8"]);
  expect(ids(shownOrders([one, withTold(other, [closed("2", 2)], whole)]))).toEqual(["9", "8", "2"]);
});

test("orders of one moment: a page ends among them, and the next one begins there", () => {
  const [first, second, third] = [closed("x", 5), closed("y", 5), closed("z", 5)];
  const held = withPage(
    filled({ markets: ["a"] }),
    { market: "a", before: undefined, orders: [first, second], isEnd: false },
    10,
  );
  expect(cursorOf(held, "a")).toEqual(second);
  const all = withPage(held, { market: "a", before: second, orders: [third], isEnd: true }, 10);
  expect(ids(shownOrders([all]))).toEqual(["x", "y", "z"]);
});

const pageOf = (orders: readonly Order[], more: Partial<Page> = {}): Page => ({
  market: "a",
  before: undefined,
  orders,
  isEnd: true,
  ...more,
});

test("what is told behind a gap proves nothing about it", () => {
  const held = withTold(filled({ open: [made("1", 100)] }), [made("3", 200)], { limit: 10, isWhole: false });
  const now = filled({ open: [made("3", 200), made("1", 100)], history: [pageOf([closed("2", 150)])] }, held);
  expect(ids(shownOrders([now]))).toEqual(["3", "2", "1"]);
});

test("an order that a page of history brought in a gap closed since the first fill, like others that were missed", () => {
  const held = withPage(filled({ open: [made("1", 100)] }), pageOf([closed("2", 105)]), 10);
  // The other market is not read: what closed before is not shown with it.
  expect(ids(shownOrders([held]))).toEqual(["1"]);
  const now = filled({ open: [made("1", 100)], history: [pageOf([closed("2", 105), made("1", 100)])] }, held);
  expect(ids(shownOrders([now]))).toEqual(["2", "1"]);
});

test("what was missed is looked for below what was evicted, where pages were read there since", () => {
  const held = withTold(filled({ markets: ["a"] }), [closed("1", 10), closed("3", 20)], { limit: 1, isWhole: true });
  const read = withPage(held, pageOf([closed("3", 20), closed("1", 10)]), 10);
  expect(ids(shownOrders([read]))).toEqual(["3", "1"]);
  const history = [pageOf([closed("3", 20), closed("2", 9.9), closed("1", 10)])];
  expect(ids(filled({ markets: ["a"], history }, withTold(read, [made("4", 19)], whole)).orders)).toContain("2");
});

test("a page that has an order as open that closed and was evicted meanwhile ends before it", () => {
  const held = withTold(filled({ markets: ["a"] }), [closed("2", 20), closed("3", 30)], { limit: 1, isWhole: true });
  const now = withPage(held, pageOf([closed("3", 30), made("2", 20), closed("1", 10)]), 10);
  expect(floorOf(now, "a").at).toBe(20_999);
  expect(cursorOf(now, "a")).toEqual(closed("3", 30));
});

test("a page that ends at a time in seconds is whole down to the end of that second", () => {
  const second = 1_700_000_000;
  const page = pageOf([closed("1", second)], { isEnd: false });
  const other = pageOf([closed("2", second * 1_000 + 500, { market_id: "b" })], { market: "b" });
  const held = withPage(withPage(filled({}), page, 10), other, 10);
  expect(ids(shownOrders([held], "b"))).toEqual(["2"]);
  expect(ids(shownOrders([held]))).toEqual(["1"]);
});
