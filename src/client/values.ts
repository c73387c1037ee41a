// Single values of the wire, read strictly: whole numbers, hex ids, sides, flags. Each throws Malformed, naming the place.
// Knows nothing of entities or frames.
import type { Identity, Side } from "./protocol.ts";

/** What the readers throw; the codec turns it into the reason of a refusal. */
export class Malformed extends Error {}

/** A JSON object, not yet looked at. */
export type Raw = Readonly<Record<string, unknown>>;

/**
 * JSON with its amounts intact: they are u64 and wider and may come as bare numbers, which JSON.parse would round above
 * 2^53, so long ones are made strings first. `undefined` when it is not JSON.
 */
export function parseJson(json: string): unknown {
  const isRisky = /[^"\d]\d{16}/.test(json);
  const quote = (token: string): string => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token);
  try {
    return JSON.parse(isRisky ? json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, quote) : json);
  } catch {
    return undefined;
  }
}

export function object(value: unknown, at: string): Raw {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Raw;
  throw new Malformed(`${at} is not an object`);
}

export function list<T>(value: unknown, at: string, item: (raw: Raw, at: string) => T): T[] {
  if (!Array.isArray(value)) throw new Malformed(`${at} is not a list`);
  return value.map((raw, index) => item(object(raw, `${at}[${index}]`), `${at}[${index}]`));
}

export function optional<K extends string, T>(
  key: K,
  value: unknown,
  at: string,
  item: (value: unknown, at: string) => T,
): { [P in K]?: T } {
  return (value == null ? {} : { [key]: item(value, `${at}.${key}`) }) as { [P in K]?: T };
}

/** A whole number as a decimal string or a JSON number. 78 digits hold 256 bits. */
export function integer(value: unknown, at: string): bigint {
  if (typeof value === "string" && /^-?\d{1,78}$/.test(value)) return BigInt(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  throw new Malformed(`${at} is not a whole number: ${String(value).slice(0, 40)}`);
}

export function amount(value: unknown, at: string): bigint {
  const number = integer(value, at);
  if (number < 0n) throw new Malformed(`${at} is negative: ${number}`);
  return number;
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
  return typeof value === "string" && /^(?:0x)?[0-9a-f]+$/i.test(value);
}

export function id(value: unknown, at: string): string {
  const digits = typeof value === "string" ? /^(?:0x)?([0-9a-f]+)$/i.exec(value)?.[1] : undefined;
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
