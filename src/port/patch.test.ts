// The difference of two states, as another thread gets it: what is made of it there is the same state, and parts that did not change are the
// same objects.
import { fc, test as fuzz } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { O2RestError } from "../client/errors.ts";
import { apply, diff } from "./patch.ts";

/** The way of a difference through a port. */
const sent = (before: unknown, after: unknown): unknown => structuredClone(diff(before, after));

const isPatch = (patch: unknown): patch is NonNullable<ReturnType<typeof diff>> => patch !== undefined;

const over = (theirs: unknown, before: unknown, after: unknown): unknown => {
  const patch = sent(before, after);
  return isPatch(patch) ? apply(theirs, patch) : theirs;
};

describe("rows", () => {
  const [a, b, c] = [{ price: 1n }, { price: 2n }, { price: 3n }];
  const before = { data: { bids: [a, b, c], asks: [] } };

  test("that did not change are the same objects, wherever they are now; others are new", () => {
    const theirs = over(undefined, undefined, before) as typeof before;
    const next = over(theirs, before, { data: { bids: [{ price: 9n }, a, c], asks: [] } }) as typeof before;
    expect(next.data.bids).toEqual([{ price: 9n }, a, c]);
    expect(next.data.bids.slice(1)).toEqual([theirs.data.bids[0], theirs.data.bids[2]]);
    expect(next.data.bids[1]).toBe(theirs.data.bids[0]);
    expect(next.data.bids[2]).toBe(theirs.data.bids[2]);
  });

  test("of what did not change at all nothing is sent", () => {
    const other = { topic: 1 };
    const patch = sent({ ...before, other }, { ...before, other, now: 5 });
    expect(patch).toEqual(["object", { now: ["is", 5] }, []]);
    expect(sent(before, before)).toBeUndefined();
  });

  test("that two lists have in common are one object there too", () => {
    const theirs = over(undefined, undefined, { data: [a], held: { orders: [a, b] } }) as {
      data: unknown[];
      held: { orders: unknown[] };
    };
    expect(theirs.data[0]).toBe(theirs.held.orders[0]);
  });
});

test("an error is of its class again, with all its members and its cause", () => {
  const cause = new TypeError("offline");
  const error = new O2RestError("no answer", { status: 503, code: 1003, isTransient: true, cause });
  const theirs = over(undefined, undefined, { error }) as { error: O2RestError };
  expect(theirs.error).toBeInstanceOf(O2RestError);
  expect(theirs.error).toMatchObject({
    name: "O2RestError",
    message: "no answer",
    status: 503,
    code: 1003,
    isTransient: true,
  });
  expect(String(theirs.error)).toBe("O2RestError: no answer");
  expect(theirs.error.cause).toMatchObject({ name: "TypeError", message: "offline" });
  expect(theirs.error.stack).toBe(error.stack);
});

test("a member that is gone goes, one that is undefined is there, and an epoch stays with its engine", () => {
  const before = { depth: { a: { data: 1, epoch: 4 }, b: { data: 2 } } };
  const theirs = over(undefined, undefined, before);
  expect(theirs).toStrictEqual({ depth: { a: { data: 1 }, b: { data: 2 } } });
  const after = { depth: { b: { data: 2, error: undefined } } };
  expect(over(theirs, before, after)).toStrictEqual(after);
});

test("a set is sent as it is", () => {
  expect(over(undefined, undefined, { closings: new Set(["a"]) })).toEqual({ closings: new Set(["a"]) });
});

const leaf = fc.oneof(fc.integer(), fc.bigInt(), fc.string(), fc.constant(undefined), fc.constant(null), fc.boolean());
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("any")),
  ),
})).any;

fuzz.prop([fc.array(value, { minLength: 1, maxLength: 6 })], { numRuns: 2_000 })(
  "any states, one after the other, arrive as they are",
  (states) => {
    const plain = structuredClone(states).map(withoutEpochs);
    let theirs: unknown;
    let before: unknown;
    for (const state of plain) {
      theirs = over(theirs, before, state);
      before = state;
      expect(theirs).toEqual(state);
    }
  },
);

/** An object of a random state may happen to have that name. */
function withoutEpochs(state: unknown): unknown {
  if (Array.isArray(state)) return state.map(withoutEpochs);
  if (typeof state !== "object" || state === null) return state;
  const kept = Object.entries(state).filter(([name]) => name !== "epoch" && name !== "__proto__");
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutEpochs(each)]));
}
