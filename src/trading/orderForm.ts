// An order form: what was typed, read and checked. Pure; knows no input element and no locale.
import type { Market, OrderType, Side } from "../client/entities.ts";
import { isO2Error } from "../client/errors.ts";
import type { MarketFormat } from "../client/format.ts";
import { type CheckOrderOptions, checkOrder, type OrderCheck, type OrderProblem } from "./checkOrder.ts";
import { describeProblem } from "./describeProblem.ts";
import type { OrderDraft } from "./orderDraft.ts";

/** The fields of an order form, as a person filled them in. */
export interface OrderFields {
  readonly side: Side;
  /** Default `"Spot"`. */
  readonly type?: OrderType | undefined;
  /** The price of a whole unit of the base asset, in whole units of the quote asset, such as `"0.0124"`. */
  readonly price: string;
  /** The quantity in whole units of the base asset. */
  readonly quantity: string;
}

/** The knowledge of {@link orderForm} besides the market and the fields. */
export interface OrderFormOptions extends CheckOrderOptions {
  /** The reader of the texts: `createFormat(market)`, with the reader's locale. */
  readonly format: Pick<MarketFormat, "parsePrice" | "parseQuantity">;
}

/** The fields of an order form, read and checked. */
export interface OrderForm {
  /**
   * `"malformed"`: a text is no amount of this market. `"incomplete"`: a field is empty, and no other is wrong. Then as {@link OrderCheck} says:
   * `"refused"`, `"unknown"` or `"valid"`.
   */
  readonly status: "malformed" | "incomplete" | OrderCheck["status"];
  /** The order, as soon as both texts are amounts, for `useOrderEstimate`: whether it is allowed or not. */
  readonly order: OrderDraft | undefined;
  /** Whether it can be placed as far as is known: the status is `"valid"` or `"unknown"`. */
  readonly isReady: boolean;
  /** One English sentence for each field that is wrong, which says what would do. An empty field is not wrong. */
  readonly errors: Readonly<Partial<Record<OrderProblem["field"], string>>>;
  /** All rules that are broken or may be; `undefined` without an order. */
  readonly check: OrderCheck | undefined;
}

/**
 * An order form's model: reads the texts of its fields, and checks the order that they make by {@link checkOrder}. Make it anew with each
 * key and each change of the book; it keeps nothing.
 *
 * @throws RangeError from `Intl` when it does not know the format's locale.
 * @example
 * const format = createFormat(market, { locale: "en-US" });
 * const { order, errors, isReady } = orderForm(market, { side: "buy", price: "0.0124", quantity: "1,000" }, { format });
 */
export function orderForm(market: Market, fields: OrderFields, options: OrderFormOptions): OrderForm {
  const { side, type } = fields;
  const { format, ...known } = options;
  const errors: Partial<Record<OrderProblem["field"], string>> = {};
  const read = (field: "price" | "quantity", parse: (text: string) => bigint): bigint | undefined => {
    if (fields[field].trim() === "") return undefined;
    try {
      return parse(fields[field]);
    } catch (error) {
      if (!isO2Error(error)) throw error;
      // Without the name of the parameter, which the field has beside it.
      errors[field] = error.message.replace(/^\w+: /, "");
      return undefined;
    }
  };
  const [price, quantity] = [read("price", format.parsePrice), read("quantity", format.parseQuantity)];
  if (price === undefined || quantity === undefined) {
    const status = errors.price || errors.quantity ? "malformed" : "incomplete";
    return { status, order: undefined, isReady: false, errors, check: undefined };
  }
  const order = { side, type, price, quantity };
  const check = checkOrder(market, order, known);
  for (const problem of check.problems) errors[problem.field] ??= describeProblem(market, order, problem);
  return { status: check.status, order, isReady: check.status !== "refused", errors, check };
}
