// Checks that the built-in objects are unchanged, and that a value has only JSON's prototypes.

const BUILT_IN: readonly object[] = [
  ...[Object, Array, String, Number, Boolean, Symbol, BigInt, Function, RegExp, Date, Error, TypeError, RangeError],
  ...[Map, Set, WeakMap, WeakSet, Promise, ArrayBuffer, Uint8Array],
]
  .flatMap((each): object[] => [each, each.prototype])
  .concat(JSON, Math, Reflect)
  .concat([[].values(), async () => undefined].map((each) => Object.getPrototypeOf(each)));

/**
 * Remembers the built-in objects.
 * @returns a function that restores later changes and names them.
 */
export function watchBuiltIns(): () => readonly string[] {
  const watched = BUILT_IN.map((owner) => {
    const keys = Reflect.ownKeys(owner);
    return { owner, keys: new Set(keys), before: keys.map((key) => [key, flagsOf(owner, key)] as const) };
  });
  return () =>
    watched.flatMap(({ owner, keys, before }) => {
      const added = Reflect.ownKeys(owner).filter((key) => !keys.has(key));
      for (const key of added) Reflect.deleteProperty(owner, key);
      const changed = before.filter(([key, flags]) => {
        const now = Object.getOwnPropertyDescriptor(owner, key) as Record<string, unknown> | undefined;
        return flags.some(([flag, was]) => !Object.is(now?.[flag], was));
      });
      for (const [key, flags] of changed) Object.defineProperty(owner, key, Object.fromEntries(flags));
      return [...added, ...changed.map(([key]) => key)].map(String);
    });
}

/** A property's value, or its functions, and whether it can be written. */
function flagsOf(owner: object, key: PropertyKey): readonly [flag: string, value: unknown][] {
  return Object.entries(Object.getOwnPropertyDescriptor(owner, key) ?? {});
}

/** True if a value has only JSON's prototypes, all the way down. Works without recursion, because the value may be deep. */
export function isPlain(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.getPrototypeOf(next) !== (Array.isArray(next) ? Array : Object).prototype) return false;
    for (const part of Object.values(next)) open.push(part);
  }
  return true;
}
