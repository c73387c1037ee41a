// Runs before each suite of the hooks in Chromium: it makes the runner's fake time when that is first used.
import { vi } from "vitest";
import { withQuickSteps } from "./turns.ts";

withQuickSteps(() => vi.isFakeTimers());

/**
 * An answer whose text is ready at once, as fake time needs it. A browser reads even a short body asynchronously, in
 * real time.
 */
class QuickResponse extends Response {
  readonly #said: string | undefined;

  constructor(body?: BodyInit | null, init?: ResponseInit) {
    super(body, init);
    this.#said = typeof body === "string" ? body : undefined;
  }

  override get body(): Response["body"] {
    return this.#said === undefined ? super.body : null;
  }

  override async text(): Promise<string> {
    return this.#said ?? super.text();
  }

  override async json(): Promise<unknown> {
    return this.#said === undefined ? super.json() : JSON.parse(this.#said);
  }

  override clone(): Response {
    const { status, statusText, headers } = this;
    return this.#said === undefined ? super.clone() : new QuickResponse(this.#said, { status, statusText, headers });
  }
}
// The suites share one page.
if (globalThis.Response.name !== "QuickResponse") globalThis.Response = QuickResponse;
