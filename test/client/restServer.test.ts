// REST reads against real servers with faults: overloaded, endless, silent, redirecting, absent.
import type { ServerResponse } from "node:http";
import { O2Rest } from "o2-react/client";
import { expect, it, onTestFinished, vi } from "vitest";
import { failure, listen } from "../support/rest.ts";
import { until } from "../support/served.ts";

const market = `0x${"8".repeat(64)}`;
const MB = 1024 * 1024;

it("no more reads than allowed are under way, and a failed or abandoned one makes room", async () => {
  const waiting: ServerResponse[] = [];
  let most = 0;
  let asked = 0;
  const base = await listen((_, response) => {
    asked += 1;
    waiting.push(response);
    most = Math.max(most, waiting.length);
    response.on("close", () => waiting.splice(waiting.indexOf(response), 1));
  });
  const rest = new O2Rest(base, { maxRequests: 3, retries: 0 });
  const controller = new AbortController();
  const reads = Array.from({ length: 12 }, (_, index) =>
    rest.markets(index === 0 ? { signal: controller.signal } : {}).then(
      () => "read",
      () => "failed",
    ),
  );
  for (let done = 0; done < reads.length; done += 1) {
    await until(() => expect(asked).toBe(Math.min(12, done + 3)));
    await until(() => expect(waiting).toHaveLength(Math.min(3, 12 - done)));
    if (done === 0) controller.abort();
    else waiting[0]?.writeHead(done % 2 === 0 ? 400 : 200).end('{"markets":[]}');
  }
  const ends = await Promise.all(reads);
  expect(ends.filter((end) => end === "failed")).toHaveLength(6);
  expect(most).toBe(3);
});

it("a redirect is followed; if it leads to a page of HTML, the error names that page's address", async () => {
  const base = await listen(({ url = "" }, response) => {
    if (url === "/moved/markets") return void response.end('{"markets":[]}');
    if (url.startsWith("/login")) return void response.end("<html>Sign in</html>");
    const location = url.startsWith("/v1/markets") ? "/moved/markets" : "/login?next=secret";
    response.writeHead(302, { location }).end();
  });
  const rest = new O2Rest(base, { retries: 0 });
  expect(await rest.markets()).toEqual([]);
  expect(await failure(rest.trades({ market }))).toMatchObject({
    message: `GET /v1/trades was answered with "<html>Sign in</html>" where JSON was expected, after a redirect to ${base}.`,
    isTransient: false,
  });
});

it.each(["with its length", "in chunks"])("an answer without end, sent %s, is not read to it", async (way) => {
  let sent = 0;
  let closed = false;
  const base = await listen((_, response) => {
    response.on("close", () => {
      closed = true;
    });
    response.writeHead(200, way === "in chunks" ? {} : { "content-length": 1_000 * MB });
    const more = (): void => {
      while (!closed && sent < 1_000 * MB && response.write(" ".repeat(MB))) sent += MB;
      sent += MB;
      if (!closed) response.once("drain", more);
    };
    more();
  });
  expect(await failure(new O2Rest(base).markets())).toMatchObject({
    name: "O2RestError",
    message: "GET /v1/markets was answered with more than 16777216 bytes.",
    status: 200,
    isTransient: false,
  });
  await until(() => expect(closed).toBe(true));
  expect(sent).toBeLessThan(way === "in chunks" ? 100 * MB : 20 * MB);
});

it("an answer that stops half-way, or never comes, is given up in time", async () => {
  // The deadline passes once the server has been asked, however long that takes.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  let closed = 0;
  let asked = (): void => undefined;
  const base = await listen(({ url }, response) => {
    response.on("close", () => {
      closed += 1;
    });
    if (url === "/v1/markets") response.write('{"markets":[');
    asked();
  });
  const rest = new O2Rest(base, { requestTimeout: 50, retries: 0 });
  const late = async (read: Promise<unknown>): Promise<unknown> => {
    const failed = failure(read);
    await new Promise<void>((resolve) => {
      asked = resolve;
    });
    vi.advanceTimersByTime(50);
    return failed;
  };
  expect(await late(rest.markets())).toMatchObject({ message: "GET /v1/markets was not answered within 50 ms." });
  expect(await late(rest.trades({ market }))).toMatchObject({ isTransient: true, status: undefined });
  await until(() => expect(closed).toBe(2));
});

it("a link cut in the middle of an answer is tried again", async () => {
  let asked = 0;
  const base = await listen((_, response) => {
    asked += 1;
    if (asked > 1) return void response.end('{"markets":[]}');
    response.writeHead(200, { "content-length": 100 }).write('{"markets"', () => response.destroy());
  });
  expect(await new O2Rest(base).markets()).toEqual([]);
  expect(asked).toBe(2);
});

it("a server that is not there is reported, and letters cut between two chunks are read whole", async () => {
  const dead = await failure(new O2Rest("http://127.0.0.1:1", { retries: 0 }).markets());
  expect(dead).toMatchObject({ name: "O2RestError", status: undefined, isTransient: true, cause: expect.any(Error) });
  const text = Buffer.from('{"code":7,"message":"größer €"}');
  const base = await listen((_, response) => {
    response.writeHead(400);
    for (const byte of text) response.write(Buffer.of(byte));
    response.end();
  });
  expect(await failure(new O2Rest(base).markets())).toMatchObject({
    code: 7,
    message: expect.stringMatching(/größer €$/),
  });
});
