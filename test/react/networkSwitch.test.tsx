// @vitest-environment happy-dom
// A provider whose network changes: no history, error or age of the first network is shown as the next one's.
import { act, render } from "@testing-library/react";
import {
  type DepthEvent,
  type O2Config,
  type O2Error,
  O2Provider,
  useDepthEvents,
  useMarket,
  useNonce,
  useOrders,
  useTradeEvents,
} from "o2-react";
import { createExchange } from "o2-react/testing";
import { expect, onTestFinished, test } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { firstMarket, LINGER, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

const ADDRESSES = {
  one: { wsUrl: "wss://one.simulated/v1/ws", apiBase: "https://one.simulated" },
  other: { wsUrl: "wss://other.simulated/v1/ws", apiBase: "https://other.simulated" },
} satisfies Record<string, O2Config>;

type Name = keyof typeof ADDRESSES;

/** Two networks that list the same markets and accounts, and a page that shows one of them. */
function twoNetworks<R>(hook: () => R) {
  const { exchange: one } = openPage();
  const other = createExchange();
  onTestFinished(() => other.close());
  const exchanges = { one, other };
  const seen = record((_: Name) => hook());
  const told: { while: Name; error: O2Error }[] = [];
  const page = (name: Name) => (
    <O2Provider
      config={ADDRESSES[name]}
      WebSocket={exchanges[name].WebSocket}
      fetch={exchanges[name].fetch}
      onError={(error) => told.push({ while: name, error })}
    >
      <seen.Probe params={name} />
    </O2Provider>
  );
  const shownOf = (name: Name) => seen.renders.filter(({ params }) => params === name).map(({ result }) => result);
  return { one, other, seen, told, page, shownOf };
}

/** One closed order of an account, far from the market. */
function closeOne(exchange: ReturnType<typeof createExchange>, name: string): string {
  const account = exchange.createAccount(name, { [firstMarket(exchange).quote.asset]: 10n ** 18n });
  const { order_id } = exchange.place(account, quietBid(firstMarket(exchange)));
  exchange.cancel(account, order_id);
  return account.id;
}

test("the history's end, and a page under way, are the first network's alone", async () => {
  let account = "";
  const { one, other, seen, page } = twoNetworks(() => useOrders({ identities: account, state: "closed" }));
  account = closeOne(one, "Zoe");
  expect(closeOne(other, "Zoe")).toBe(account);
  const { rerender } = render(page("one"));
  await settle();
  await act(async () => {
    const reading = seen.last.fetchMore();
    await pass(1_000);
    await reading;
  });
  expect(seen.last).toMatchObject({ hasMore: false, isFetchingMore: false });
  rerender(page("other"));
  await settle();
  expect(seen.last).toMatchObject({ hasMore: true, isFetchingMore: false });
  // A request made on this network, and answered after the way back.
  other.faults.rest({ path: "/v1/orders", delay: 2_000, fail: true });
  act(() => void seen.last.fetchMore());
  expect(seen.last.isFetchingMore).toBe(true);
  rerender(page("one"));
  await settle();
  expect(seen.last).toMatchObject({ hasMore: true, isFetchingMore: false, fetchMoreError: undefined });
  await act(() => pass(20_000));
  expect(seen.last).toMatchObject({ hasMore: true, isFetchingMore: false, fetchMoreError: undefined });
});

test("a failed page's error goes with its network", async () => {
  let account = "";
  const { one, other, seen, page } = twoNetworks(() => useOrders({ identities: account, state: "closed" }));
  account = closeOne(one, "Zoe");
  closeOne(other, "Zoe");
  const { rerender } = render(page("one"));
  await settle();
  one.faults.rest({ fail: true, times: Number.POSITIVE_INFINITY });
  await act(async () => {
    const reading = seen.last.fetchMore();
    await pass(20_000);
    await reading;
  });
  expect(seen.last.fetchMoreError).toBeDefined();
  rerender(page("other"));
  await settle();
  expect(seen.last).toMatchObject({ hasMore: true, fetchMoreError: undefined });
});

test("errors of a network that was left are not reported, those of the present one are", async () => {
  const { one, other, told, page } = twoNetworks(() => undefined);
  const { rerender } = render(page("one"));
  await settle();
  one.faults.garbage("not JSON");
  await settle();
  expect(told.map(({ error }) => error.name)).toEqual(["O2FrameError"]);
  rerender(page("other"));
  await settle();
  // The first network's feed lingers.
  expect(one.connections).toBe(1);
  one.faults.garbage("not JSON");
  await settle();
  expect(told).toHaveLength(1);
  other.faults.garbage("not JSON");
  await settle();
  expect(told.map((each) => each.while)).toEqual(["one", "other"]);
});

test("a book that is drawn past React is cleared in the commit of the switch, and drawn again from the next network's", async () => {
  let market = "";
  const events: DepthEvent[] = [];
  const { one, other, page } = twoNetworks(() => useDepthEvents({ market }, (event) => events.push(event)));
  market = firstMarket(one).market_id;
  for (const [index, exchange] of [one, other].entries()) exchange.tick(300 + index);
  const { rerender } = render(page("one"));
  await settle();
  expect(events.at(-1)).toMatchObject({ status: "live", data: trueDepth(one, market) });
  const before = events.length;
  rerender(page("other"));
  expect(events.slice(before)).toMatchObject([{ status: "pending", data: undefined, changes: { length: 40 } }]);
  await settle();
  expect(events.at(-1)).toMatchObject({ status: "live", data: trueDepth(other, market) });
  expect(events.slice(before).flatMap(({ changes }) => changes.filter((each) => each.before))).toEqual([]);
});

test("an error from a child's first effect is reported, at the mount and at each switch", async () => {
  const { told, page } = twoNetworks(() => useTradeEvents({ market: "0x12" }, () => undefined));
  const { rerender } = render(page("one"));
  await settle();
  rerender(page("other"));
  await settle();
  expect(told.map((each) => [each.while, each.error.name])).toEqual([
    ["one", "O2InputError"],
    ["other", "O2InputError"],
  ]);
});

test("the same value of both networks is as old as the present one's, and an error names the present one's markets", async () => {
  let account = "";
  const { one, other, seen, page, shownOf } = twoNetworks(() => ({
    nonce: useNonce({ identity: account }),
    unknown: useMarket({ market: "NONE/NONE" }),
  }));
  account = closeOne(one, "Zoe");
  closeOne(other, "Zoe");
  const { rerender } = render(page("one"));
  await settle();
  const first = seen.last;
  await pass(60_000);
  rerender(page("other"));
  expect(shownOf("other")[0]).toMatchObject({ nonce: { status: "pending" }, unknown: { status: "pending" } });
  await pass(LINGER + 1_000);
  const { nonce, unknown } = seen.last;
  expect(nonce.data).toBe(first.nonce.data);
  expect(nonce.updatedAt).toBeGreaterThan((first.nonce.updatedAt ?? 0) + 50_000);
  expect(unknown.error).toMatchObject({ name: "O2InputError", allowed: other.markets.map(({ pair }) => pair) });
});
