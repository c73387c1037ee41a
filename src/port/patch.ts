// The difference of two states as plain data, which a structured clone carries. Parts that did not change are not sent, so that they
// keep their reference on both sides. Pure.
import { type ErrorData, toError, toErrorData } from "./errorData.ts";

/**
 * The way from one value to the next:
 * - `is`: the next value as it is.
 * - `error`: an error.
 * - `list`: its items, of which a number is an index in the list before and anything else stands alone in a list.
 * - `object`: the ways of the members that changed, and the names of those that are gone.
 */
export type Patch =
  | readonly ["is", unknown]
  | readonly ["error", ErrorData]
  | readonly ["list", readonly (number | readonly [item: unknown])[]]
  | readonly ["object", Readonly<Record<string, Patch>>, readonly string[]];

type Members = Readonly<Record<string, unknown>>;

/** The member that stays with its engine: an epoch proves nothing to anybody else. */
const KEPT = "epoch";

/** The way from one value to the next; `undefined` where they are the same. Values are plain data and errors. */
export function diff(before: unknown, after: unknown): Patch | undefined {
  if (Object.is(before, after)) return undefined;
  if (after instanceof Error) return ["error", toErrorData(after)];
  if (Array.isArray(after)) return ["list", items(listOf(before), after)];
  return isMembers(after) ? members(membersOf(before), after) : ["is", after];
}

/** The next value. */
export function apply(before: unknown, patch: Patch): unknown {
  switch (patch[0]) {
    case "is":
      return patch[1];
    case "error":
      return toError(patch[1]);
    case "list": {
      const known = listOf(before);
      return patch[1].map((item) => (typeof item === "number" ? known[item] : item[0]));
    }
    case "object": {
      const next: Record<string, unknown> = { ...membersOf(before) };
      for (const [name, change] of Object.entries(patch[1])) next[name] = apply(next[name], change);
      for (const name of patch[2]) delete next[name];
      return next;
    }
  }
}

function items(before: readonly unknown[], after: readonly unknown[]): (number | readonly [unknown])[] {
  const known = new Map(before.map((item, index) => [item, index]));
  return after.map((item) => known.get(item) ?? [item]);
}

function members(before: Members, after: Members): Patch {
  const changed: Record<string, Patch> = {};
  for (const [name, value] of Object.entries(after)) {
    if (name === KEPT) continue;
    // A new member is sent also where it is undefined.
    const change = diff(before[name], value) ?? (Object.hasOwn(before, name) ? undefined : ["is", value]);
    if (change) changed[name] = change as Patch;
  }
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  return ["object", changed, gone];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

/** Whether it is a plain object: a set is sent as it is. */
function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
