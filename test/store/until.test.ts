// A feed can be waited for: until its state is right, for a time, until the caller aborts, and no longer than it is
// open.
import { O2ConnectionError, O2InputError, O2TimeoutError } from "o2-react";
import { expect, test, vi } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { simulate } from "../support/simulated.ts";

/** A feed of an account's orders, and the outcome of a promise so far. */
async function open() {
  const simulated = await simulate({ auditInterval: false });
  const { exchange, feed } = simulated;
  const [ada] = exchange.accounts;
  feed.retain([{ channel: "orders", identity: ada.identity }]);
  const isOver = (id: string) => () =>
    feed.store.getState().orders[`ContractId:${ada.id}`]?.data?.find((order) => order.order_id === id)?.close;
  const outcomes: unknown[] = [];
  const watch = (promise: Promise<unknown>): void =>
    void promise.then(
      (value) => outcomes.push(["resolved", value]),
      (error: unknown) => outcomes.push(error),
    );
  return { ...simulated, ada, isOver, outcomes, watch };
}

test("resolves with the answer once the state says so, at once where it does already, and looks no more", async () => {
  const { exchange, feed, pass, ada, isOver, outcomes, watch } = await open();
  const { order_id } = exchange.place(ada, quietBid(exchange.markets[0]!));
  await pass(1_000);
  const looks = vi.fn(isOver(order_id));
  watch(feed.until(looks, { timeout: 60_000 }));
  await pass(1_000);
  expect(outcomes).toEqual([]);
  exchange.cancel(ada, order_id);
  await pass(100);
  expect(outcomes).toEqual([["resolved", true]]);
  const timers = vi.getTimerCount();
  const { length } = looks.mock.calls;
  exchange.tick(50);
  await pass(1_000);
  expect(looks.mock.calls.length).toBe(length);
  watch(feed.until(({ connection }) => connection.status === "connected" && "there"));
  await pass(0);
  expect([outcomes[1], vi.getTimerCount() <= timers]).toEqual([["resolved", "there"], true]);
});

test("rejects with an O2TimeoutError after its time, which says so in fields", async () => {
  const { feed, pass, outcomes, watch } = await open();
  watch(feed.until(() => false, { timeout: 5_000 }));
  await pass(4_999);
  expect(outcomes).toEqual([]);
  await pass(1);
  expect(outcomes).toEqual([expect.any(O2TimeoutError)]);
  expect(outcomes[0]).toMatchObject({ name: "O2TimeoutError", code: "timeout", timeout: 5_000 });
  expect(String(outcomes[0])).toMatch(/did not hold within 5000 ms\. Expected it to/);
});

test("rejects with the reason of a signal, before it begins as well", async () => {
  const { feed, pass, outcomes, watch } = await open();
  const abort = new AbortController();
  const reason = new Error("mine");
  watch(feed.until(() => false, { signal: abort.signal }));
  await pass(100);
  abort.abort(reason);
  await pass(0);
  const looks = vi.fn(() => true);
  watch(feed.until(looks, { signal: abort.signal }));
  await pass(0);
  expect([outcomes, looks.mock.calls]).toEqual([[reason, reason], []]);
});

test("rejects with an O2ConnectionError where the feed is closed, and where it is closed meanwhile; an answer that holds comes first", async () => {
  const { feed, pass, outcomes, watch } = await open();
  watch(feed.until(() => false));
  await pass(100);
  feed.close();
  await pass(100);
  watch(feed.until(() => false));
  watch(feed.until(() => "held"));
  await pass(0);
  expect(outcomes).toEqual([expect.any(O2ConnectionError), expect.any(O2ConnectionError), ["resolved", "held"]]);
  expect(String(outcomes[0])).toMatch(/closed while its state was waited for\. Call reconnect\(\)/);
});

test("rejects with what the predicate throws, and for a timeout that is no time", async () => {
  const { feed, pass, outcomes, watch } = await open();
  const mine = new Error("mine");
  watch(
    feed.until(() => {
      throw mine;
    }),
  );
  await pass(0);
  for (const timeout of [-1, Number.NaN]) watch(feed.until(() => true, { timeout }));
  await pass(0);
  expect(outcomes).toEqual([mine, expect.any(O2InputError), expect.any(O2InputError)]);
  expect(outcomes[1]).toMatchObject({ parameter: "timeout", code: "outOfRange" });
});
