// A browser's HTTP cache before a fetch: what was read is given again for a while, unless the request asks to go past it.
// It knows nothing of the API.

/** How long an answer is fresh, in milliseconds: a minute, as careless servers allow. */
const FRESH = 60_000;

interface Kept {
  readonly at: number;
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

export class HttpCache {
  /** Whether it answers from what it has. It keeps answers all the time. */
  isOn = false;
  /** When it was last asked for anything. */
  askedAt = 0;
  readonly #kept = new Map<string, Kept>();
  readonly #fetch: () => typeof globalThis.fetch;
  readonly #note: (what: string) => void;

  /** @param fetch gives the fetch behind it, when it is needed. @param note told of each answer. */
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
    // It is read whole, so that what is cut off half-way fails here as it would there.
    const answer = { at, status: response.status, text: await response.text(), type };
    this.#note(`${String(input)}, asked ${Date.now() - at} ms ago: ${answer.status} ${answer.text}`);
    if (answer.status === 200) this.#kept.set(String(input), answer);
    return respond(answer);
  };
}

/** Whether a request asks to be answered by the server itself. */
function isPast({ cache, headers }: RequestInit = {}): boolean {
  return (
    cache === "no-store" || cache === "no-cache" || cache === "reload" || new Headers(headers).has("cache-control")
  );
}

function respond({ status, text, type }: Kept): Response {
  return new Response(text, { status, headers: { "content-type": type } });
}
