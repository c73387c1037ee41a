// The rate limits of callers and owners, as the API's documentation says. It does not look into the requests.

interface Rule {
  readonly matches: (method: string, path: string) => boolean;
  readonly by: "owner" | "caller";
  readonly most: number;
  /** In milliseconds. */
  readonly within: number;
}

const SECOND = 1_000;

const RULES: readonly Rule[] = [
  {
    matches: (method, path) => `${method} ${path}` === "PUT /v1/session" || path === "/v1/session/actions",
    by: "owner",
    most: 5,
    within: SECOND,
  },
  { matches: (method, path) => `${method} ${path}` === "POST /v1/accounts", by: "caller", most: 1, within: SECOND },
  {
    matches: (_, path) => /^\/v1\/accounts\/(actions|withdraw|upgrade|call|calls)$/.test(path),
    by: "owner",
    most: 10,
    within: 60 * SECOND,
  },
  {
    matches: (_, path) => path === "/v1/markets/fees" || path.startsWith("/v1/aggregated/"),
    by: "caller",
    most: 5,
    within: SECOND,
  },
];

/** The properties of a request that rate limits depend on. */
export interface LimitedRequest {
  readonly method: string;
  readonly path: string;
  readonly owner: string | undefined;
  readonly caller: string | undefined;
}

/** The rate limits of one exchange. */
export class RateLimits {
  readonly #factor: number;
  readonly #now: () => number;
  readonly #asked = new Map<string, number[]>();

  /** @param factor 1 allows what the documentation says, 2 twice as much; 0 limits nothing. */
  constructor(factor: number, now: () => number) {
    this.#factor = factor;
    this.#now = now;
  }

  /** Counts a request. Returns whether it is one too many. */
  exceeded({ method, path, owner, caller }: LimitedRequest): boolean {
    const at = RULES.findIndex((rule) => rule.matches(method, path));
    const rule = RULES[at];
    if (this.#factor === 0 || !rule) return false;
    const key = `${at} ${(rule.by === "owner" ? owner : caller) ?? ""}`;
    const now = this.#now();
    const recent = (this.#asked.get(key) ?? []).filter((time) => now - time < rule.within);
    this.#asked.set(key, recent);
    if (recent.length >= Math.max(1, Math.floor(rule.most * this.#factor))) return true;
    recent.push(now);
    return false;
  }
}
