// An order form's model, the arguments that it is sent with, and the outcome of what was sent.
import { createFormat, type OrderDraft } from "o2-react";
import { type ClientOrderOptions, TradingClientError } from "o2-react/testing";
import { checkOrder, createOrderArgs, describeProblem, orderForm, outcomeOf } from "o2-react/trading";
import { describe, expect, expectTypeOf, test } from "vitest";
import { marketOf } from "./markets.ts";

const market = marketOf({ base: [9, 3], quote: [9, 6] }, { min_order: 10n ** 9n });
const format = createFormat(market, { locale: "en-US" });
const fields = { side: "buy", price: "0.5", quantity: "1,000" } as const;

describe("an order form", () => {
  test("is the order that was typed, checked as checkOrder does", () => {
    const known = { last: null, balances: [], readings: { allowsFractions: false, checksStep: false } } as const;
    const form = orderForm(market, fields, { format, ...known });
    const order = { side: "buy", type: undefined, price: 500_000_000n, quantity: 10n ** 12n } as const;
    expect(form).toMatchObject({ order, isReady: false, status: "refused" });
    expect(form.check).toEqual(checkOrder(market, order, known));
    expect(form.errors).toEqual({ quantity: describeProblem(market, order, form.check!.problems[0]!) });
  });

  test("can be placed where nothing is broken, also where not all is known", () => {
    const open = orderForm(market, fields, { format });
    expect([open.status, open.isReady, open.errors]).toEqual(["unknown", true, {}]);
  });

  test("says the first problem of each field", () => {
    const form = orderForm(market, { ...fields, price: "0", quantity: "0" }, { format });
    expect(Object.keys(form.errors).sort()).toEqual(["price", "quantity"]);
    const small = orderForm(market, { ...fields, quantity: "1" }, { format });
    expect(small.errors.quantity).toMatch(
      /^The order's value is below the least, 1 USDC\. Make the quantity 2 FUEL\.$/,
    );
    expect(small.errors.price).toBeUndefined();
  });

  test.each([
    ["", "1", "incomplete", {}],
    ["  ", "", "incomplete", {}],
    ["abc", "", "malformed", { price: expect.stringMatching(/^"abc" is not a number as en-US writes it/) }],
    ["0.5", "-1", "malformed", { quantity: expect.stringMatching(/from 0/) }],
    ["0.5", "1.2345", "malformed", { quantity: expect.stringMatching(/^"1\.2345" has 4 decimals/) }],
  ])("of the texts %o and %o is %s, and has no order", (price, quantity, status, errors) => {
    const form = orderForm(market, { side: "sell", price, quantity }, { format });
    expect(form).toEqual({ status, order: undefined, isReady: false, errors, check: undefined });
  });

  test("passes on what is no fault of the text", () => {
    const broken = { ...format, parsePrice: () => void JSON.parse("{") as never };
    expect(() => orderForm(market, fields, { format: broken })).toThrow(SyntaxError);
  });
});

describe("the arguments of createOrder", () => {
  const order: OrderDraft = { side: "sell", price: 5n, quantity: 7n };

  test("are those of the official client, with each amount as a chain integer", () => {
    expect(createOrderArgs(order)).toEqual(["sell", 5n, 7n, { orderType: "Spot" }]);
    expect(createOrderArgs({ ...order, type: "PostOnly" })[3]).toEqual({ orderType: "PostOnly" });
    const type = { BoundedMarket: { max_price: "12", min_price: "3" } };
    expect(createOrderArgs({ ...order, type })[3]).toEqual({
      orderType: { BoundedMarket: { max_price: 12n, min_price: 3n } },
    });
    expect(createOrderArgs({ ...order, type: { Limit: ["5", "17"] } })[3]).toEqual({
      orderType: { Limit: [5n, "17"] },
    });
    expectTypeOf(createOrderArgs(order)[3]).toExtend<ClientOrderOptions>();
  });
});

describe("an outcome", () => {
  const answer = { success: true, reason: null, message: null, orders: [] };

  test("is accepted where the answer says so", async () => {
    expect(await outcomeOf(Promise.resolve(answer))).toEqual({ status: "accepted", answer });
  });

  test.each([
    ["the chain's reason", { success: false, reason: "OrderNotFilled", message: "no" }, "OrderNotFilled"],
    ["the server's message", { success: false, reason: null, message: "Not enough" }, "Not enough"],
    ["a word for none", { success: false, reason: null, message: null }, "Refused."],
  ])("is refused where the answer is no success: %s", async (_, refused, message) => {
    expect(await outcomeOf(Promise.resolve(refused))).toMatchObject({ status: "refused", answer: refused, message });
  });

  test("is refused where the client's error is an answer", async () => {
    const revert = new TradingClientError("OnChainRevertError", "reverted", { reason: "OrderPartiallyFilled" });
    const before = new TradingClientError("O2Error", "Below the least.");
    expect(await outcomeOf(Promise.reject(revert))).toMatchObject({
      status: "refused",
      message: "OrderPartiallyFilled",
      error: revert,
    });
    expect(await outcomeOf(Promise.reject(before))).toMatchObject({ status: "refused", message: "Below the least." });
  });

  test.each([[new TypeError("fetch failed")], ["a text"], [undefined]])(
    "is not known where there was no answer: %o",
    async (error) => {
      expect(await outcomeOf(Promise.reject(error))).toMatchObject({
        status: "unanswered",
        message: "There was no answer. Look at your orders before you try again.",
        error,
      });
    },
  );
});
