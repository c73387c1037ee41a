// Single values of the wire, read strictly: whole numbers, hex ids, sides, flags. Each throws Malformed, naming the place.
// Knows nothing of entities or frames.
import type { Identity, Side } from "./entities.ts";
import { fromSeconds } from "./seconds.ts";

/** The readers' error; the codec turns it into the reason of a refusal. */
export class Malformed extends Error {}

/** A text longer than this, in bytes or characters, is not read. The largest honest answer, 5,000 bars, is about 1 MB. */
export const LARGEST: number = 16 * 1024 * 1024;

/** A JSON object, not yet looked at. */
export type Raw = Readonly<Record<string, unknown>>;

/** Thrown for a bare number that JSON.parse has rounded: amounts are u64 and wider, and above 2^53 it does. */
export class Rounded extends Malformed {}

/** JSON as it stands; `undefined` when it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Whether JSON has bare numbers that are long enough to be rounded. */
export function hasLongNumbers(json: string): boolean {
  return /[^"\d]\d{16}/.test(json);
}

/** JSON with its amounts intact: bare numbers that would be rounded are made strings first. */
export function parseExactJson(json: string): unknown {
  const quote = (token: string): string => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token);
  const raw = parseJson(json);
  // Only what is JSON: a string without end makes the search below quadratic.
  if (raw === undefined || !hasLongNumbers(json)) return raw;
  return parseJson(json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, quote));
}

export function object(value: unknown, at: string): Raw {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Raw;
  throw new Malformed(`${at} is not an object`);
}

export function list<T>(value: unknown, at: string, item: (raw: Raw, at: string) => T): T[] {
  return array(value, at).map((raw, index) => item(object(raw, `${at}[${index}]`), `${at}[${index}]`));
}

export function array(value: unknown, at: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Malformed(`${at} is not a list`);
}

export function optional<K extends string, T>(
  key: K,
  value: unknown,
  at: string,
  item: (value: unknown, at: string) => T,
): { [P in K]?: T } {
  return (value == null ? {} : { [key]: item(value, `${at}.${key}`) }) as { [P in K]?: T };
}

/**
 * A member that is read where it is as expected and left out where it is not. Few servers were seen to say it, and an order whose
 * amounts are read is worth more than the lists in it.
 */
export function known<K extends string, T>(key: K, value: unknown, item: (value: unknown) => T): { [P in K]?: T } {
  if (value == null) return {};
  try {
    return { [key]: item(value) } as { [P in K]?: T };
  } catch (error) {
    if (error instanceof Malformed) return {};
    throw error;
  }
}

/** A whole number as a decimal string or a JSON number. 78 digits hold 256 bits. */
export function integer(value: unknown, at: string): bigint {
  const number = wholeNumber(value);
  if (number !== undefined) return number;
  if (isRounded(value)) throw new Rounded(`${at} is too long for a bare number`);
  throw new Malformed(`${at} is not a whole number: ${String(value).slice(0, 40)}`);
}

/** Whether JSON.parse has, or may have, rounded it. */
export function isRounded(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** A whole number, or `undefined`: for where the place of a fault is only named once there is one. */
export function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== "string") return undefined;
  const { length } = value;
  const isNegative = value.charCodeAt(0) === 45;
  // As many digits as a number surely holds are read one by one: BigInt(text) takes twice as long.
  if (length > 15) return /^-?\d{1,78}$/.test(value) ? BigInt(value) : undefined;
  let index = isNegative ? 1 : 0;
  if (index === length) return undefined;
  let number = 0;
  for (; index < length; index += 1) {
    const digit = value.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return BigInt(isNegative ? -number : number);
}

export function amount(value: unknown, at: string): bigint {
  const number = integer(value, at);
  if (number < 0n) throw new Malformed(`${at} is negative: ${number}`);
  return number;
}

/** For a market without trades or orders the server may say nothing, null, or zero. */
export function price(value: unknown): bigint | undefined {
  const known = value == null ? 0n : amount(value, "a price");
  return known === 0n ? undefined : known;
}

/** The latest time that a `Date` can hold, in milliseconds. */
const LATEST = 8.64e15;

/**
 * A time in milliseconds since 1970, said in seconds (below 10^12) or in milliseconds. One that no `Date` can hold is
 * refused: the time since then would be endless pages of reads.
 */
export function time(value: unknown, at: string): number {
  const number = Number(amount(value, at));
  if (number > LATEST) throw new Malformed(`${at} is too late`);
  return fromSeconds(number);
}

/** The server's `seen_timestamp` (nanoseconds) or `onchain_timestamp` (seconds) in milliseconds; `undefined` for anything else. */
export function stamp(value: unknown): number | undefined {
  const number = wholeNumber(value);
  if (number === undefined || number <= 0n) return undefined;
  // Nanoseconds since 1970 have 19 digits, milliseconds 13.
  const milliseconds = number >= 10n ** 17n ? Number(number / 1_000_000n) : fromSeconds(Number(number));
  return milliseconds <= LATEST ? milliseconds : undefined;
}

/** A small number, such as an asset's decimals. */
export function count(value: unknown, at: string): number {
  const number = amount(value, at);
  if (number > 255n) throw new Malformed(`${at} is too large: ${number}`);
  return Number(number);
}

export function nonce(value: unknown): bigint {
  return typeof value === "string" && /^0x[0-9a-f]{1,64}$/i.test(value) ? BigInt(value) : amount(value, "nonce");
}

export function isId(value: unknown): boolean {
  return typeof value === "string" && /^(?:0x)?[0-9a-f]{1,64}$/i.test(value);
}

export function id(value: unknown, at: string): string {
  if (typeof value === "string" && /^0x[0-9a-f]{1,64}$/.test(value)) return value;
  const digits = typeof value === "string" ? /^(?:0x)?([0-9a-f]{1,64})$/i.exec(value)?.[1] : undefined;
  if (digits) return `0x${digits.toLowerCase()}`;
  throw new Malformed(`${at} is not a hex id`);
}

export function identity(value: unknown, at: string): Identity {
  const raw = object(value, at);
  return raw.ContractId != null ? { ContractId: id(raw.ContractId, at) } : { Address: id(raw.Address, at) };
}

export function side(value: unknown, at: string): Side {
  const lower = typeof value === "string" ? value.toLowerCase() : value;
  if (lower === "buy" || lower === "sell") return lower;
  throw new Malformed(`${at} is neither buy nor sell`);
}

export function flag(value: unknown, at: string): boolean {
  if (typeof value === "boolean") return value;
  throw new Malformed(`${at} is neither true nor false`);
}

export function text(value: unknown, at: string): string {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return String(value);
  throw new Malformed(`${at} is missing`);
}
