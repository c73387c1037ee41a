// The marks of what two copies of the library pass to each other.
import { expect, test } from "vitest";
import { brand, CONTRACT, makerOf, VERSION } from "./brand.ts";

test("a mark says which version made a thing, of which kind, and is neither listed nor inherited by copying", () => {
  const thing = { name: "a feed" };
  brand(thing, "feed");
  expect(makerOf(thing, "feed")).toEqual({ version: VERSION, contract: CONTRACT });
  expect(makerOf(thing, "session")).toBeUndefined();
  expect(Reflect.ownKeys({ ...thing })).toEqual(["name"]);
  expect([undefined, null, "feed", 1, {}].map((other) => makerOf(other, "feed"))).toEqual(Array(5).fill(undefined));
});
