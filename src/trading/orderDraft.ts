// An order before it is placed, and the rules that are not known for sure. Types, and what follows from an order's type alone.
import type { OrderType, Side } from "../client/entities.ts";

/** An order as an application has it before it is placed. Amounts are chain integers. */
export interface OrderDraft {
  readonly side: Side;
  /** Default `"Spot"`: takes what crosses and rests with what is left. */
  readonly type?: OrderType | undefined;
  /** In chain integers of the quote asset per whole unit of the base asset. Sent with every type, `"Market"` too. */
  readonly price: bigint;
  /** In chain integers of the base asset. */
  readonly quantity: bigint;
}

/**
 * The rules of the exchange that nobody here knows for sure. State a reading where you know better, for example from your own
 * orders; a rule that is left out makes an order that depends on it `"unknown"`.
 */
export interface Readings {
  /** Whether the book takes orders whose value has a fraction of a quote unit: a flag on the chain that `/v1/markets` does not tell. */
  readonly allowsFractions?: boolean | undefined;
  /** Whether a quantity off the step is refused. The official SDK refuses it; no check was seen on the chain. */
  readonly checksStep?: boolean | undefined;
  /** Whether the book takes orders of the type `Market`; one that does not refuses them with `InvalidMarketOrder`. */
  readonly takesMarketOrders?: boolean | undefined;
  /**
   * Whether a `BoundedMarket` order takes prices that are better than both of its bounds. The official documents say that it trades
   * between them; whether the other bound is looked at is not known.
   */
  readonly takesBeyondBounds?: boolean | undefined;
  /** The market's `dust`: `"leftOver"` keeps a taker's left-over quote up to it, `"cancels"` cancels what rests below it. */
  readonly dust?: "leftOver" | "cancels" | undefined;
  /** Whether orders of one account trade with each other; else the exchange may cancel one. */
  readonly tradesWithSelf?: boolean | undefined;
  /** Whether the time of a `Limit` order is ignored, as the older contract does, which cannot cancel a resting one either. */
  readonly ignoresLimitTime?: boolean | undefined;
}

/** The name of an order's type: `"Limit"` of `{ Limit: … }`. */
export function typeName({ type = "Spot" }: OrderDraft): string {
  return typeof type === "string" ? type : (Object.keys(type)[0] ?? "");
}

/** A price above all that there are. */
const ABOVE_ALL = 1n << 99n;

/**
 * The prices at which an order may trade, from the first up to the second.
 * @param takesBeyond whether prices better than both bounds are among them.
 */
export function rangeOf(
  { side, type, price }: OrderDraft,
  takesBeyond?: boolean,
): readonly [least: bigint, most: bigint] {
  const isBuy = side === "buy";
  if (type === "Market") return [0n, ABOVE_ALL];
  if (typeof type !== "object" || !("BoundedMarket" in type)) return isBuy ? [0n, price] : [price, ABOVE_ALL];
  const { min_price, max_price } = type.BoundedMarket;
  // Bounds that nobody can read are an empty range.
  const isReadable = /^\d+ \d+$/.test(`${min_price} ${max_price}`);
  const [least, most] = isReadable ? [BigInt(min_price), BigInt(max_price)] : [1n, 0n];
  if (!takesBeyond || least > most) return [least, most];
  return isBuy ? [0n, most] : [least, ABOVE_ALL];
}

/** Whether nothing of an order of this type ever rests in the book. */
export function neverRests(name: string): boolean {
  return /Market$|^FillOrKill$/.test(name);
}
