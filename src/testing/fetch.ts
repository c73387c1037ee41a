// A `fetch` for a page whose other end is the exchange's API. It does not look at the requests.
import { headersOf, type RestReply } from "./replies.ts";
import type { ApiRequest } from "./rest/answer.ts";

/** The page's fetch. */
export interface PageFetch {
  /** Takes what the browser's takes; every host is the exchange. */
  readonly fetch: typeof globalThis.fetch;
  /** Fails every read under way and every later one, as a server that is gone; leaves no timer behind. */
  close(): void;
}

/** The parts that a page's fetch is made from. */
export interface PageFetchOptions {
  readonly reply: (request: ApiRequest) => RestReply;
  /** The time that a request and its answer are under way, each, in milliseconds. Default 0. */
  readonly latency?: number | undefined;
}

/** A plain object that is read like a `Response` of this text, as often as anybody likes: for pages without that class. */
export const plainResponse = (
  text: string,
  { status, redirected, url, headers }: Pick<Response, "status" | "redirected" | "url"> & { readonly headers: object },
): Response => {
  const plain = {
    status,
    ok: status >= 200 && status < 300,
    redirected,
    url,
    headers,
    body: null,
    text: async () => text,
    json: async () => JSON.parse(text),
    clone: () => plain,
  };
  return plain as unknown as Response;
};

/** A `Response`. In a page without that class, as in Jest's jsdom, a plain object. */
const respond = (reply: RestReply): Response => {
  const { text, status } = reply;
  const given = headersOf(reply);
  if (typeof Response === "function") return new Response(text, { status, headers: given });
  const headers = { get: (name: string) => given[name.toLowerCase()] ?? null };
  return plainResponse(text, { status, redirected: false, url: "", headers });
};

/** The header that names the owner of a write. Pages without `Headers`, as in Jest's jsdom, give a plain object. */
const ownerOf = (headers: HeadersInit | undefined): string | undefined => {
  if (headers === undefined) return undefined;
  if (typeof Headers === "function") return new Headers(headers).get("o2-owner-id") ?? undefined;
  const entries = Object.entries(headers as Record<string, string>);
  return entries.find(([name]) => name.toLowerCase() === "o2-owner-id")?.[1];
};

/** The body as text where it can be read at once, else a promise of it. */
const bodyOf = (request: Request | undefined, init: RequestInit): string | undefined | Promise<string> => {
  const { body } = init;
  if (body === undefined || body === null) return request?.body ? request.clone().text() : undefined;
  return typeof body === "string" ? body : new Response(body).text();
};

/** Makes a `fetch` that reaches the exchange whatever the URL's host. */
export const createPageFetch = ({ reply, latency = 0 }: PageFetchOptions): PageFetch => {
  const pending = new Set<(error: unknown) => void>();
  const closed = (): TypeError => new TypeError("fetch failed: the exchange is closed");
  let isClosed = false;

  const fetch = (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const request = typeof input === "object" && "url" in input ? input : undefined;
      const url = new URL(request ? request.url : String(input));
      const method = (init.method ?? request?.method ?? "GET").toUpperCase();
      const owner = ownerOf(init.headers ?? request?.headers);
      const signal = init.signal ?? request?.signal;
      if (signal?.aborted) return reject(signal.reason);
      if (isClosed) return reject(closed());

      let timer: ReturnType<typeof setTimeout> | undefined;
      const fail = (error: unknown): void => {
        finish();
        reject(error);
      };
      const abort = (): void => fail(signal?.reason);
      const finish = (): void => {
        clearTimeout(timer);
        pending.delete(fail);
        signal?.removeEventListener("abort", abort);
      };
      const send = (body: string | undefined): void => {
        if (!pending.has(fail)) return;
        if (latency === 0) ask(body);
        else timer = setTimeout(() => ask(body), latency);
      };
      const ask = (body: string | undefined): void => {
        const answer = reply({ url, method, body, owner, caller: "page" });
        timer = setTimeout(() => {
          if (answer.failed) return fail(new TypeError("fetch failed"));
          finish();
          resolve(respond(answer));
        }, latency + answer.delay);
      };
      pending.add(fail);
      signal?.addEventListener("abort", abort);
      const body = bodyOf(request, init);
      if (typeof body === "object") body.then(send, fail);
      else send(body);
    });

  return {
    fetch,
    close: () => {
      isClosed = true;
      for (const fail of [...pending]) fail(closed());
    },
  };
};
