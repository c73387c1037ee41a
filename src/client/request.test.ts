// One read over REST against a fetch that answers as the test says.
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { O2InputError, O2RestError } from "./errors.ts";
import { createGet, type Get } from "./request.ts";
import type { RestOptions } from "./restSettings.ts";
import { LARGEST } from "./values.ts";

const BASE = "https://o2.made";
const answering = (answer: () => unknown, options: RestOptions = {}): Get =>
  createGet(BASE, { retries: 0, fetch: async () => answer() as Response, ...options });
const read = (get: Get, signal?: AbortSignal): Promise<unknown> => get("/v1/markets", {}, (body) => body, { signal });
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no failure",
    (error: unknown) => error,
  );

describe("the base", () => {
  it.each(["xhttps://o2.app", "wss://o2.app", "https://", "https://me:word@o2.app", "o2.app"])("is not %s", (base) => {
    expect(() => createGet(base, {})).toThrow(O2InputError);
  });
});

describe("options", () => {
  it.each<[RestOptions]>([[{ retries: Infinity }], [{ maxRequests: Infinity }], [{ requestTimeout: Infinity }]])(
    "%o will do",
    (options) => {
      expect(() => createGet(BASE, options)).not.toThrow();
    },
  );

  it.each<[string, RestOptions]>([
    ["retries", { retries: 0.5 }],
    ["retries", { retries: -1 }],
    ["maxRequests", { maxRequests: 0 }],
    ["requestTimeout", { requestTimeout: Number.NaN }],
  ])("%s cannot be %o", (parameter, options) => {
    expect(() => createGet(BASE, options)).toThrow(expect.objectContaining({ name: "O2InputError", parameter }));
  });
});

describe("the request", () => {
  it("asks for JSON, and can be given up", async () => {
    const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response("{}"));
    await read(createGet(`${BASE}/`, { fetch: fetch as typeof globalThis.fetch }));
    expect(fetch).toHaveBeenCalledExactlyOnceWith(new URL(`${BASE}/v1/markets`), {
      signal: expect.any(AbortSignal),
      headers: { accept: "application/json" },
      cache: "no-store",
    });
  });

  it("leaves no listener on a signal that outlives it", async () => {
    const { signal } = new AbortController();
    const count = { added: 0, removed: 0 };
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      count.added += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      expect(args[0]).toBe("abort");
      count.removed += 1;
      removeEventListener.apply(signal, args);
    };
    await read(
      answering(() => new Response("{}")),
      signal,
    );
    expect(count.added).toBeGreaterThan(0);
    expect(count.removed).toBe(count.added);
  });

  it("that is not answered in time says so, and is over though fetch knows nothing of signals", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const failed = failure(read(answering(() => new Promise(() => undefined), { requestTimeout: 50 })));
    await vi.advanceTimersByTimeAsync(50);
    expect(await failed).toMatchObject({
      name: "O2RestError",
      message: "GET /v1/markets was not answered within 50 ms.",
      isTransient: true,
    });
  });
});

describe("an answer", () => {
  const chunks = (...parts: Uint8Array[]): ReadableStream =>
    new ReadableStream({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });

  it("whose letters are cut in two comes out whole", async () => {
    const bytes = new TextEncoder().encode('{"symbol":"₿"}');
    const answer = () => new Response(chunks(bytes.slice(0, 12), bytes.slice(12)));
    expect(await read(answering(answer))).toEqual({ symbol: "₿" });
  });

  it("that says it is too large is not read, and not asked for again", async () => {
    const cancel = vi.fn();
    const answer = vi.fn(
      () => new Response(new ReadableStream({ cancel }), { headers: { "content-length": `${LARGEST + 1}` } }),
    );
    const error = await failure(read(answering(answer, { retries: 2 })));
    expect(error).toBeInstanceOf(O2RestError);
    expect(error).toMatchObject({
      message: `GET /v1/markets was answered with more than ${LARGEST} bytes.`,
      status: 200,
      isTransient: false,
    });
    expect([answer.mock.calls.length, cancel.mock.calls.length]).toEqual([1, 1]);
  });

  it("that is too large without a word, or without a body, is refused as well", async () => {
    const half = new Uint8Array(LARGEST / 2 + 1);
    const whole = { headers: new Headers({ "content-length": `${LARGEST + 1}` }), status: 200, body: null };
    for (const answer of [() => new Response(chunks(half, half)), () => whole])
      expect(await failure(read(answering(answer)))).toMatchObject({
        message: expect.stringMatching(/more than \d+ bytes/),
      });
  });

  it.each(["5", '"text"', "null", "true"])("of %s, refused or not, is no error of its own", async (text) => {
    expect(await read(answering(() => new Response(text)))).toEqual(JSON.parse(text));
    expect(await failure(read(answering(() => new Response(text, { status: 404 }))))).toMatchObject({
      name: "O2RestError",
      status: 404,
    });
  });

  it("without a body is nothing", async () => {
    expect(await failure(read(answering(() => new Response(null))))).toMatchObject({
      message: "GET /v1/markets was answered with nothing where JSON was expected.",
    });
  });

  it("of exactly the largest size is read", async () => {
    const headers = { "content-length": `${LARGEST}` };
    expect(await read(answering(() => new Response("{}", { headers })))).toEqual({});
  });

  it.each([[{ message: "hello" }], [{ code: 5 }], [{ code: "5", message: "hello" }], [[{ code: 5, message: "no" }]]])(
    "that is not an error's is what was read: %j",
    async (body) => {
      expect(await read(answering(() => Response.json(body)))).toEqual(body);
    },
  );

  it.each([
    [408, {}, true],
    [429, {}, true],
    [500, {}, true],
    [404, {}, false],
    [400, { code: 1003, message: "slow down" }, true],
    [200, { code: 2000, message: "no such market" }, false],
  ])("%i %j is refused; it may succeed later: %s", async (status, body, isTransient) => {
    const error = await failure(read(answering(() => Response.json(body, { status }))));
    expect(error).toMatchObject({ name: "O2RestError", status, isTransient });
  });

  it.each([
    ["a \n\n b", '"a b"'],
    ["x".repeat(40), `"${"x".repeat(40)}"`],
    ["x".repeat(41), `"${"x".repeat(40)}…"`],
    ["", "nothing"],
  ])("that is not JSON is told as it begins: %j", async (text, told) => {
    expect(await failure(read(answering(() => new Response(text))))).toMatchObject({
      message: `GET /v1/markets was answered with ${told} where JSON was expected.`,
      cause: text === "" ? undefined : { message: "the answer is not JSON" },
    });
  });

  it("from elsewhere says whose it is, and nothing of the rest of that address", async () => {
    const answer = () =>
      Object.defineProperties(new Response("<html>", { status: 403 }), {
        redirected: { value: true },
        url: { value: "https://login.made/in?key=secret" },
      });
    expect(await failure(read(answering(answer)))).toMatchObject({
      message: 'GET /v1/markets was refused (403): it answered "<html>", after a redirect to https://login.made',
    });
  });
});
