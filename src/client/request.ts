// One GET against the REST API: its deadline, its retries, the cap on reads in flight, and errors that say what happened.
// Knows nothing of what is read.
import pLimit from "p-limit";
import { O2InputError, O2RestError } from "./errors.ts";
import { showUrl } from "./ids.ts";
import { retry } from "./retry.ts";
import { EXCERPT, LARGEST, Malformed, object, parseExactJson } from "./values.ts";

/** How REST is read. Times in milliseconds. */
export interface RestOptions {
  /** The `fetch` to use; default the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** How long one answer may take. Default 10,000. */
  readonly requestTimeout?: number;
  /** How often a read that may succeed later is tried again: after 0.5 s, doubling, jittered. Default 2. */
  readonly retries?: number;
  /** How many reads may be under way at once; the others wait. Default 6. */
  readonly maxRequests?: number;
}

/** What each read takes. */
export interface ReadOptions {
  /** Gives the read up. */
  readonly signal?: AbortSignal | undefined;
  /** Overrides the retries of all reads for this one. */
  readonly retries?: number | undefined;
}

/** A query's values; those that are `undefined` are left out. */
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Reads a path, and gives what `parse` makes of the JSON. */
export type Get = <T>(path: string, query: Query, parse: (body: unknown) => T, options: ReadOptions) => Promise<T>;

/**
 * Makes a reader of one REST API.
 * @throws O2InputError when the base is not an absolute http:// or https:// address, or an option cannot be used.
 */
export function createGet(apiBase: string, options: RestOptions): Get {
  // Credentials fetch would refuse, in words that repeat them.
  if (!/^https?:\/\/[^/@]+(\/|$)/.test(apiBase) || !URL.canParse(apiBase)) {
    throw new O2InputError(
      "config.apiBase",
      `${showUrl(apiBase)} cannot be used. Expected an absolute http:// or https:// address, e.g. "https://api.testnet.o2.app"; leave it out to read nothing over REST.`,
    );
  }
  // A timer for longer than this fires at once.
  const requestTimeout = toWhole("requestTimeout", options.requestTimeout ?? 10_000, 1, 2 ** 31 - 1);
  const usualRetries = toWhole("retries", options.retries ?? 2, 0);
  const limit = pLimit(toWhole("maxRequests", options.maxRequests ?? 6, 1));

  const attempt = async (what: string, url: URL, signal: AbortSignal | undefined): Promise<Answer> => {
    signal?.throwIfAborted();
    const abort = new AbortController();
    const pass = (): void => abort.abort(signal?.reason);
    signal?.addEventListener("abort", pass);
    const timer = setTimeout(() => {
      abort.abort(new O2RestError(`${what} was not answered within ${requestTimeout} ms.`, { isTransient: true }));
    }, requestTimeout);
    try {
      const fetch = options.fetch ?? globalThis.fetch;
      const request = fetch(url, { signal: abort.signal, headers: { accept: "application/json" } });
      // A fetch that was passed in may know nothing of signals; its place is free all the same.
      return await orAborted(
        request.then((response) => readAnswer(what, response)),
        abort.signal,
      );
    } catch (error) {
      if (error instanceof O2RestError) throw error;
      throw new O2RestError(`${what} failed: ${error instanceof Error ? error.message : String(error)}.`, {
        isTransient: true,
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", pass);
    }
  };

  return async (path, query, parse, { signal, retries = usualRetries }) => {
    // Of the address errors say what was read: the rest of it may be a key of the user's.
    const what = `GET ${path}`;
    const url = new URL(apiBase.replace(/\/+$/, "") + path);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    // Of reads that wait for a place the queue knows nothing: what was given up leaves at once, its turn passes unused.
    const read = (): Promise<Answer> =>
      orAborted(
        limit(() => attempt(what, url, signal)),
        signal,
      );
    try {
      return await retry(async () => understand(what, await read(), parse), {
        retries: toWhole("retries", retries, 0),
        delay: 500,
        maxDelay: 10_000,
        signal,
        isWorthIt: (error) => error instanceof O2RestError && error.isTransient,
      });
    } catch (error) {
      // A reason need not be an Error, which p-retry would make of it.
      signal?.throwIfAborted();
      throw error;
    }
  };
}

/** An answer, read to its end. */
interface Answer {
  readonly status: number;
  readonly text: string;
  /** Whose it is, when it came after a redirect; else empty. */
  readonly redirectedTo: string;
}

/** @throws O2InputError unless it is a whole number in the range, or Infinity where that has no end. */
function toWhole(name: string, value: number, least: number, most = Infinity): number {
  if ((Number.isInteger(value) || value === Infinity) && value >= least && value <= most) return value;
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  throw new O2InputError(name, `${String(value)} cannot be used. Expected a whole number ${range}.`);
}

/** The promise, unless the signal, not aborted so far, is first: then its reason, at once. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function readAnswer(what: string, response: Response): Promise<Answer> {
  const { status, redirected, url } = response;
  return { status, text: await readText(what, response), redirectedTo: redirected ? new URL(url).origin : "" };
}

async function readText(what: string, response: Response): Promise<string> {
  const tooLarge = (): O2RestError =>
    new O2RestError(`${what} was answered with more than ${LARGEST} bytes.`, {
      status: response.status,
    });
  if (Number(response.headers.get("content-length")) > LARGEST) {
    await response.body?.cancel();
    throw tooLarge();
  }
  if (!response.body) return response.text();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  let size = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength;
    if (size > LARGEST) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

function understand<T>(what: string, { status, text, redirectedTo }: Answer, parse: (body: unknown) => T): T {
  const body = parseExactJson(text);
  const { code, message } = readError(body);
  const isOk = status >= 200 && status < 300;
  const way = redirectedTo && `, after a redirect to ${redirectedTo}`;
  // Whoever answers in another language than JSON is not the API: a proxy, a login page.
  const cause = body === undefined && text !== "" ? new Malformed("the answer is not JSON") : undefined;
  if (!isOk || (code !== undefined && message !== undefined)) {
    // 1003 is the server's own "too many requests", whatever the status around it.
    const isTransient = status === 408 || status === 429 || status >= 500 || code === 1003;
    const said = message ?? (body === undefined ? `it answered ${describe(text)}${way}` : "it gave no message");
    const about = code === undefined ? `${status}` : `${status}, code ${code}`;
    throw new O2RestError(`${what} was refused (${about}): ${said}`, {
      status,
      isTransient,
      cause,
      code,
    });
  }
  if (body === undefined) {
    throw new O2RestError(`${what} was answered with ${describe(text)} where JSON was expected${way}.`, {
      status,
      cause,
    });
  }
  try {
    return parse(body);
  } catch (error) {
    // Not always an error of our own: an answer may be nested deeper than the stack is.
    throw new O2RestError(`${what} was answered in an unknown shape: ${(error as Error).message}${way}.`, {
      status,
      cause: error,
    });
  }
}

function readError(body: unknown): { readonly code?: number; readonly message?: string } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return {};
  const { code, message } = object(body, "the answer");
  return {
    ...(typeof code === "number" ? { code } : {}),
    ...(typeof message === "string" ? { message: message.slice(0, EXCERPT) } : {}),
  };
}

function describe(text: string): string {
  return text === "" ? "nothing" : `"${text.slice(0, 40).replaceAll(/\s+/g, " ")}${text.length > 40 ? "…" : ""}"`;
}
