import { describe, expect, it, vi } from "vitest";
import { O2OverflowError } from "./feedErrors.ts";
import { Stream } from "./stream.ts";

describe("Stream", () => {
  it("hands on in order, whether the reader or the value comes first", async () => {
    const stream = new Stream<number>(10, () => undefined);
    const early = [stream.next(), stream.next()];
    stream.push(1);
    stream.push(2);
    stream.push(3);
    expect(await Promise.all([...early, stream.next()])).toEqual([1, 2, 3].map((value) => ({ done: false, value })));
  });

  it("end() lets go before its reader knows, once, and drops what waits", async () => {
    const onEnd = vi.fn();
    const stream = new Stream<number>(10, onEnd);
    stream.push(1);
    stream.end();
    stream.end();
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    stream.push(2);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("return() drops what waits and says that it is over", async () => {
    const stream = new Stream<number>(10, () => undefined);
    stream.push(1);
    expect(await stream.return()).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("end() ends every step that waits", async () => {
    const stream = new Stream<number>(10, () => undefined);
    const steps = [stream.next(), stream.next()];
    stream.end();
    expect(await Promise.all(steps)).toEqual([1, 2].map(() => ({ done: true, value: undefined })));
  });

  it("finish() lets the reader read what waits, and the last word", async () => {
    const stream = new Stream<number>(10, () => undefined);
    stream.push(1);
    stream.finish(2);
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    expect(await stream.next()).toEqual({ done: false, value: 2 });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("finish() reaches a reader that waits", async () => {
    const stream = new Stream<number>(10, () => undefined);
    const steps = [stream.next(), stream.next()];
    stream.finish(1);
    expect(await Promise.all(steps)).toEqual([
      { done: false, value: 1 },
      { done: true, value: undefined },
    ]);
  });

  it("holds its limit and then ends with an error that is thrown once", async () => {
    const onEnd = vi.fn();
    const stream = new Stream<number>(2, onEnd);
    for (const value of [1, 2, 3]) stream.push(value);
    expect(onEnd).toHaveBeenCalledTimes(1);
    await expect(stream.next()).rejects.toThrow(O2OverflowError);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("return(), as by a break, lets go", async () => {
    const onEnd = vi.fn();
    const stream = new Stream<number>(2, onEnd);
    stream.push(1);
    for await (const value of stream) {
      expect(value).toBe(1);
      break;
    }
    expect(onEnd).toHaveBeenCalledTimes(1);
  });
});
