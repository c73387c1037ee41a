// Steps back in history at any moment; what a step reads is made up.
import { expect, it, vi } from "vitest";
import type { Identity } from "../client/entities.ts";
import { identityKey } from "../client/ids.ts";
import { patch, withoutTopic, withTopic } from "./entries.ts";
import type { HistoryPage } from "./history.ts";
import { HistoryAsks } from "./historyAsks.ts";
import { withoutHistoryStatus } from "./historyChanges.ts";
import { historyKey, historyOf } from "./historyStatus.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";

const MARKET = `0x${"1".repeat(64)}`;
const ada: Identity = { ContractId: `0x${"a".repeat(64)}` };
const bob: Identity = { ContractId: `0x${"b".repeat(64)}` };
const orders = (identity: Identity) => ({ channel: "orders", identity }) as const;

function asking(isKnown = true) {
  let state: O2State = INITIAL_STATE;
  const subscribers = new Set<(state: O2State, before: O2State) => void>();
  const become = (next: O2State): void => {
    const before = state;
    state = next;
    for (const subscriber of subscribers) subscriber(next, before);
  };
  const known = (identity: Identity): void => become(patch(state, "orders", identityKey(identity), { data: [] }));
  const pages: ((page: HistoryPage) => void)[] = [];
  const read = vi.fn((_: readonly Identity[], __: readonly string[]) => {
    return new Promise<HistoryPage>((resolve) => pages.push(resolve));
  });
  const lists: ((ids: readonly string[] | Error) => void)[] = [];
  const asks = new HistoryAsks({
    state: () => state,
    store: {
      subscribe(subscriber) {
        subscribers.add(subscriber);
        return () => subscribers.delete(subscriber);
      },
    },
    onState: become,
    hold: (identities) => {
      for (const identity of identities) become(withTopic(state, orders(identity)));
      if (isKnown) for (const identity of identities) known(identity);
    },
    markets: (market) =>
      market === MARKET
        ? Promise.resolve([MARKET])
        : new Promise((resolve, reject) => lists.push((ids) => (ids instanceof Error ? reject(ids) : resolve(ids)))),
    read,
  });
  const drop = (identity: Identity): void =>
    become(withoutHistoryStatus(withoutTopic(state, orders(identity)), identity));
  const statusOf = (identity: Identity, ...market: [name?: string, id?: string]) =>
    historyOf(state, [identity], ...market);
  return { asks, read, pages, lists, known, drop, statusOf, state: () => state };
}
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

it("a step is under way from the moment it is asked for, and its end is in the state when it resolves", async () => {
  const { asks, pages, statusOf, state } = asking();
  expect(statusOf(ada, MARKET)).toEqual({ hasMore: true, isFetching: false, error: undefined });
  const ask = asks.ask([ada], MARKET);
  expect(statusOf(ada, MARKET).isFetching).toBe(true);
  await settle();
  pages[0]?.({ hasMore: false, error: undefined });
  expect(await ask).toEqual({ hasMore: false, error: undefined });
  expect(state().history).toEqual({
    [historyKey(ada, MARKET)]: { hasMore: false, isFetching: false, error: undefined },
  });
});

it("those who ask for the same meanwhile share a step, and the next who ask have the next one", async () => {
  const { asks, read, pages } = asking();
  const both = [asks.ask([ada], MARKET), asks.ask([ada], MARKET)];
  await settle();
  expect(read).toHaveBeenCalledTimes(1);
  pages[0]?.({ hasMore: true, error: undefined });
  await Promise.all(both);
  void asks.ask([ada], MARKET);
  await settle();
  expect(read).toHaveBeenCalledTimes(2);
});

it("a step that is asked for by a pair is the market's own once that is known, under way all the time", async () => {
  const { asks, pages, lists, statusOf, state, read } = asking();
  const ask = asks.ask([ada], "FUEL/USDC");
  expect(Object.keys(state().history)).toEqual([historyKey(ada, "FUEL/USDC")]);
  lists[0]?.([MARKET]);
  await settle();
  expect(Object.keys(state().history)).toEqual([historyKey(ada, MARKET)]);
  expect(statusOf(ada, "FUEL/USDC", MARKET).isFetching).toBe(true);
  expect(read).toHaveBeenCalledExactlyOnceWith([ada], [MARKET], MARKET);
  pages[0]?.({ hasMore: false, error: undefined });
  await ask;
  expect(statusOf(ada, MARKET)).toEqual({ hasMore: false, isFetching: false, error: undefined });
});

it("a pair that cannot be looked up, and a market that cannot be used, are errors of the step", async () => {
  const { asks, lists, statusOf, read } = asking();
  const ask = asks.ask([ada], "FUEL/USDC");
  lists[0]?.(new TypeError("down"));
  expect(await ask).toMatchObject({ hasMore: true, error: { message: expect.stringContaining("down") } });
  expect(statusOf(ada, "FUEL/USDC")).toMatchObject({ hasMore: true, isFetching: false, error: expect.any(Error) });
  expect(await asks.ask([ada], "FUEL")).toMatchObject({ hasMore: true, error: { name: "O2InputError" } });
  expect(read).not.toHaveBeenCalled();
});

it("a step waits for the orders of each identity, and is given up when one is let go of", async () => {
  const { asks, read, known, drop, state } = asking(false);
  const one = asks.ask([ada, bob], MARKET);
  known(ada);
  await settle();
  expect(read).not.toHaveBeenCalled();
  known(bob);
  await settle();
  expect(read).toHaveBeenCalledTimes(1);
  const other = asks.ask([{ Address: MARKET }], MARKET);
  await settle();
  drop({ Address: MARKET });
  expect(await other).toEqual({ hasMore: true, error: undefined });
  expect(read).toHaveBeenCalledTimes(1);
  drop(ada);
  drop(bob);
  expect(state().history).toEqual({});
  void one;
});

it("of two steps that overlap, an identity is under way until both have ended", async () => {
  const { asks, pages, statusOf } = asking();
  const both = asks.ask([ada, bob], MARKET);
  const one = asks.ask([ada], MARKET);
  await settle();
  pages[1]?.({ hasMore: false, error: undefined });
  await one;
  expect(statusOf(ada, MARKET)).toMatchObject({ isFetching: true, hasMore: false });
  // There is more of the other one alone.
  pages[0]?.({ hasMore: true, error: undefined });
  await both;
  expect(statusOf(ada, MARKET)).toMatchObject({ isFetching: false, hasMore: false });
  expect(statusOf(bob, MARKET)).toMatchObject({ isFetching: false, hasMore: true });
});

it("where all markets were read to their end, each was, but not the other way round", async () => {
  const { asks, pages, lists, statusOf } = asking();
  const one = asks.ask([ada], MARKET);
  await settle();
  pages[0]?.({ hasMore: false, error: undefined });
  await one;
  expect([statusOf(ada).hasMore, statusOf(ada, MARKET).hasMore]).toEqual([true, false]);
  const all = asks.ask([bob]);
  lists[0]?.([MARKET]);
  await settle();
  pages[1]?.({ hasMore: false, error: undefined });
  await all;
  expect([statusOf(bob).hasMore, statusOf(bob, MARKET).hasMore]).toEqual([false, false]);
});

it("a step of all markets is none of a market whose pair is not looked up yet", () => {
  const { asks, statusOf } = asking();
  void asks.ask([ada]);
  expect([statusOf(ada).isFetching, statusOf(ada, "FUEL/USDC").isFetching]).toEqual([true, false]);
});

it("of an identity that was let go of and taken up again, a step from before says nothing, and is shared with nobody", async () => {
  const { asks, pages, drop, statusOf, read } = asking();
  const old = asks.ask([ada], MARKET);
  await settle();
  drop(ada);
  const next = asks.ask([ada], MARKET);
  await settle();
  expect(read).toHaveBeenCalledTimes(2);
  pages[0]?.({ hasMore: false, error: undefined });
  await old;
  expect(statusOf(ada, MARKET)).toMatchObject({ hasMore: true, isFetching: true });
  pages[1]?.({ hasMore: false, error: undefined });
  await next;
  expect(statusOf(ada, MARKET)).toMatchObject({ hasMore: false, isFetching: false });
});
