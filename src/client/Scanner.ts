// Reads a snapshot or a change of a book straight off its text, in the spelling that the server is likely to use and in no other:
// byte for byte, and without an object for each level. Whatever it declines is the decoder's. Knows nothing of books.
import type { FlatSides } from "./OrderBook.ts";
import { fromSeconds } from "./seconds.ts";
import { LARGEST } from "./values.ts";
import { toWhole, type Whole } from "./wholes.ts";

// {"action":…,"market_id":"0x…","changes":{"buys":[{"price":"1","quantity":"-1"},…],"sells":[…]},"onchain_timestamp":…,"seen_timestamp":…}
const CHANGE = { head: '{"action":"subscribe_depth_update","market_id":"', buys: '","changes":{"buys":[' };
const SNAPSHOT = { head: '{"action":"subscribe_depth","market_id":"', buys: '","orders":{"buys":[' };
const PRICE = '{"price":"';
const QUANTITY = '","quantity":"';
const SELLS = ',"sells":[';
const ON_CHAIN = ',"onchain_timestamp":';
const SEEN = ',"seen_timestamp":';
const NULL = "null";

// The codes of the characters that are looked for alone.
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const BRACKET = 93;
const BRACE = 125;

/** The length of an id with its `0x`. */
const ID = 66;

/** A number of so many digits is exact, and one of so many the longest that the decoder reads. */
const EXACT = 15;
const LONGEST = 78;

/** The digits of a time of our age in milliseconds and in nanoseconds. */
const MILLISECONDS = 13;
const NANOSECONDS = 19;

/** A snapshot or a change of a book as it was scanned. The next scan overwrites it. */
export interface ScannedDepth extends FlatSides {
  readonly market: string;
  readonly isSnapshot: boolean;
  /** The server's time in milliseconds since 1970, where the frame has one. */
  readonly time: number | undefined;
}

/** Scans one frame at a time, and is what it scanned last. */
export class Scanner implements ScannedDepth {
  market = "";
  isSnapshot = false;
  readonly levels: Whole[] = [];
  middle = 0;
  end = 0;
  time: number | undefined;
  /** The last frame up to its first level: as a rule the next one begins with the same. */
  #head = "";
  /** The digits that were scanned last, as a number: exact if there are not too many. */
  #digits = 0;

  /** @returns what a text says, or `undefined` for one that is not spelled as expected. */
  scan(text: unknown): ScannedDepth | undefined {
    // With a brace at its end no run of digits ends behind it.
    if (typeof text !== "string" || text.length > LARGEST || text.charCodeAt(text.length - 1) !== BRACE)
      return undefined;
    return this.#scanHead(text) && this.#scanRest(text, this.#head.length) === text.length - 1 ? this : undefined;
  }

  #scanHead(text: string): boolean {
    if (this.#head !== "" && text.slice(0, this.#head.length) === this.#head) return true;
    const { head, buys } = isAt(text, 0, CHANGE.head) ? CHANGE : SNAPSHOT;
    const to = head.length + ID;
    const market = text.slice(head.length, to);
    if (!isAt(text, 0, head) || !/^0x[0-9a-f]{64}$/.test(market) || !isAt(text, to, buys)) return false;
    this.market = market;
    this.isSnapshot = buys === SNAPSHOT.buys;
    this.#head = head + market + buys;
    return true;
  }

  // The scans of parts return the place behind the part; -1, or a place that is not the end, for anything unexpected.

  #scanRest(text: string, from: number): number {
    this.end = 0;
    let at = this.#scanSide(text, from);
    if (at < 0 || !isAt(text, at, SELLS)) return -1;
    this.middle = this.end;
    at = this.#scanSide(text, at + SELLS.length);
    return at < 0 || text.charCodeAt(at) !== BRACE ? -1 : this.#scanTimes(text, at + 1);
  }

  #scanSide(text: string, from: number): number {
    let at = from;
    if (text.charCodeAt(at) === BRACKET) return at + 1;
    for (;;) {
      if (!isAt(text, at, PRICE)) return -1;
      at = this.#scanNumber(text, at + PRICE.length, false);
      if (at < 0 || !isAt(text, at, QUANTITY)) return -1;
      at += QUANTITY.length;
      const isNegative = text.charCodeAt(at) === MINUS;
      if (isNegative && this.isSnapshot) return -1;
      at = this.#scanNumber(text, isNegative ? at + 1 : at, isNegative);
      if (at < 0 || text.charCodeAt(at) !== QUOTE || text.charCodeAt(at + 1) !== BRACE) return -1;
      const next = text.charCodeAt(at + 2);
      at += 3;
      if (next === BRACKET) return at;
      if (next !== COMMA) return -1;
    }
  }

  #scanNumber(text: string, from: number, isNegative: boolean): number {
    const at = this.#scanDigits(text, from);
    const length = at - from;
    if (length === 0 || length > LONGEST) return -1;
    const value = length > EXACT ? toWhole(BigInt(text.slice(from, at))) : this.#digits;
    this.levels[this.end] = isNegative ? -value : value;
    this.end += 1;
    return at;
  }

  #scanDigits(text: string, from: number): number {
    let at = from;
    let number = 0;
    for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) {
      number = number * 10 + code - ZERO;
      at += 1;
    }
    this.#digits = number;
    return at;
  }

  /** Either time may be missing, and the first be null. The second is the newer one. */
  #scanTimes(text: string, from: number): number {
    let at = from;
    this.time = undefined;
    if (isAt(text, at, ON_CHAIN)) {
      at += ON_CHAIN.length;
      at = isAt(text, at, NULL) ? at + NULL.length : this.#scanTime(text, at);
    }
    return at >= 0 && isAt(text, at, SEEN) ? this.#scanTime(text, at + SEEN.length) : at;
  }

  #scanTime(text: string, quote: number): number {
    const from = quote + 1;
    const at = this.#scanDigits(text, from);
    const length = at - from;
    const isTime = length > 0 && (length <= MILLISECONDS || length === NANOSECONDS);
    if (!isTime || text.charCodeAt(quote) !== QUOTE || text.charCodeAt(from) === ZERO || text.charCodeAt(at) !== QUOTE)
      return -1;
    this.time = fromSeconds(length > MILLISECONDS ? Number(text.slice(from, from + MILLISECONDS)) : this.#digits);
    return at + 1;
  }
}

/** Whether a text has a part at a place. Of all ways to ask this, V8 compiles this one to the least. */
function isAt(text: string, at: number, part: string): boolean {
  for (let index = 0; index < part.length; index += 1)
    if (text.charCodeAt(at + index) !== part.charCodeAt(index)) return false;
  return true;
}
