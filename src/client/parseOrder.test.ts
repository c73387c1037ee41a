// Orders and trigger orders in every spelling that the protocol's sheet lists, as literal text.
import { describe, expect, it } from "vitest";
import { decode } from "./codec.ts";
import { readRecords } from "./records.ts";

const said = (text: string): unknown => {
  const frame = decode(text, readRecords);
  return frame.kind === "update" ? frame.update : frame;
};

describe("orders", () => {
  const order = (more: string) =>
    said(
      `{"action":"subscribe_orders","orders":[{"order_id":"0x01","side":"buy","price":"100","quantity":"5000","timestamp":1750000000123,"close":false${more}}]}`,
    );

  it.each([
    ["", undefined],
    [`,"order_type":null`, null],
    [`,"order_type":"TurboSharedSpot"`, "TurboSharedSpot"],
    [`,"order_type":"Iceberg"`, "Iceberg"],
    [`,"order_type":{"Iceberg":{"shown":5}}`, { Iceberg: { shown: 5 } }],
    [`,"order_type":{"Limit":[100,1750000000]}`, { Limit: ["100", "1750000000"] }],
    [`,"order_type":{"Limit":{"price":1}}`, { Limit: { price: 1 } }],
    [
      `,"order_type":{"BoundedMarket":{"max_price":9,"min_price":1}}`,
      { BoundedMarket: { max_price: "9", min_price: "1" } },
    ],
    [`,"order_type":{"BoundedMarket":{"ceiling":9}}`, { BoundedMarket: { ceiling: 9 } }],
  ])("have the type they came with, or none: %s", (more, order_type) => {
    const update = order(more) as { orders: readonly { order_type: unknown }[] };
    expect(update.orders[0]?.order_type).toEqual(order_type);
  });

  it.each([
    [
      `{"Quote":{"desired_base_quantity":{"Quantity":3000},"remaining_quote_token":30}}`,
      { Quote: { desired_base_quantity: { Quantity: 3_000n }, remaining_quote_token: 30n } },
    ],
    [
      `{"Quote":{"desired_base_quantity":"Infinite","remaining_quote_token":"30"}}`,
      { Quote: { desired_base_quantity: "Infinite", remaining_quote_token: 30n } },
    ],
    [`{"Base":{"remaining_quantity":18446744073709551615}}`, { Base: { remaining_quantity: 18446744073709551615n } }],
    [`{"Later":{"remaining":5}}`, { Later: { remaining: 5 } }],
    [`"Everything"`, "Everything"],
  ])("want what they say, in a form that is known or not: %s", (text, desired_quantity) => {
    expect(order(`,"desired_quantity":${text}`)).toMatchObject({ orders: [{ desired_quantity }] });
  });

  it("have their fills, history, triggers and children, and keep whatever is added", () => {
    const leg = `{"order_id":"05","side":"Sell","order_type":{"Spot":{"price":90}},"trigger_price":"95","timestamp":1750000000,"status":"Active","parent_order_id":"0x01","possible_amount":7,"later":1}`;
    const more = `,"price_fill":"99","quantity_fill":"2000","base_decimals":9,"fills":[{"order_id":"02","price":"99","quantity":2000,"timestamp":"1750000000200"}],"history":[{"type":"created","status":"confirmed","tx_id":"DD"},{"type":"renewed"}],"active_trigger_orders":[${leg}],"related_child_orders":["0A"],"later":{"a":1}`;
    expect(order(more)).toMatchObject({
      orders: [
        {
          price_fill: 99n,
          quantity_fill: 2_000n,
          fills: [{ order_id: "0x02", price: 99n, quantity: 2_000n, timestamp: "1750000000200" }],
          history: [{ type: "created", status: "confirmed", tx_id: "0xdd" }, { type: "renewed" }],
          active_trigger_orders: [
            {
              order_id: "0x05",
              side: "sell",
              order_type: { Spot: { price: "90" } },
              trigger_price: 95n,
              timestamp: 1_750_000_000,
              status: "Active",
              parent_order_id: "0x01",
              possible_amount: 7n,
              later: 1,
            },
          ],
          related_child_orders: ["0x0a"],
          later: { a: 1 },
        },
      ],
    });
  });

  it.each([
    ["fills", `[{"order_id":"0x02"}]`],
    ["fills", `{"0x02":"2000"}`],
    ["history", `["created"]`],
    ["active_trigger_orders", `[{"order_id":"0x05","side":"sell"}]`],
    ["related_child_orders", `[5]`],
  ])("are read without %s where these are of another form: %s", (member, text) => {
    const read = order(`,"quantity_fill":"2000","${member}":${text}`);
    expect(read).toMatchObject({ orders: [{ quantity_fill: 2_000n }] });
    expect(read).not.toHaveProperty(["orders", 0, member]);
  });

  it.each(["Market", { MarketBounded: { max_price: "110", min_price: "90" } }, { Later: 1 }])(
    "tell of trigger orders without a parent beside them: %j",
    (order_type) => {
      const leg = { order_id: "0x05", side: "buy", order_type, trigger_price: "95", timestamp: "1750000000123" };
      const text = `{"action":"subscribe_orders","orders":[],"standalone_trigger_orders":[${JSON.stringify(leg)}]}`;
      expect(decode(text, readRecords)).toMatchObject({
        update: { standalone_trigger_orders: [{ ...leg, trigger_price: 95n }] },
      });
    },
  );
});
