// A book's levels, read from the wire's spelling into ours. Knows nothing of frames; it serves the stream and REST.
import type { BookSides, DepthLevel } from "./entities.ts";
import { amount, array, integer, Malformed, object, type Raw, wholeNumber } from "./values.ts";

/** The two sides of a book, or signed changes of one. Read in one pass: nearly all that a feed says is this. */
export function sides(raw: Raw, at: string, isSigned: boolean): BookSides {
  const bids = raw.buys ?? raw.bids;
  const asks = raw.sells ?? raw.asks;
  if (bids == null && asks == null) throw new Malformed(`${at} has neither buys nor sells`);
  return {
    bids: levels(bids, `${at}.buys`, true, isSigned),
    asks: levels(asks, `${at}.sells`, false, isSigned),
  };
}

function levels(value: unknown, at: string, isBid: boolean, isSigned: boolean): readonly DepthLevel[] {
  if (value == null) return [];
  let isSorted = true;
  let before: bigint | undefined;
  const read = array(value, at).map((entry, index) => {
    const raw = entry as Raw | null;
    const price = wholeNumber(raw?.price);
    const quantity = wholeNumber(raw?.quantity);
    if (price === undefined || quantity === undefined || price < 0n || (quantity < 0n && !isSigned)) {
      return faulty(object(entry, `${at}[${index}]`), `${at}[${index}]`, isSigned);
    }
    isSorted &&= before === undefined || (isBid ? price <= before : price >= before);
    before = price;
    return { price, quantity };
  });
  return isSorted ? read : read.sort((a, b) => (isBid ? compare(b.price, a.price) : compare(a.price, b.price)));
}

/** Says what is wrong with a level. */
function faulty(raw: Raw, at: string, isSigned: boolean): DepthLevel {
  const price = amount(raw.price, `${at}.price`);
  return { price, quantity: (isSigned ? integer : amount)(raw.quantity, `${at}.quantity`) };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
