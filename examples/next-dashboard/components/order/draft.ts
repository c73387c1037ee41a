// From what is typed into the form to an order. Pure; knows no React.
import { type BookSides, type Market, O2InputError, parsePrice, parseQuantity } from "o2-react/client";
import { type OrderDraft, roundPrice } from "o2-react/trading";

/** The kinds of order in the form, with their names. `"Market"` trades at once, within bounds around the best price. */
export const KINDS = { Spot: "Limit", Market: "Market", PostOnly: "Post only", FillOrKill: "Fill or kill" } as const;

export type Kind = keyof typeof KINDS;

export interface Fields {
  readonly side: "buy" | "sell";
  readonly kind: Kind;
  readonly price: string;
  readonly quantity: string;
}

/** An order, or the reason why there is none; neither while a field is empty. */
export interface Draft {
  readonly order?: OrderDraft;
  readonly problem?: string;
}

const LOCALE = { locale: "en-US" };

/** The distance of a market order's bounds from the best price, in per cent. */
const BOUND = 2n;

export function draftOf(market: Market, fields: Fields, book: BookSides | undefined): Draft {
  const { side, kind } = fields;
  try {
    const price = kind === "Market" ? boundOf(market, side, book) : read(fields.price, parsePrice, market);
    const quantity = read(fields.quantity, parseQuantity, market);
    if (price === undefined || quantity === undefined) return {};
    if (kind !== "Market") return { order: { side, price, quantity, type: kind } };
    const [min_price, max_price] = [boundOf(market, "sell", book), boundOf(market, "buy", book)].map(String);
    if (min_price === undefined || max_price === undefined) return {};
    return { order: { side, price, quantity, type: { BoundedMarket: { min_price, max_price } } } };
  } catch (error) {
    if (error instanceof O2InputError) return { problem: error.message };
    throw error;
  }
}

/** The worst price of a market order: a little above the best ask, or below the best bid. */
function boundOf(market: Market, side: "buy" | "sell", book: BookSides | undefined): bigint | undefined {
  const best = (side === "buy" ? book?.asks : book?.bids)?.[0]?.price;
  if (best === undefined) return undefined;
  return side === "buy"
    ? roundPrice(market, (best * (100n + BOUND)) / 100n)
    : roundPrice(market, (best * (100n - BOUND)) / 100n, "up");
}

function read(text: string, parse: typeof parsePrice, market: Market): bigint | undefined {
  return text.trim() === "" ? undefined : parse(market, text, LOCALE);
}
