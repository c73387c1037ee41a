// Uses an object that is elsewhere: the path of a member and its arguments go there, and a value comes back. It knows
// nothing of the transport.

/** An object on another side. Its methods answer later, and so do its properties, which are called like methods. */
export type Remoted<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : Remoted<T[K]> & (() => Promise<T[K]>);
};

/** Takes a path and arguments to the other side. */
type Carry = (path: readonly string[], args: readonly unknown[]) => Promise<unknown>;

/** The object on the other side. */
export function remoted<T extends object>(carry: Carry, path: readonly string[] = []): Remoted<T> {
  const handler: ProxyHandler<() => void> = {
    // A promise would be assumed for an object with a `then`.
    get: (_, name) => (typeof name === "symbol" || name === "then" ? undefined : remoted(carry, [...path, name])),
    apply: (_, __, args: unknown[]) => carry(path, args),
  };
  return new Proxy(() => undefined, handler) as unknown as Remoted<T>;
}

/** The other side: reads a member, or calls it where it is a method. */
export function callMember(target: unknown, path: readonly string[], args: readonly unknown[]): unknown {
  let owner: unknown;
  let value = target;
  for (const name of path) {
    owner = value;
    value = Reflect.get(Object(value), name);
  }
  return typeof value === "function" ? Reflect.apply(value, owner, args) : value;
}
