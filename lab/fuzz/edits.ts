// Edits that make a hostile text out of an honest one, as plain data that fast-check draws and shrinks.
// Knows nothing of frames, answers or the codec.
import fc from "fast-check";

/** Numbers that JavaScript cannot hold, or spells differently. */
const NUMBERS = ["0", "-1", "-0", "1.5", "1e5", "1E+2", "1e21", "1e400", "-1e400", "0.1e-400", "9007199254740993"];
const LONG_NUMBERS = ["18446744073709551615", "-9223372036854775808", "9".repeat(78), "9".repeat(79)];
const IDS = ["0x", "0x10", `0x${"f".repeat(64)}`, "F".repeat(64), `0x${"F".repeat(65)}`];
const WORDS = [" 1", "NaN", "Buy", "SELL", "Infinite", "\ud800", "\udfff\ud800", "\u0000", "👾"];
const TRAPS = ["__proto__", "constructor", "prototype", "toString", "toJSON", "then", "length", "valueOf", ""];
const VALUES = ["null", "true", "[]", "{}", "[[]]", "[null]", '{"toString":null}', '{"__proto__":{"polluted":1}}'];
const BITS = ['"', "{", "}", "[", "]", ",", ":", "\\", "-", "e", ".", "\u0000", "\ud800", "null", '"a":', " ", "\n"];

/** Values of about so many characters. */
const FILLERS: readonly ((size: number) => string)[] = [
  (size) => "9".repeat(size),
  (size) => `"${"9".repeat(size)}"`,
  (size) => `"${"\ud83d".repeat(size)}"`,
  (size) => `"${'\\"'.repeat(size / 2)}"`,
  (size) => `${" ".repeat(size)}0`,
  (size) => nested(size / 2, "[", "]"),
];

const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}1${close.repeat(depth)}`;

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.WeightedArbitrary<T> => ({ weight, arbitrary });

/** 1 to a million, each power of two equally often, so that slow code is found with a short input. */
const size = fc.nat({ max: 20 }).map((power) => 2 ** power);

/** A value as JSON. */
const value: fc.Arbitrary<string> = fc.oneof(
  often(40, fc.constantFrom(...NUMBERS, ...LONG_NUMBERS)),
  often(
    60,
    fc.constantFrom(...[...NUMBERS, ...LONG_NUMBERS, ...IDS, ...WORDS, ...TRAPS].map((w) => JSON.stringify(w))),
  ),
  often(60, fc.constantFrom(...VALUES)),
  often(20, fc.json({ maxDepth: 2 })),
  often(
    5,
    fc.nat({ max: 20_000 }).map((depth) => nested(depth, "[", "]")),
  ),
  often(
    5,
    fc.nat({ max: 20_000 }).map((depth) => nested(depth, '{"a":', "}")),
  ),
  often(
    2,
    fc.tuple(fc.constantFrom(...FILLERS), size).map(([fill, size]) => fill(size)),
  ),
);

const DO = ["set", "set", "set", "drop", "respell", "shout", "copy", "repeat", "add", "text", "text", "cut"] as const;

/** A change of the text, or of the JSON at one of its places. `at` wraps around, so every number finds a place. */
interface Edit {
  readonly do: (typeof DO)[number] | "flood";
  readonly at: number;
  /**
   * Depending on the edit: the copied place, the added key, the number of repetitions, the number of removed
   * characters.
   */
  readonly other: number;
  readonly times: number;
  /** New characters. */
  readonly bit: string;
  /** New JSON. */
  readonly value: string;
}

const place = fc.noBias(fc.nat({ max: 0xffff }));

/** A text with up to three edits, which may take parts from `others`. */
export function edited(text: fc.Arbitrary<string>, others: readonly string[]): fc.Arbitrary<string> {
  const tail = fc.constantFrom(...others).map((other) => other.slice(other.length / 2));
  const edit: fc.Arbitrary<Edit> = fc.record({
    do: fc.oneof(often(300, fc.constantFrom(...DO)), often(1, fc.constant("flood" as const))),
    at: place,
    other: place,
    times: size,
    bit: fc.oneof(often(4, fc.constantFrom("", ...BITS)), often(1, tail)),
    value,
  });
  return fc.tuple(text, fc.array(edit, { maxLength: 3 })).map(([honest, edits]) => edits.reduce(apply, honest));
}

type Holder = Record<string, unknown>;
type Place = readonly [holder: Holder, key: string];

/** Stands for the new text of a place while the rest is written. */
const MARK = "\u0001mark";

/** Text that is not JSON, or is nested too deep to be written, is changed as text only. */
function apply(text: string, edit: Edit): string {
  const at = edit.at % (text.length + 1);
  if (edit.do === "cut") return text.slice(0, at);
  if (edit.do === "text") return text.slice(0, at) + edit.bit + text.slice(at + (edit.other % 20));
  try {
    const root: unknown = JSON.parse(text);
    const found = places(root);
    const [holder, key] = found[edit.at % found.length] ?? [{ root }, "root"];
    const replacement = replaced([holder, key], edit, found);
    if (replacement === undefined) delete holder[key];
    else holder[key] = MARK;
    return JSON.stringify(root).replace(JSON.stringify(MARK), () => replacement ?? "");
  } catch {
    return text;
  }
}

/** The new JSON of a place, with the text that follows it; `undefined` for none. */
function replaced([holder, key]: Place, edit: Edit, found: readonly Place[]): string | undefined {
  const json = JSON.stringify(holder[key]);
  const next = (name: string): string => (Array.isArray(holder) ? "," : `,${JSON.stringify(name)}:`);
  switch (edit.do) {
    case "set":
      return edit.value;
    case "add":
      return json + next(TRAPS[edit.other % TRAPS.length] ?? "") + edit.value;
    case "repeat":
      return json + (next(key) + json).repeat(1 + (edit.other % 3));
    case "flood":
      return json + (next(key) + json).repeat(edit.times / Math.min(edit.times, json.length));
    case "copy": {
      const [other, name] = found[edit.other % found.length] ?? [holder, key];
      return JSON.stringify(other[name]);
    }
    case "shout":
      return json.toUpperCase();
    case "respell":
      return /^"-?\d+"$/.test(json) ? json.slice(1, -1) : JSON.stringify(json);
    default:
      return undefined;
  }
}

/** Every place in a value. Works without recursion, because the value may be deep. */
function places(value: unknown): Place[] {
  const found: Place[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const holder = next as Holder;
    for (const key of Object.keys(holder)) {
      found.push([holder, key]);
      open.push(holder[key] ?? null);
    }
  }
  return found;
}
