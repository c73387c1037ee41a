// A browser's HTTP cache in front of a fetch: it repeats an answer for a while unless the request asks to bypass it. It
// knows nothing of the API.

/** Milliseconds for which an answer is fresh: a minute, as careless servers allow. */
const FRESH = 60_000;

interface Kept {
  readonly at: number;
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

export class HttpCache {
  /** True while it answers from its memory. It stores answers all the time. */
  isOn = false;
  /** The time of the last request. */
  askedAt = 0;
  readonly #kept = new Map<string, Kept>();
  readonly #fetch: () => typeof globalThis.fetch;
  readonly #note: (what: string) => void;

  /**
   * @param fetch gives the fetch behind the cache, when it is needed.
   * @param note called with each answer.
   */
  constructor(fetch: () => typeof globalThis.fetch, note: (what: string) => void) {
    this.#fetch = fetch;
    this.#note = note;
  }

  /** The fetch to give to a client. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    this.askedAt = Date.now();
    const kept = this.#kept.get(String(input));
    if (this.isOn && kept && Date.now() - kept.at < FRESH && !isPast(init)) return respond(kept);
    const at = Date.now();
    const response = await this.#fetch()(input, init);
    const type = response.headers.get("content-type") ?? "";
    // The body is read whole, so that a body that is cut off rejects here, as it does in a browser.
    const answer = { at, status: response.status, text: await response.text(), type };
    this.#note(`${String(input)}, asked ${Date.now() - at} ms ago: ${answer.status} ${answer.text}`);
    if (answer.status === 200) this.#kept.set(String(input), answer);
    return respond(answer);
  };
}

/** True when a request asks to bypass the cache. */
function isPast({ cache, headers }: RequestInit = {}): boolean {
  return (
    cache === "no-store" || cache === "no-cache" || cache === "reload" || new Headers(headers).has("cache-control")
  );
}

function respond({ status, text, type }: Kept): Response {
  return new Response(text, { status, headers: { "content-type": type } });
}
