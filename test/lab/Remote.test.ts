// A process that carries out commands: its calls, its answers, and its failures.
import { expect, onTestFinished, test } from "vitest";
import { Remote } from "../../lab/far/Remote.ts";
import type { Counter } from "./commands.ts";

function open(): Remote<Counter> {
  const remote = new Remote<Counter>(new URL("commands.ts", import.meta.url));
  onTestFinished(() => remote.close());
  return remote;
}

test("methods are called by name with any arguments that can be copied, in order, on one object", async () => {
  const remote = open();
  expect(await Promise.all([remote.call.add(2n), remote.call.add(3n)])).toEqual([2n, 5n]);
});

test("what a method throws, or an answer that cannot be copied, rejects the call and nothing else", async () => {
  const remote = open();
  await expect(remote.call.fail("too far")).rejects.toThrow(/^fail: RangeError: too far/);
  await expect(remote.call.uncopied()).rejects.toThrow(/^uncopied: .*could not be cloned/);
  expect(await remote.call.add(1n)).toBe(1n);
});

test("a process that ends instead of answering rejects every call that waits, and every later one", async () => {
  const remote = open();
  const calls = await Promise.allSettled([remote.call.end(3), remote.call.add(1n)]);
  expect(calls.map((call) => String(call.status === "rejected" && call.reason))).toEqual([
    "Error: end: commands.ts ended with 3",
    "Error: add: commands.ts ended with 3",
  ]);
  await expect(remote.call.add(1n)).rejects.toThrow("add: commands.ts has ended");
  await remote.close();
});
