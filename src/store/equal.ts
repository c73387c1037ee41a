// Same content, same reference: deep equality of plain values, and sharing what did not change.

/** Whether two values hold the same plain data: primitives, bigints, arrays and plain objects. Other objects by identity. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  let left = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !equal(a[key], b[key])) return false;
    left += 1;
  }
  for (const _ in b) left -= 1;
  return left === 0;
}

/**
 * `next`, with every part that equals `previous` taken from there. List items are compared place by place and taken
 * whole or not at all, so that an item which merely moved keeps its own reference.
 */
export function share<T>(previous: unknown, next: T): T {
  if (equal(previous, next)) return previous as T;
  if (Array.isArray(previous) && Array.isArray(next))
    return next.map((item, index) => (equal(previous[index], item) ? previous[index] : item)) as T;
  if (!isObject(previous) || !isObject(next)) return next;
  return Object.fromEntries(Object.entries(next).map(([key, value]) => [key, share(previous[key], value)])) as T;
}

/** Whether two lists have the same items, by identity. */
export function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && isPlain(value);
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
