// An order as the official client's createOrder takes it. Pure; knows no client.
import type { OrderType, Side } from "../client/entities.ts";
import type { OrderDraft } from "./orderDraft.ts";

/** An order's type as the official client takes it: prices in it are chain integers, as `bigint`. */
export type ClientOrderTypeArg =
  | Exclude<Extract<OrderType, string>, `TurboShared${string}`>
  | { readonly Limit: readonly [price: bigint, timestamp: string] }
  | { readonly BoundedMarket: { readonly max_price: bigint; readonly min_price: bigint } };

/** The arguments of the official client's `createOrder`, behind the market. */
export type CreateOrderArgs = readonly [
  side: Side,
  price: bigint,
  quantity: bigint,
  options: { readonly orderType: ClientOrderTypeArg },
];

/**
 * The arguments of the official client's `createOrder` for an order, behind the market. All amounts in them are `bigint`, also the bounds of a
 * `BoundedMarket` order: text would mean whole units there, and chain integers in the order.
 *
 * @throws SyntaxError when the price of a `Limit` or a bound of a `BoundedMarket` order is not a whole number: `checkOrder` refuses such bounds.
 * @example
 * const args = createOrderArgs(order);
 * const answer = await client.createOrder(market.pair, ...args);
 */
export function createOrderArgs({ side, type = "Spot", price, quantity }: OrderDraft): CreateOrderArgs {
  return [side, price, quantity, { orderType: toArg(type) }];
}

function toArg(type: OrderType): ClientOrderTypeArg {
  // The types of the shared margin venue are not among the official client's, and pass as they are.
  if (typeof type === "string") return type as Extract<ClientOrderTypeArg, string>;
  if ("Limit" in type) return { Limit: [BigInt(type.Limit[0]), type.Limit[1]] };
  const { max_price, min_price } = type.BoundedMarket;
  return { BoundedMarket: { max_price: BigInt(max_price), min_price: BigInt(min_price) } };
}
