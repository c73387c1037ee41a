// One GET against the REST API: past HTTP caches, its deadline, its retries, and errors that say what happened.
// Knows nothing of what is read.
import { ifAborted, orAborted } from "./abort.ts";
import { type Answer, answerOf } from "./answer.ts";
import { isRestError, O2RestError } from "./errors.ts";
import { toNumber } from "./numbers.ts";
import { Pace } from "./pace.ts";
import { type RestOptions, toRestSettings } from "./restSettings.ts";
import { retry } from "./retry.ts";
import { Malformed } from "./values.ts";

/** The options of each read. */
export interface ReadOptions {
  /** Gives the read up. */
  readonly signal?: AbortSignal | undefined;
  /** Overrides the retries of all reads for this one. */
  readonly retries?: number | undefined;
  /** Whether it goes before reads that are not, while all wait for a place. Default `true`. */
  readonly isUrgent?: boolean | undefined;
}

/** A query's values; those that are `undefined` are left out. */
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** An answer as it came, also one that is an error. */
export interface RestAnswer {
  /** Path and query, without the host. */
  readonly path: string;
  readonly status: number;
  /** The body as text. */
  readonly text: string;
}

/** Reads a path, and gives what `parse` makes of the JSON. */
export type Get = <T>(path: string, query: Query, parse: (body: unknown) => T, options: ReadOptions) => Promise<T>;

/**
 * Makes a reader of one REST API.
 * @param taps told of each answer before it is read.
 * @throws O2InputError when the base is not an absolute http:// or https:// address, or an option cannot be used.
 */
export function createGet(
  apiBase: string,
  options: RestOptions,
  taps: Iterable<(answer: RestAnswer) => void> = [],
): Get {
  const { requestTimeout, maxRequests, retries: usual } = toRestSettings(apiBase, options);
  const { cache = "no-store", now = Date.now, random = Math.random } = options;
  const pace = new Pace({ maxRequests, now, random });
  const ask = createAsk(() => options.fetch ?? globalThis.fetch, cache);

  const attempt = async (what: string, url: URL, signal: AbortSignal | undefined): Promise<Answer> => {
    ifAborted(signal);
    const abort = new AbortController();
    const pass = (): void => abort.abort(signal?.reason);
    signal?.addEventListener("abort", pass);
    const timer = setTimeout(() => {
      abort.abort(new O2RestError(`${what} was not answered within ${requestTimeout} ms.`, { isTransient: true }));
    }, requestTimeout);
    try {
      // A fetch that was passed in may know nothing of signals; its place is free all the same.
      return await orAborted(
        ask(url, abort.signal).then(async (response) => {
          const answer = await answerOf(what, response, now());
          const { status, text } = answer;
          for (const tap of taps) tap({ path: url.pathname + url.search, status, text });
          return answer;
        }),
        abort.signal,
      );
    } catch (error) {
      if (isRestError(error)) throw error;
      throw new O2RestError(`${what} failed: ${error instanceof Error ? error.message : String(error)}.`, {
        isTransient: true,
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", pass);
    }
  };

  const readOnce = async (what: string, url: URL, signal: AbortSignal | undefined): Promise<Answer> => {
    const answer = await attempt(what, url, signal);
    if (answer.isTooMany) pace.slowDown(answer.retryAfter);
    else pace.answered();
    return answer;
  };

  return async (path, query, parse, { signal, retries = usual, isUrgent = true }) => {
    // Errors repeat only the path of the address: the rest of it may hold a key of the user's.
    const what = `GET ${path}`;
    const url = new URL(apiBase.replace(/\/+$/, "") + path);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    // A read that is given up while it waits for its turn ends at once; the queue does not know, and the turn passes unused.
    const read = (): Promise<Answer> =>
      orAborted(
        pace.turn(() => readOnce(what, url, signal), isUrgent, signal),
        signal,
      );
    try {
      return await retry(async () => understand(what, await read(), parse), {
        retries: toNumber("retries", retries),
        delay: 500,
        maxDelay: 10_000,
        signal,
        isWorthIt: (error) => isRestError(error) && error.isTransient,
      });
    } catch (error) {
      // A reason need not be an Error, which p-retry would make of it.
      ifAborted(signal);
      throw error;
    }
  };
}

/** Fetches past HTTP caches. Some runtimes refuse the member `cache` (Cloudflare Workers did until 2024): then headers say it. */
function createAsk(
  fetchOf: () => typeof globalThis.fetch,
  cache: RequestCache,
): (url: URL, signal: AbortSignal) => Promise<Response> {
  const headers = { accept: "application/json" };
  let isRefused = false;
  return async (url, signal) => {
    const fetch = fetchOf();
    if (cache === "default") return fetch(url, { signal, headers });
    if (!isRefused) {
      try {
        return await fetch(url, { signal, headers, cache });
      } catch (error) {
        if (signal.aborted || !(error instanceof Error && /\bcache\b/i.test(error.message))) throw error;
        isRefused = true;
      }
    }
    // Nowhere else: in a browser these headers would ask for a preflight.
    return fetch(url, { signal, headers: { ...headers, "cache-control": "no-cache", pragma: "no-cache" } });
  };
}

function understand<T>(what: string, answer: Answer, parse: (body: unknown) => T): T {
  const { status, text, body, code, message, isTransient, redirectedTo } = answer;
  const way = redirectedTo && `, after a redirect to ${redirectedTo}`;
  // An answer that is not JSON is not the API's: it is a proxy's or a login page.
  const cause = body === undefined && text !== "" ? new Malformed("the answer is not JSON") : undefined;
  if (answer.isError) {
    const said = message ?? (body === undefined ? `it answered ${describe(text)}${way}` : "it gave no message");
    const about = code === undefined ? `${status}` : `${status}, code ${code}`;
    throw new O2RestError(`${what} was refused (${about}): ${said}`, { status, isTransient, cause, code });
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

function describe(text: string): string {
  return text === "" ? "nothing" : `"${text.slice(0, 40).replaceAll(/\s+/g, " ")}${text.length > 40 ? "…" : ""}"`;
}
