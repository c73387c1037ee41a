// The calls of a simulated client: requests to its exchange's API as the official client writes them, and their answers. It
// knows nothing of sessions or orders.
import type { PageFetch } from "../fetch.ts";
import type { Members } from "../writes/write.ts";
import { membersIn, readJson } from "./clientAnswers.ts";
import type { ClientErrors } from "./clientErrors.ts";

/** An answer, as it came. */
interface Answer {
  readonly isOk: boolean;
  readonly body: Members;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The requests of one client. */
export class ClientCalls {
  readonly #page: PageFetch;
  readonly #base: string;
  readonly #errors: ClientErrors;
  #inFlight = 0;

  constructor(page: PageFetch, base: string, errors: ClientErrors) {
    this.#page = page;
    this.#base = base;
    this.#errors = errors;
  }

  /** The number of writes that were called for and have not settled. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Counts a write until it settles. */
  async counted<Value>(write: () => Promise<Value>): Promise<Value> {
    this.#inFlight += 1;
    try {
      return await write();
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** A read. Rejects where the answer is an error, under whatever status. */
  get(path: string, query: Query): Promise<Members> {
    const parts = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(parts.map(([name, value]) => [name, String(value)]));
    return this.#taken(this.#ask("GET", `${path}?${search}`));
  }

  /** A write. Rejects where the answer is an error, under whatever status. */
  send(method: "POST" | "PUT", path: string, body: object, owner?: string): Promise<Members> {
    return this.#taken(this.#ask(method, path, body, owner));
  }

  /** A batch of actions. An error under status 200 is an answer, as it is to the official client. */
  async act(body: object, owner: string): Promise<Members> {
    const answer = await this.#ask("POST", "/v1/session/actions", body, owner);
    if (!answer.isOk) throw this.#errors.answer(answer.body);
    return answer.body;
  }

  /** Fails what is under way and all that follows. */
  close(): void {
    this.#page.close();
  }

  async #taken(asked: Promise<Answer>): Promise<Members> {
    const { isOk, body } = await asked;
    const isError = typeof body.code === "number" || (body.tx_id === undefined && typeof body.reason === "string");
    if (!isOk || isError) throw this.#errors.answer(body);
    return body;
  }

  async #ask(method: string, path: string, body?: object, owner?: string): Promise<Answer> {
    const response = await this.#page.fetch(`${this.#base}${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...(owner !== undefined && { "O2-Owner-Id": owner }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const read = readJson(text);
    if (read === undefined) return { isOk: false, body: { message: `${response.status}: ${text.slice(0, 200)}` } };
    return { isOk: response.ok, body: membersIn(read) };
  }
}
