// Listeners are told until they leave, and their own errors disturb nobody.
import { expect, it, vi } from "vitest";
import { O2CallbackError, type O2Error } from "./errors.ts";
import { Listeners } from "./listeners.ts";

it("who let go is told nothing more, also where another let it go while all are told", () => {
  const listeners = new Listeners<number>(() => undefined);
  const heard: string[] = [];
  const first = listeners.add((event) => {
    heard.push(`first ${event}`);
    second();
  });
  const second = listeners.add((event) => heard.push(`second ${event}`));
  expect(listeners.size).toBe(2);
  listeners.tell(1);
  listeners.tell(2);
  first();
  listeners.tell(3);
  expect(heard).toEqual(["first 1", "first 2"]);
  expect(listeners.size).toBe(0);
});

it("what a listener brings about is told when everybody has heard of what it acted on", () => {
  const listeners = new Listeners<string>(() => undefined);
  const heard: string[] = [];
  listeners.add((event) => {
    if (event === "lost") listeners.tell("open");
    heard.push(`first ${event}`);
  });
  listeners.add((event) => heard.push(`second ${event}`));
  listeners.tell("lost");
  listeners.tell("closed");
  expect(heard).toEqual(["first lost", "second lost", "first open", "second open", "first closed", "second closed"]);
});

it("who begins to listen while all are told hears of what comes after that", () => {
  const listeners = new Listeners<number>(() => undefined);
  const heard: number[] = [];
  const stop = listeners.add((event) => {
    stop();
    listeners.tell(event + 1);
    listeners.add((later) => heard.push(later));
  });
  listeners.tell(1);
  expect(heard).toEqual([]);
  listeners.tell(3);
  expect(heard).toEqual([3]);
});

it("a listener that throws is reported by name, with what it threw, and disturbs nobody", () => {
  const errors: O2Error[] = [];
  const listeners = new Listeners<number>((error) => errors.push(error));
  const heard: number[] = [];
  const thrown = new Error("mine");
  listeners.add(() => {
    throw thrown;
  });
  listeners.add((event) => heard.push(event));
  listeners.tell(1);
  expect(heard).toEqual([1]);
  expect(errors).toEqual([expect.any(O2CallbackError)]);
  expect(errors[0]).toMatchObject({ message: expect.stringMatching(/^A listener of the feed/), cause: thrown });
});

it("what an onError throws goes to the runtime's handler of uncaught errors, and stops nothing here", () => {
  const thrown = new Error("mine");
  const later: (() => void)[] = [];
  vi.stubGlobal("queueMicrotask", (run: () => void) => later.push(run));
  const listeners = new Listeners<number>(() => {
    throw thrown;
  });
  listeners.report(new O2CallbackError("onTrade", thrown));
  vi.unstubAllGlobals();
  expect(later).toHaveLength(1);
  expect(later[0]).toThrow(thrown);
});
