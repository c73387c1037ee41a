// Errors on their way to another thread: each of ours is of its class there.
import { expect, test } from "vitest";
import * as shared from "../client/errors.ts";
import * as feedErrors from "../client/feedErrors.ts";
import { toError, toErrorData } from "./errorData.ts";

const errors = { ...shared, ...feedErrors };

const over = (thrown: unknown): Error => toError(structuredClone(toErrorData(thrown)));

const OURS = [
  new errors.O2Error("plain"),
  new errors.O2InputError("market", "no id", { code: "unknown", value: "x", allowed: ["a", 1n] }),
  new errors.O2LimitError(10, "too many"),
  new errors.O2OverflowError(5),
  new errors.O2FrameError("no JSON", "{"),
  new errors.O2ServerError("rejected", 6002, "0x1"),
  new errors.O2RestError("no answer", { status: 500, isTransient: true }),
  new errors.O2BookError("0x1", "crossed"),
  new errors.O2ConnectionError("down", { code: 403 }),
  new errors.O2TimeoutError("A predicate", 5_000),
  new errors.O2CallbackError("A listener", new Error("its own")),
];

test.each(OURS.map((error) => [error.name, error] as const))("%s is the same error there", (_, error) => {
  const there = over(error);
  expect(there).toBeInstanceOf(error.constructor);
  expect(errors.isO2Error(there)).toBe(true);
  expect({ ...there, name: there.name, message: there.message }).toEqual({
    ...error,
    name: error.name,
    message: error.message,
  });
  expect(Object.prototype.toString.call(there)).toBe("[object Error]");
});

test("there is one of each class", () => {
  const classes = Object.values(errors as Readonly<Record<string, unknown>>).filter(
    (each) => typeof each === "function" && /^O2/.test(each.name),
  );
  expect(new Set(OURS.map((error) => error.constructor))).toEqual(new Set(classes));
});

test("a value that no message can carry is its text, whatever else was thrown is an error, and causes end", () => {
  const input = new errors.O2InputError("commits", "no pace", { value: () => 5 });
  expect((over(input) as shared.O2InputError).value).toBe("() => 5");
  expect(over("a text")).toMatchObject({ name: "Error", message: "a text" });
  let error = new Error("0");
  for (let depth = 1; depth <= 50; depth += 1) error = new Error(String(depth), { cause: error });
  error.cause = error;
  expect(over(error).message).toBe("50");
});
