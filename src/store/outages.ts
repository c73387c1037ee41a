// Says in a development build's console what cannot be reached: one line an outage. Knows nothing of links or reads.
import { showUrl } from "../client/addresses.ts";
import type { Failure } from "./failure.ts";

// Not everywhere, and not with its types: this is all that is asked of it.
declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** The outages of one feed. */
export class Outages {
  readonly #said = new Set<string>();

  /** An address cannot be reached; it is tried again at `retryAt`, in milliseconds since 1970. */
  began(address: string, reason: string, now: number, retryAt: number | undefined): void {
    if (this.#said.has(address) || !isDevelopment()) return;
    this.#said.add(address);
    const next = retryAt === undefined ? "is tried again" : `is tried again in ${Math.ceil((retryAt - now) / 1_000)} s`;
    console.warn(`o2-react cannot reach ${showUrl(address)} and ${next}: ${reason}`);
  }

  /** A read of an address failed; an outage where it is tried again. */
  failed(address: string, { error, retryAt }: Failure, now: number): void {
    if (retryAt !== undefined) this.began(address, error.message, now, retryAt);
  }

  /** It was reached. */
  ended(address: string): void {
    this.#said.delete(address);
  }
}

/** Bundlers replace the expression by a text. If neither they nor Node define it, it throws. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV === "development";
  } catch {
    return false;
  }
}
