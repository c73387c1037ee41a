// The scanner reads what the decoder reads; whatever is spelled otherwise is left to the decoder.
import { describe, expect, it } from "vitest";
import { decode } from "./codec.ts";
import type { DepthUpdate } from "./protocol.ts";
import { readRecords } from "./records.ts";
import { Scanner } from "./Scanner.ts";
import { LARGEST } from "./values.ts";

const MARKET = `0x${"1a".repeat(32)}`;
const OTHER = `0x${"2b".repeat(32)}`;
const TIMES = ',"onchain_timestamp":"1750000000","seen_timestamp":"1750000000123456789"';
const BUYS = '{"price":"100","quantity":"-25"},{"price":"99","quantity":"7"}';
const SELLS = '{"price":"101","quantity":"3"}';

const frame = (buys = BUYS, sells = SELLS, times = TIMES, market = MARKET): string =>
  `{"action":"subscribe_depth_update","market_id":"${market}","changes":{"buys":[${buys}],"sells":[${sells}]}${times}}`;
const snapshot = (buys = level("99", "7"), times = ""): string =>
  `{"action":"subscribe_depth","market_id":"${MARKET}","orders":{"buys":[${buys}],"sells":[${SELLS}]}${times}}`;
const level = (price: string, quantity: string): string => `{"price":"${price}","quantity":"${quantity}"}`;

/** The reading of a scanner that saw nothing before. */
function scanned(text: unknown, scanner = new Scanner()) {
  const change = scanner.scan(text);
  if (!change) return undefined;
  const { market, isSnapshot, levels, middle, end, time } = change;
  return { market, isSnapshot, bids: levels.slice(0, middle), asks: levels.slice(middle, end), time };
}

/** Whether the decoder takes it for an update. */
const isUpdate = (text: string): boolean => decode(text, readRecords).kind === "update";

describe("the scanner reads", () => {
  it("the market, both sides as signed numbers, and the newer time in milliseconds", () => {
    expect(scanned(frame())).toEqual({
      market: MARKET,
      isSnapshot: false,
      bids: [100, -25, 99, 7],
      asks: [101, 3],
      time: 1_750_000_000_123,
    });
  });

  it.each<[string, string, number | undefined]>([
    ["no time", "", undefined],
    ["one in seconds", ',"onchain_timestamp":"1750000000"', 1_750_000_000_000],
    ["one that is null", ',"onchain_timestamp":null', undefined],
    [
      "null and one in nanoseconds",
      ',"onchain_timestamp":null,"seen_timestamp":"1750000000123999999"',
      1_750_000_000_123,
    ],
    ["one in milliseconds", ',"seen_timestamp":"1750000000123"', 1_750_000_000_123],
  ])("%s", (_, times, time) => {
    expect(scanned(frame(BUYS, SELLS, times))?.time).toBe(time);
  });

  it("sides without a level", () => {
    expect(scanned(frame("", ""))).toMatchObject({ bids: [], asks: [] });
  });

  it("numbers beyond 2^53 exactly, to the longest that the decoder reads", () => {
    const longest = "9".repeat(78);
    const text = frame(level("9007199254740993", "-9007199254740993"), `${level("9007199254740991", longest)}`);
    expect(scanned(text)).toMatchObject({
      bids: [9_007_199_254_740_993n, -9_007_199_254_740_993n],
      asks: [Number.MAX_SAFE_INTEGER, BigInt(longest)],
    });
  });

  it("leading zeros and a negative zero as the decoder does", () => {
    expect(scanned(frame(level("007", "-0"), level("00000000000000000008", "1")))).toMatchObject({
      bids: [7, -0],
      asks: [8, 1],
    });
  });

  it("frames of several markets in turn, each as its own", () => {
    const scanner = new Scanner();
    const markets = [MARKET, MARKET, OTHER, MARKET].map(
      (market) => scanned(frame(BUYS, SELLS, "", market), scanner)?.market,
    );
    expect(markets).toEqual([MARKET, MARKET, OTHER, MARKET]);
  });

  it("a snapshot, whose levels the book sorts, and the next change of the same market as what it is", () => {
    const scanner = new Scanner();
    const buys = `${level("98", "1")},${level("99", "7")}`;
    expect(scanned(snapshot(buys, TIMES), scanner)).toEqual({
      market: MARKET,
      isSnapshot: true,
      bids: [98, 1, 99, 7],
      asks: [101, 3],
      time: 1_750_000_000_123,
    });
    expect(scanned(frame(), scanner)?.isSnapshot).toBe(false);
    expect(scanned(snapshot(), scanner)?.isSnapshot).toBe(true);
  });

  it("nothing of a frame into the next one", () => {
    const scanner = new Scanner();
    scanned(frame(), scanner);
    expect(scanned(frame("", SELLS, ""), scanner)).toEqual({
      market: MARKET,
      isSnapshot: false,
      bids: [],
      asks: [101, 3],
      time: undefined,
    });
    expect(scanned(frame(`${BUYS},x`), scanner)).toBeUndefined();
    expect(scanned(frame("", "", ""), scanner)).toMatchObject({ market: MARKET, bids: [], asks: [], time: undefined });
  });
});

/** Texts that the decoder reads as updates, and that are spelled otherwise. */
const SPELLED_OTHERWISE: Readonly<Record<string, string>> = {
  "a snapshot under its other name": snapshot().replace('"orders"', '"view"'),
  "a snapshot with a precision": snapshot().replace('"buys"', '"precision":1,"buys"'),
  "a change under the name of a snapshot": snapshot().replace('"orders"', '"changes"'),
  "a snapshot without a side": snapshot().replace(`,"sells":[${SELLS}]`, ""),
  "a negative zero in a snapshot": snapshot(level("1", "-0")),
  "whitespace between members": frame().replace(",", ", "),
  "whitespace at the end": `${frame()} `,
  "whitespace at the beginning": ` ${frame()}`,
  "a line break between levels": frame(BUYS.replace("},{", "},\n{")),
  "an escape in a key": frame().replace('"price"', '"\\u0070rice"'),
  "an escape in a number": frame(level("\\u0031", "1")),
  "a market id in upper case": frame(BUYS, SELLS, TIMES, MARKET.toUpperCase().replace("X", "x")),
  "a market id without 0x": frame(BUYS, SELLS, TIMES, MARKET.slice(2)),
  "a short market id": frame(BUYS, SELLS, TIMES, "0x1"),
  "sells before buys": frame().replace(/"buys":(\[.*?\]),"sells":(\[.*?\])/, '"sells":$2,"buys":$1'),
  "bids and asks": frame().replace("buys", "bids").replace("sells", "asks"),
  "one side alone": frame().replace(`,"sells":[${SELLS}]`, ""),
  "the quantity before the price": frame('{"quantity":"1","price":"2"}'),
  "a member more in a level": frame('{"price":"1","quantity":"2","orders":"3"}'),
  "a member more in the changes": frame().replace("]},", '],"x":1},'),
  "a member more in the frame": frame(BUYS, SELLS, `${TIMES},"x":1`),
  "the times the other way round": frame(
    BUYS,
    SELLS,
    ',"seen_timestamp":"1750000000123","onchain_timestamp":"1750000000"',
  ),
  "bare numbers": frame('{"price":100,"quantity":5}'),
  "a bare time": frame(BUYS, SELLS, ',"seen_timestamp":1750000000123'),
  "a time of sixteen digits": frame(BUYS, SELLS, ',"seen_timestamp":"1750000000123456"'),
  "a time that begins with a zero": frame(BUYS, SELLS, ',"seen_timestamp":"0750000000123"'),
  "a time that is no number": frame(BUYS, SELLS, ',"seen_timestamp":"soon"'),
  "an empty time": frame(BUYS, SELLS, ',"seen_timestamp":""'),
  "a second time that is null": frame(BUYS, SELLS, ',"seen_timestamp":null'),
  "a price twice in one level": frame('{"price":"1","price":"2","quantity":"3"}'),
  "a quantity twice in one level": frame('{"price":"1","quantity":"2","quantity":"3"}'),
  "buys twice": frame().replace('"buys":', '"buys":[],"buys":'),
  "sells twice": frame().replace("]},", '],"sells":[]},'),
  "the market twice": frame().replace('"changes"', `"market_id":"${OTHER}","changes"`),
  "the action twice": frame().replace('"market_id"', '"action":"subscribe_depth_update","market_id"'),
  "a time twice": frame(BUYS, SELLS, ',"seen_timestamp":"1750000000123","seen_timestamp":"1750000000124"'),
};

/** Texts that the decoder does not read as updates of a book. */
const NO_UPDATES: Readonly<Record<string, string>> = {
  "a frame of the margin venue": frame(BUYS, SELLS, `${TIMES},"turbo":true`),
  "a negative price": frame(level("-1", "1")),
  "a negative quantity in a snapshot": snapshot(level("1", "-1")),
  "a price that is empty": frame(level("", "1")),
  "a minus alone": frame(level("1", "-")),
  "a plus": frame(level("1", "+1")),
  "a fraction": frame(level("1", "1.5")),
  "an exponent": frame(level("1", "1e3")),
  hex: frame(level("0x1", "1")),
  "a blank in a number": frame(level("1", "1 ")),
  "digits that are not ASCII": frame(level("１", "1")),
  "a number of 79 digits": frame(level("1", "9".repeat(79))),
  "a comma behind the last level": frame(`${BUYS},`),
  "no comma between levels": frame(BUYS.replace("},{", "}{")),
  "a level that is null": frame(`${BUYS},null`),
  "a second frame behind the first": frame() + frame(),
  "a byte order mark": `\ufeff${frame()}`,
  "a market that is no hex": frame(BUYS, SELLS, TIMES, `0x${"g".repeat(64)}`),
  nothing: "",
  "a brace": "}",
  PONG: "PONG",
};

describe("the scanner declines", () => {
  it.each(Object.entries(SPELLED_OTHERWISE))("%s, which the decoder reads", (_, text) => {
    expect([scanned(text), isUpdate(text)]).toEqual([undefined, true]);
  });

  it.each(Object.entries(NO_UPDATES))("%s, which the decoder refuses or ignores", (_, text) => {
    expect([scanned(text), isUpdate(text)]).toEqual([undefined, false]);
  });

  it("each of these also behind a frame that it read", () => {
    const scanner = new Scanner();
    for (const [name, text] of Object.entries({ ...SPELLED_OTHERWISE, ...NO_UPDATES })) {
      expect(scanner.scan(frame()), name).toBeDefined();
      expect(scanner.scan(text), name).toBeUndefined();
    }
  });

  it("a frame that is cut off, wherever that is", () => {
    const scanner = new Scanner();
    const whole = frame();
    scanner.scan(whole);
    for (let length = 0; length < whole.length; length += 1)
      expect(scanner.scan(whole.slice(0, length)), whole.slice(0, length)).toBeUndefined();
  });

  it("whatever is no text", () => {
    for (const data of [undefined, null, 1, {}, [frame()], new String(frame()), new ArrayBuffer(8)])
      expect(scanned(data)).toBeUndefined();
  });

  it("a text that is too large to be read", () => {
    const text = frame(Array.from({ length: LARGEST / 30 }, () => BUYS).join());
    expect(text.length).toBeGreaterThan(LARGEST);
    expect([scanned(text), isUpdate(text)]).toEqual([undefined, false]);
  });
});

it.each([
  ["a change", frame()],
  ["a snapshot", snapshot()],
])("a flip of any one bit of %s is read as the decoder reads it, or declined", (_, whole) => {
  const scanner = new Scanner();
  let read = 0;
  for (let at = 0; at < whole.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const text = whole.slice(0, at) + String.fromCharCode(whole.charCodeAt(at) ^ (1 << bit)) + whole.slice(at + 1);
      const change = scanner.scan(text);
      if (!change) continue;
      read += 1;
      const { levels, middle, end } = change;
      const decoded = decode(text, readRecords);
      if (decoded.kind !== "update") throw new Error(text);
      const { market_id, view, changes } = decoded.update as DepthUpdate;
      const { bids, asks } = view ?? changes;
      expect(change.isSnapshot, text).toBe(view !== undefined);
      const flat = [...bids, ...asks].flatMap(({ price, quantity }) => [price, quantity]);
      const sorted = (values: readonly (number | bigint)[]) => values.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
      expect([change.market, sorted(levels.slice(0, end)), middle], text).toEqual([
        market_id,
        sorted(flat),
        2 * bids.length,
      ]);
    }
  }
  expect(read).toBeGreaterThan(50);
});
