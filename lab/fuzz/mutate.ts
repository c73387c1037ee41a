// Makes hostile frames out of honest ones: changes in their structure, changes in their text. Knows nothing of the codec.

import type { Bases } from "./corpus.ts";

/** Random numbers in [0, 1). */
export type Chance = () => number;

const HOSTILE: readonly unknown[] = [
  null,
  true,
  "",
  "0",
  "-1",
  "-0",
  "1e5",
  "1.5",
  " 1",
  "0x10",
  "NaN",
  "9".repeat(78),
  "9".repeat(79),
  "9".repeat(5_000),
  0,
  -1,
  1.5,
  1e21,
  1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  -(2 ** 63),
  [],
  {},
  [[]],
  [null],
  { __proto__: null },
  "\ud800",
  "\udfff\ud800",
  "\u0000",
  "ÿ",
  "👾",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "0x",
  `0x${"f".repeat(64)}`,
  "f".repeat(64),
  `0x${"F".repeat(65)}`,
  "Buy",
  "SELL",
  "Infinite",
];

/** Keys whose place in an object is a trap. */
const KEYS = ["__proto__", "constructor", "prototype", "toString", "toJSON", "then", "length", "valueOf", ""];

/** Numbers that JSON can spell and JavaScript cannot hold. */
const SPELLINGS = [
  "1e400",
  "-1e400",
  "123456789012345678901234567890",
  "-0",
  "0.1e-400",
  "9007199254740993",
  "1E+2",
  "18446744073709551615",
];

export const pick = <T>(chance: Chance, list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;

type Holder = Record<string, unknown>;

/** Every place in a value, as holder and key. Without recursion: what was made deep before may come again. */
function places(value: unknown): [Holder, string][] {
  const found: [Holder, string][] = [];
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

/** An object nested so deep that recursion would not come back. */
function deep(depth: number, chance: Chance): string {
  return chance() < 0.5 ? "[".repeat(depth) + "]".repeat(depth) : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
}

/** JSON; `undefined` for what is too deep to be written. */
function write(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function copy(value: unknown): unknown {
  return JSON.parse(write(value) ?? "null");
}

/** Changes one to three places of a frame's structure. */
function structure(text: string, chance: Chance): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (write(value) === undefined) return text;
  const spelled: string[] = [];
  for (let change = Math.floor(chance() * 3); change >= 0; change -= 1) {
    const found = places(value);
    if (found.length === 0) break;
    const [holder, key] = pick(chance, found);
    switch (Math.floor(chance() * 7)) {
      case 0:
        delete holder[key];
        break;
      case 1:
        holder[key] = copy(pick(chance, HOSTILE));
        break;
      case 2: {
        // Another place's value, be it the frame itself written out.
        const [other, name] = pick(chance, found);
        holder[key] = copy(other[name]);
        break;
      }
      case 3:
        if (Array.isArray(holder)) break;
        Object.defineProperty(holder, pick(chance, KEYS), {
          value: copy(pick(chance, HOSTILE)),
          enumerable: true,
          configurable: true,
          writable: true,
        });
        break;
      case 4:
        if (Array.isArray(holder)) holder.splice(Number(key), 0, copy(holder[key]), copy(holder[key]));
        else holder[key.toUpperCase()] = copy(holder[key]);
        break;
      case 5:
        holder[key] = `\u0001${spelled.length}\u0001`;
        spelled.push(chance() < 0.9 ? pick(chance, SPELLINGS) : deep(Math.floor(chance() * 20_000), chance));
        break;
      default:
        holder[key] = typeof holder[key] === "string" ? Number(holder[key]) : (write(holder[key]) ?? null);
    }
  }
  return (write(value) ?? text).replace(/"\\u0001(\d+)\\u0001"/g, (_, index) => spelled[Number(index)] ?? "0");
}

const BITS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\",
  "0",
  "-",
  "e",
  ".",
  "\u0000",
  "\ud800",
  "null",
  "true",
  '"a":',
  " ",
];

/** Changes the text without a look at what it means. */
function raw(text: string, other: string, chance: Chance): string {
  const at = Math.floor(chance() * (text.length + 1));
  const to = Math.min(text.length, at + Math.floor(chance() * 20));
  switch (Math.floor(chance() * 6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, at) + pick(chance, BITS) + text.slice(at);
    case 3:
      return text.slice(0, at) + pick(chance, BITS) + text.slice(to);
    case 4:
      return text.slice(0, at) + other.slice(Math.floor(chance() * other.length));
    default:
      // Duplicate keys: JSON allows them.
      return text.replace(/"(\w+)":("[^"]*"|\d+)/g, (whole) => (chance() < 0.1 ? `${whole},${whole}` : whole));
  }
}

const MEGABYTE = 1 << 20;

/** A megabyte of it: a text, a number, a list, nesting, or blanks that say nothing. */
function megabyte(text: string, chance: Chance): string {
  const values = [...text.matchAll(/\{[^{}[\]]*\}|"[^"]*"|\b\d+\b/g)];
  if (values.length === 0) return text;
  const { 0: value, index } = pick(chance, values);
  const fill = (unit: string): string => unit.repeat(Math.ceil(MEGABYTE / unit.length));
  const big = pick(chance, [
    () => `"${fill("9")}"`,
    () => `"${fill("\ud83d")}"`,
    () => fill("9"),
    () => `${fill(`${value},`)}${value}`,
    () => `[${fill(`${value},`)}${value}]`,
    () => deep(MEGABYTE / 2, chance),
    () => `${fill(" ")}${value}`,
  ])();
  return text.slice(0, index) + big + text.slice(index + value.length);
}

/** One in so many is a megabyte long. */
const RARE = 5_000;

/** How often a text is changed. One in four goes as it is, for what follows it to meet more than a beginning. */
const ROUNDS = [0, 1, 1, 2];

/** A frame, or REST answer, such as no honest server would say: of this action, or read, before it is changed. */
export function mutate(bases: Bases, action: string, chance: Chance): string {
  const base = (of: string): string => pick(chance, pick(chance, bases.get(of) ?? [[""]]));
  let text = base(action);
  if (chance() < 1 / RARE) return megabyte(text, chance);
  for (let round = pick(chance, ROUNDS); round > 0; round -= 1)
    text = chance() < 0.6 ? structure(text, chance) : raw(text, base(pick(chance, [...bases.keys()])), chance);
  return text;
}
