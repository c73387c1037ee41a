// A clock that is set back lengthens no wait.
import { expect, it } from "vitest";
import { steady } from "./steady.ts";

it("goes on from its last look when the clock behind it is set back, and with it when it is set on", () => {
  let time = 1_000;
  const now = steady(() => time);
  time = 1_500;
  expect(now()).toBe(1_500);
  time = 100;
  expect(now()).toBe(1_500);
  time = 350;
  expect(now()).toBe(1_750);
  time = 0;
  expect(now()).toBe(1_750);
  time = 5_000;
  expect(now()).toBe(6_750);
});
