// The pace of REST reads: six at once, urgent ones first, and none while the server asks for a pause.
import { O2Rest, type RestOptions } from "o2-react/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRandom } from "../../src/testing/random.ts";
import { failure } from "../support/rest.ts";

const market = `0x${"8".repeat(64)}`;
const MARKETS = { markets: [] };
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Asked {
  readonly at: number;
  readonly url: string;
}

/** A rest whose answers come from a list, each after some time. The last answer is repeated. */
function answering(answers: readonly (() => Response)[], options: RestOptions = {}, latency = 0) {
  const asked: Asked[] = [];
  let underWay = 0;
  let most = 0;
  const begin = Date.now();
  const fetch = (async (url: unknown) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push({ at: Date.now() - begin, url: String(url) });
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, latency));
    underWay -= 1;
    return answer();
  }) as typeof globalThis.fetch;
  return { rest: new O2Rest("https://o2.made", { fetch, random: () => 0, ...options }), asked, most: () => most };
}

const ok = () => Response.json(MARKETS);
const tooMany = (headers: Record<string, string> = {}) =>
  Response.json({ code: 1003, message: "slow" }, { status: 429, headers });

describe("a refusal of too many requests", () => {
  it.each<[string, () => Response]>([
    ["429", () => new Response("", { status: 429 })],
    ["429 with a text", () => new Response("Too Many Requests", { status: 429 })],
    ["429 with a list", () => Response.json([], { status: 429 })],
    ["1003 under HTTP 200", () => Response.json({ code: 1003, message: "slow" })],
    ["1003 under HTTP 200 without a message", () => Response.json({ code: 1003 })],
    ["1003 with `error`", () => Response.json({ code: 1003, error: "slow" }, { status: 400 })],
    ["a text under HTTP 200", () => new Response("RateLimitExceeded")],
    ["a JSON text under HTTP 200", () => Response.json("rate limit exceeded")],
  ])("as %s slows down every read, not only its own", async (_, refusal) => {
    const { rest, asked } = answering([refusal, ok], { retries: 1 });
    const first = rest.markets();
    await vi.advanceTimersByTimeAsync(10);
    const second = rest.markets();
    await vi.advanceTimersByTimeAsync(480);
    expect(asked).toHaveLength(1);
    await vi.runAllTimersAsync();
    await Promise.all([first, second]);
    expect(asked).toHaveLength(3);
    expect(asked[1]?.at).toBeGreaterThanOrEqual(500);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("counts once for reads that were under way together, and pauses longer while it goes on", async () => {
    const { rest, asked } = answering([...Array.from({ length: 6 }, () => tooMany), tooMany, tooMany, ok], {
      retries: 0,
    });
    for (let n = 0; n < 6; n += 1) void failure(rest.markets());
    await vi.advanceTimersByTimeAsync(0);
    for (let n = 0; n < 3; n += 1) {
      void rest.markets().catch(() => undefined);
      await vi.runAllTimersAsync();
    }
    // Pauses of 0.5, 1 and 2 s.
    expect(asked.slice(6).map(({ at }) => at)).toEqual([500, 1_500, 3_500]);
  });

  it.each<[string, string, number]>([
    ["seconds", "7", 7_000],
    ["a date", new Date(1_800_000_009_000).toUTCString(), 9_000],
    ["longer than half a minute", "86400", 30_000],
    ["no time at all", "soon", 500],
    ["a time that is over", new Date(0).toUTCString(), 500],
  ])("says in Retry-After for how long: %s", async (_, after, wait) => {
    const { rest, asked } = answering([() => tooMany({ "retry-after": after }), ok], { retries: 0 });
    const failed = failure(rest.markets());
    await vi.advanceTimersByTimeAsync(0);
    await failed;
    void rest.markets();
    await vi.runAllTimersAsync();
    expect(asked.map(({ at }) => at)).toEqual([0, wait]);
  });

  it("a 503 with Retry-After is one; without it, only that read is affected", async () => {
    for (const [headers, wait] of [
      [{ "retry-after": "3" }, 3_000],
      [{}, 0],
    ] as const) {
      const { rest, asked } = answering([() => new Response("", { status: 503, headers }), ok], { retries: 0 });
      const failed = failure(rest.markets());
      await vi.advanceTimersByTimeAsync(0);
      expect(await failed).toMatchObject({ status: 503, isTransient: true });
      const begin = asked[0]!.at;
      void rest.markets();
      await vi.runAllTimersAsync();
      expect(asked[1]!.at - begin).toBe(wait);
    }
  });

  it("does not hold back a read that is given up meanwhile, and leaves no timer", async () => {
    const { rest, asked } = answering([() => tooMany({ "retry-after": "50" }), ok], { retries: 0 });
    const failed = failure(rest.markets());
    await vi.advanceTimersByTimeAsync(0);
    await failed;
    const abort = new AbortController();
    const given = failure(rest.markets({ signal: abort.signal }));
    await vi.advanceTimersByTimeAsync(5);
    abort.abort("left");
    expect(await given).toBe("left");
    await vi.advanceTimersByTimeAsync(0);
    expect({ asked: asked.length, timers: vi.getTimerCount() }).toEqual({ asked: 1, timers: 0 });
  });

  it("ends when the clock is set back", async () => {
    let time = 5_000_000;
    const { rest, asked } = answering([tooMany, ok], { retries: 0, now: () => time });
    const failed = failure(rest.markets());
    await vi.advanceTimersByTimeAsync(0);
    await failed;
    time = 1_000;
    void rest.markets();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
  });
});

describe("many reads at once", () => {
  it("are six under way, unless another number is asked for", async () => {
    for (const [options, expected] of [
      [{}, 6],
      [{ maxRequests: 2 }, 2],
    ] as const) {
      const { rest, most } = answering([ok], options, 20);
      const reads = Array.from({ length: 30 }, () => rest.markets());
      await vi.runAllTimersAsync();
      await Promise.all(reads);
      expect(most()).toBe(expected);
    }
  });

  it("go urgent ones first, each kind in its order", async () => {
    const { rest, asked } = answering([() => Response.json({ trades: [] })], { maxRequests: 1 }, 20);
    const read = (count: number, isUrgent?: boolean) => rest.trades({ market, count, isUrgent });
    const reads = [read(1), read(2, false), read(3, false), read(4), read(5, true)];
    await vi.runAllTimersAsync();
    await Promise.all(reads);
    expect(asked.map(({ url }) => new URL(url).searchParams.get("count"))).toEqual(["1", "4", "5", "2", "3"]);
  });
});

describe("what is tried again", () => {
  it.each<[string, () => Response]>([
    [
      "an answer of 502 that is too large",
      () => new Response("", { status: 502, headers: { "content-length": "999999999999" } }),
    ],
    [
      "an answer that is cut off",
      () => new Response(new ReadableStream({ start: (body) => body.error(new TypeError("terminated")) })),
    ],
  ])("%s", async (_, answer) => {
    const { rest, asked } = answering([answer, ok]);
    const read = rest.markets();
    await vi.runAllTimersAsync();
    expect(await read).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it.each<[string, unknown, Partial<{ code: number; message: unknown }>]>([
    ["an error under HTTP 200", { code: 2000, message: "no such market" }, { code: 2000 }],
    ["one without a message", { code: 2000 }, { code: 2000 }],
    [
      "`error` in place of `message`",
      { code: 1001, error: "bad count" },
      { code: 1001, message: expect.stringContaining("bad count") },
    ],
    ["`error` alone", { error: "bad count" }, { message: expect.stringContaining("bad count") }],
    [
      "an error in an error",
      { error: { code: 1004, message: "not here" } },
      { code: 1004, message: expect.stringContaining("not here") },
    ],
  ])("not: %s", async (_, body, fields) => {
    const { rest, asked } = answering([() => Response.json(body)]);
    const failed = failure(rest.markets());
    await vi.runAllTimersAsync();
    expect(await failed).toMatchObject({ name: "O2RestError", status: 200, isTransient: false, ...fields });
    expect(asked).toHaveLength(1);
  });
});

describe("while the server goes on refusing", () => {
  it.each([1, 2, 3, 4, 5, 6])(
    "each read is tried again and again, and none is overtaken for ever (seed %i)",
    async (seed) => {
      const numbers = createRandom(seed);
      const random = () => numbers.uint32() / 2 ** 32;
      const { rest, asked } = answering([tooMany], { random }, 1);
      const markets = Array.from({ length: 9 }, (_, index) => `0x${String(index + 1).repeat(64)}`);
      let isOver = false;
      const all = markets.map(async (id) => {
        for (let wait = 1_000; !isOver; wait = Math.min(60_000, wait * 2)) {
          await rest.trades({ market: id, retries: 0 }).catch(() => undefined);
          await new Promise((resolve) => setTimeout(resolve, wait * (1 + random())));
        }
      });
      await vi.advanceTimersByTimeAsync(HOUR);
      isOver = true;
      await vi.runAllTimersAsync();
      await Promise.all(all);
      const longest = markets.map((id) => {
        const times = asked.filter(({ url }) => url.includes(id)).map(({ at }) => at);
        return Math.max(...times.map((at, index) => at - (times[index - 1] ?? 0)));
      });
      expect(Math.max(...longest)).toBeLessThan(HOUR / 6);
    },
  );
});
