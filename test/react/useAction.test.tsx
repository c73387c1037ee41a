// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { useAction } from "o2-react";
import { type ActionsResponse, simulatedClient, TradingClientError } from "o2-react/testing";
import { expect, test } from "vitest";
import { firstMarket, openPage, pass, record } from "../support/react.tsx";

type Answer = Pick<ActionsResponse, "success" | "reason" | "message">;
const accepted: Answer = { success: true, reason: null, message: null };

/** Calls that a test settles, in the order in which they began. */
function openCalls() {
  const began: { readonly name: string; readonly settle: (answer: Answer) => void }[] = [];
  const send = (name: string) => new Promise<Answer>((settle) => began.push({ name, settle }));
  return { began, send };
}

test("one is pending until its outcome is known, and the next one begins only then", async () => {
  const { show } = openPage();
  const { began, send } = openCalls();
  const shown = record(() => useAction(send));
  await show(<shown.Probe params={null} />);
  expect(shown.last).toMatchObject({ isPending: false, outcome: undefined, message: undefined });
  const [first, second] = ["first", "second"].map((name) => shown.last.run(name));
  await act(() => pass());
  expect(began.map(({ name }) => name)).toEqual(["first"]);
  expect(shown.last.isPending).toBe(true);
  began[0]!.settle({ success: false, reason: "OrderNotFilled", message: null });
  await act(() => pass());
  expect(await first).toMatchObject({ status: "refused", message: "OrderNotFilled" });
  expect(began.map(({ name }) => name)).toEqual(["first", "second"]);
  // The first one's outcome is not shown as if it were the second one's.
  expect(shown.last).toMatchObject({ isPending: true, outcome: undefined, message: undefined });
  began[1]!.settle(accepted);
  await act(() => pass());
  expect(await second).toEqual({ status: "accepted", answer: accepted });
  expect(shown.last).toMatchObject({ isPending: false, outcome: { status: "accepted" }, message: undefined });
});

test("what is thrown, at once or later, is an outcome, and the next one is sent all the same", async () => {
  const { show } = openPage();
  const fail = (error: unknown, isAtOnce: boolean): Promise<ActionsResponse> => {
    if (isAtOnce) throw error;
    return Promise.reject(error);
  };
  const shown = record(() => useAction(fail));
  await show(<shown.Probe params={null} />);
  void shown.last.run(new TradingClientError("O2Error", "No session."), true);
  await act(() => pass());
  expect(shown.last).toMatchObject({ isPending: false, outcome: { status: "refused" }, message: "No session." });
  void shown.last.run(new TypeError("fetch failed"), false);
  await act(() => pass());
  expect(shown.last.outcome).toMatchObject({ status: "unanswered" });
  expect(shown.last.message).toMatch(/^There was no answer/);
});

test("two clicks at once place two orders, under one nonce after the other", async () => {
  const { exchange, show } = openPage();
  const market = firstMarket(exchange);
  const client = simulatedClient(exchange, { account: "Mary", delay: 50 });
  const shown = record(() =>
    useAction((price: string) => client.createOrder(market.pair, "buy", price, "1000", { orderType: "PostOnly" })),
  );
  await show(<shown.Probe params={null} />);
  const outcomes = [shown.last.run("0.011"), shown.last.run("0.0111")];
  await act(() => pass(1_000));
  expect((await Promise.all(outcomes)).map(({ status, message }) => [status, message])).toEqual([
    ["accepted", undefined],
    ["accepted", undefined],
  ]);
  const told = client.getOrders(market.pair, client.session!.tradeAccountId, true);
  await pass(1_000);
  expect((await told).map(({ price }) => price)).toEqual([11_100_000n, 11_000_000n]);
});
