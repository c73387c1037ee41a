import { expect, it } from "vitest";
import { O2CallbackError, O2ConnectionError, O2Error, toO2Error } from "./errors.ts";
import { O2BookError, O2FrameError, O2OverflowError } from "./feedErrors.ts";

it("each error is called by the name of its class, so that a log tells them apart", () => {
  const made = {
    O2Error: new O2Error(""),
    O2OverflowError: new O2OverflowError(1),
    O2FrameError: new O2FrameError("", ""),
    O2BookError: new O2BookError("", ""),
    O2ConnectionError: new O2ConnectionError(""),
    O2CallbackError: new O2CallbackError("", undefined),
  };
  for (const [name, error] of Object.entries(made)) {
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(O2Error);
  }
});

it("a reader that fell behind is told how far, and what to do", () => {
  expect(new O2OverflowError(7).message).toMatch(/more than 7 updates were waiting.*raise maxBufferedUpdates/);
});

it("a dropped frame is kept for the report, but no more of it than that takes", () => {
  expect(new O2FrameError("it is not JSON", "x".repeat(201)).frame).toBe("x".repeat(200));
});

it("what threw is named, and what it threw is the cause", () => {
  const thrown = { so: "it is" };
  expect(new O2CallbackError("onFill", thrown)).toMatchObject({
    message: "onFill threw; see its cause. The feed goes on.",
    cause: thrown,
  });
});

it("whatever a read failed with is kept as the cause; an error of ours stays itself", () => {
  const odd = new TypeError("odd");
  expect(toO2Error(odd)).toMatchObject({ name: "O2RestError", message: "TypeError: odd", cause: odd });
  const own = new O2Error("own");
  expect(toO2Error(own)).toBe(own);
});
