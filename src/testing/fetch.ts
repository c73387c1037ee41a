// A `fetch` for a page whose other end is the exchange's REST reads. It knows nothing of what is read.

import type { RestReply } from "./replies.ts";

/** The page's fetch. */
export interface PageFetch {
  /** Takes what the browser's takes; every host is the exchange. */
  readonly fetch: typeof globalThis.fetch;
  /** Fails every read under way and leaves no timer behind. */
  close(): void;
}

/** What a page's fetch is made with. */
export interface PageFetchOptions {
  readonly reply: (url: URL, method: string) => RestReply;
  /** How long an answer is under way, in milliseconds. Default 0. */
  readonly latency?: number | undefined;
}

/** A `Response`; where the page has no such class, as in Jest's jsdom, a plain object with what one reads text and JSON by. */
const respond = ({ text, status, type }: RestReply): Response => {
  if (typeof Response === "function") return new Response(text, { status, headers: { "content-type": type } });
  const plain = {
    status,
    ok: status >= 200 && status < 300,
    redirected: false,
    url: "",
    headers: { get: (name: string) => (name.toLowerCase() === "content-type" ? type : null) },
    body: null,
    text: async () => text,
    json: async () => JSON.parse(text),
  };
  return plain as unknown as Response;
};

/** Makes a `fetch` that reaches the exchange whatever the URL's host. */
export const createPageFetch = ({ reply, latency = 0 }: PageFetchOptions): PageFetch => {
  const pending = new Set<(error: unknown) => void>();

  const fetch = (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const request = typeof input === "object" && "url" in input ? input : undefined;
      const url = new URL(request ? request.url : String(input));
      const signal = init.signal ?? request?.signal;
      if (signal?.aborted) return reject(signal.reason);

      const fail = (error: unknown): void => {
        finish();
        reject(error);
      };
      const abort = (): void => fail(signal?.reason);
      const answer = reply(url, init.method ?? request?.method ?? "GET");
      const timer = setTimeout(() => {
        if (answer.failed) return fail(new TypeError("fetch failed"));
        finish();
        resolve(respond(answer));
      }, latency + answer.delay);
      const finish = (): void => {
        clearTimeout(timer);
        pending.delete(fail);
        signal?.removeEventListener("abort", abort);
      };
      pending.add(fail);
      signal?.addEventListener("abort", abort);
    });

  return {
    fetch,
    close: () => {
      for (const fail of [...pending]) fail(new TypeError("fetch failed: the exchange is closed"));
    },
  };
};
