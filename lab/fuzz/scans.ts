// Fuzzes snapshots and changes of books in nearly the spelling that the scanner reads: it must decline a text, or give
// the same result as the decoder.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { decode } from "../../src/client/codec.ts";
import type { DepthLevel } from "../../src/client/entities.ts";
import { readRecords } from "../../src/client/records.ts";
import { type ScannedDepth, Scanner } from "../../src/client/Scanner.ts";
import { stamp } from "../../src/client/values.ts";
import { edited } from "./edits.ts";
import type { Input, Target } from "./fuzz.ts";
import { honestFrames } from "./honest.ts";

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.WeightedArbitrary<T> => ({ weight, arbitrary });

const digits = (most: number): fc.Arbitrary<string> =>
  fc.tuple(fc.bigInt(0n, 10n ** BigInt(most)), fc.nat({ max: 3 })).map(([number, zeros]) => "0".repeat(zeros) + number);

/** Usual numbers, and those near the limits of a number, of 64 bits and of the decoder. */
const number = fc.oneof(
  often(200, fc.nat().map(String)),
  often(100, fc.bigInt(0n, 10n ** 15n).map(String)),
  often(4, digits(20)),
  often(1, digits(80)),
  often(4, fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n).map(String)),
  often(1, fc.constantFrom("", "-", "-0", "+1", "1.5", "1e5", " 1", "0x1", "１", "٣", "1_0", '"', "\\u0031")),
);

const signed = fc.tuple(fc.constantFrom("", "", "-"), number).map(([sign, digits]) => sign + digits);

const sideOf = (quantity: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(number, quantity), { maxLength: 4 })
    .map((levels) => levels.map(([price, quantity]) => `{"price":"${price}","quantity":"${quantity}"}`).join());
const changes = sideOf(signed);
/** Rarely with a quantity below zero, which no snapshot has. */
const levels = fc.oneof(often(20, sideOf(number)), often(1, changes));

const time = fc.oneof(
  often(30, fc.constantFrom("1750000000", "1750000000123", "1750000000123456789")),
  often(1, digits(20)),
  often(1, number),
);

const times = fc
  .tuple(fc.oneof(time, fc.constantFrom(undefined, null)), fc.oneof(time, fc.constant(undefined)))
  .map(([onChain, seen]) => {
    const first = onChain === undefined ? "" : `,"onchain_timestamp":${onChain === null ? null : `"${onChain}"`}`;
    return seen === undefined ? first : `${first},"seen_timestamp":"${seen}"`;
  });

/** Rarely of the margin venue, which the scanner leaves to the decoder. */
const turbo = fc.oneof(often(20, fc.constant("")), often(1, fc.constantFrom(',"turbo":true', ',"turbo":false')));

const id = fc.oneof(
  often(20, fc.constantFrom(`0x${"1".repeat(64)}`, `0x${"1a".repeat(32)}`)),
  often(1, fc.constantFrom(`0x${"1A".repeat(32)}`, "1a".repeat(32), "0x1", `0x${"1".repeat(65)}`)),
);

const kind = fc.oneof(
  often(40, fc.constant({ action: "subscribe_depth_update", key: "changes", side: changes })),
  often(20, fc.constant({ action: "subscribe_depth", key: "orders", side: levels })),
  often(1, fc.constant({ action: "subscribe_depth", key: "changes", side: changes })),
  often(1, fc.constant({ action: "subscribe_depth_update", key: "orders", side: levels })),
);

const depth = kind
  .chain(({ action, key, side }) => fc.tuple(fc.constant([action, key] as const), id, side, side, times, turbo))
  .map(
    ([[action, key], market, buys, sells, times, turbo]) =>
      `{"action":"${action}","market_id":"${market}","${key}":{"buys":[${buys}],"sells":[${sells}]}${times}${turbo}}`,
  );

/** A text with one character replaced by another: a bit of its code, or any other. */
function flipped(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const at = fc.noBias(fc.nat({ max: 0xffff }));
  return fc.tuple(text, at, fc.noBias(fc.nat({ max: 7 })), fc.boolean()).map(([text, at, bit, isFlip]) => {
    const place = at % Math.max(1, text.length);
    const code = isFlip ? text.charCodeAt(place) ^ (2 ** bit) : at;
    return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1);
  });
}

/** A text in which one member occurs twice, each time with another value. */
function doubled(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.nat({ max: 0xffff }), signed, fc.boolean()).map(([text, at, value, isFirst]) => {
    const members = [...text.matchAll(/"(\w+)":(?:"[^"]*"|\[\]|null)/g)];
    const { 0: member, 1: key, index } = members[at % members.length] ?? { 0: "", 1: "", index: 0 };
    const other = `"${key}":"${value}"`;
    const pair = isFirst ? `${other},${member}` : `${member},${other}`;
    return text.slice(0, index) + pair + text.slice(index + member.length);
  });
}

/**
 * Scans and decodes book frames: unchanged, edited, with a changed character, with a doubled member, cut off at any
 * place. Scans frames of all other kinds too.
 */
export function scans(): Target {
  const honest = honestFrames();
  const all = [...honest.values()].flat();
  const recorded = ["subscribe_depth", "subscribe_depth_update"].flatMap((action) => honest.get(action) ?? []);
  const text = fc.oneof(often(3, depth), often(1, fc.constantFrom(...recorded)));
  const cut = fc.tuple(text, fc.noBias(fc.nat({ max: 0xffff }))).map(([text, at]) => text.slice(0, at % text.length));
  const named = (name: string, text: fc.Arbitrary<string>): fc.Arbitrary<Input> => text.map((text) => ({ name, text }));
  // In one case together, so that a part of one frame that the scanner kept is not taken for part of the next.
  const input = fc.oneof(
    often(6, named("as it is", text)),
    often(2, named("edited", edited(text, all))),
    often(6, named("flipped", flipped(text))),
    often(2, named("doubled", doubled(text))),
    often(2, named("cut", cut)),
    often(1, named("other", edited(fc.constantFrom(...all), all))),
  );
  return { name: "scans", inputs: [input], examples: [], begin };
}

function begin(): (input: Input) => string {
  const scanner = new Scanner();
  return ({ text }) => {
    const read = scanner.scan(text);
    const said = decoded(text);
    if (!read) return said ? "refused, of a book" : "refused, of no book";
    if (!isDeepStrictEqual(scanned(read), said)) throw new Error("the scanner does not say what the decoder says");
    return "the same";
  };
}

/** A snapshot or a change in the form in which its book takes it, and its time. */
interface Said {
  readonly market: string;
  readonly venue: string | undefined;
  readonly isSnapshot: boolean;
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
  readonly time: number | undefined;
}

function scanned({ market, isSnapshot, levels, middle, end, time }: ScannedDepth): Said {
  const all: DepthLevel[] = [];
  for (let index = 0; index < end; index += 2)
    all.push({ price: BigInt(levels[index] ?? ""), quantity: BigInt(levels[index + 1] ?? "") });
  // The decoder sorts unordered levels and keeps the order within one price. The resulting book is the same.
  const by = (one: DepthLevel, other: DepthLevel): number =>
    one.price < other.price ? -1 : one.price > other.price ? 1 : 0;
  const bids = all.slice(0, middle / 2).sort((one, other) => by(other, one));
  return { market, venue: undefined, isSnapshot, bids, asks: all.slice(middle / 2).sort(by), time };
}

function decoded(text: string): Said | undefined {
  const frame = decode(text, readRecords, () => true);
  if (frame.kind !== "update") return undefined;
  const { update } = frame;
  if (update.action !== "subscribe_depth" && update.action !== "subscribe_depth_update") return undefined;
  const { market_id: market, venue, onchain_timestamp, seen_timestamp } = update;
  const { bids, asks } = update.view ?? update.changes;
  const time = stamp(seen_timestamp) ?? stamp(onchain_timestamp);
  return { market, venue, isSnapshot: update.view !== undefined, bids, asks, time };
}
