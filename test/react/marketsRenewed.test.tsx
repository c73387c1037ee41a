// @vitest-environment happy-dom
// The list of markets on a page that stays open: it is renewed, and stale when that fails.
import { act, render } from "@testing-library/react";
import { type Market, useDepth, useMarket, useMarkets } from "o2-react";
import { expect, test } from "vitest";
import { openPage, pass, record, settle, steps } from "../support/react.tsx";

const MINUTE = 60_000;

/** A page that shows the list, one market of it and another's book, and an exchange whose list the test may change. */
function openList() {
  const { exchange, options, Provider } = openPage();
  const [first, second] = exchange.markets;
  const list = { change: (markets: object[]): object[] => markets, reads: 0, isDown: false };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (new URL(String(input)).pathname !== "/v1/markets") return options.fetch!(input, init);
    list.reads += 1;
    if (list.isDown) return new Response("down", { status: 503 });
    const answer = await options.fetch!(input, init);
    const { markets, ...rest } = (await answer.json()) as { markets: object[] };
    return Response.json({ ...rest, markets: list.change(markets) });
  };
  const all = record(() => useMarkets());
  const one = record(() => useMarket({ market: second!.pair }));
  const book = record(() => useDepth({ market: second!.pair }));
  const page = (isShown: boolean) => (
    <Provider fetch={fetch}>
      {isShown && <all.Probe params={null} />}
      {isShown && <one.Probe params={null} />}
      {isShown && <book.Probe params={null} />}
    </Provider>
  );
  const raiseFee = (fee: string) => {
    list.change = (markets) =>
      markets.map((market) =>
        (market as { market_id: string }).market_id === first!.market_id ? { ...market, taker_fee: fee } : market,
      );
  };
  return { exchange, list, all, one, book, page, raiseFee };
}

test("a change at the exchange is seen some minutes later; unchanged markets are the same objects, and render nothing", async () => {
  const { list, all, one, book, page, raiseFee } = openList();
  render(page(true));
  await act(() => settle());
  const before = all.last.data as readonly Market[];
  const renders = [all, one].map((each) => each.renders.length);
  await act(() => pass(20 * MINUTE));
  expect(list.reads).toBeGreaterThan(2);
  expect(all.last.data).toBe(before);
  expect([all, one].map((each) => each.renders.length)).toEqual(renders);
  raiseFee("500");
  await act(() => pass(6 * MINUTE));
  const after = all.last.data as readonly Market[];
  expect(after[0]).toMatchObject({ market_id: before[0]?.market_id, taker_fee: 500n });
  expect(after.slice(1).every((market, index) => market === before[index + 1])).toBe(true);
  expect(one.last.data).toBe(before[1]);
  expect(steps(book.renders.map(({ result }) => result.status))).toEqual(["pending", "live"]);
});

test("a market that is listed in front of the others leaves them the same objects", async () => {
  const { list, all, page } = openList();
  render(page(true));
  await act(() => settle());
  const before = all.last.data as readonly Market[];
  list.change = (markets) => [{ ...markets[0], market_id: `0x${"12".repeat(32)}` }, ...markets];
  await act(() => pass(6 * MINUTE));
  expect(all.last.data).toHaveLength(before.length + 1);
  expect(all.last.data?.slice(1).every((market, index) => market === before[index])).toBe(true);
});

test("after a reconnect it is renewed within half a minute", async () => {
  const { exchange, all, page, raiseFee } = openList();
  render(page(true));
  await act(() => settle());
  await act(() => pass(MINUTE));
  raiseFee("500");
  exchange.faults.drop();
  await act(() => pass(35_000));
  expect(all.last).toMatchObject({
    status: "live",
    data: [{ taker_fee: 500n }, ...Array(all.last.data!.length - 1).fill({})],
  });
});

test("it is stale, with the error, while it cannot be renewed, and live again once it can", async () => {
  const { list, all, book, page } = openList();
  render(page(true));
  await act(() => settle());
  const { data, updatedAt } = all.last;
  list.isDown = true;
  await act(() => pass(6 * MINUTE));
  expect(all.last).toMatchObject({ status: "stale", error: { name: "O2RestError" }, updatedAt });
  expect(all.last.data).toBe(data);
  expect(book.last.status).toBe("live");
  list.isDown = false;
  await act(() => pass(2 * MINUTE));
  expect(all.last.status).toBe("live");
});

test("after the page's provider has unmounted, nothing is read any more", async () => {
  const { list, page } = openList();
  const { unmount } = render(page(true));
  await act(() => settle());
  unmount();
  await pass(60 * MINUTE);
  expect(list.reads).toBe(1);
});
