// The exchange that a suite runs against: the simulated one, or the second one, which shares no line with it. The
// vitest project selects it.
import {
  createExchange as createSimulated,
  type ExchangeMarket,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { inject } from "vitest";
import { SecondExchange } from "../../lab/second/SecondExchange.ts";
import { serveSecond } from "../../lab/second/serve.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The exchange of a project's suites; by default the simulated one. */
    readonly server?: "second";
    /** The spellings of the simulated exchange, unless a suite sets them; by default its own default. */
    readonly wire?: "alt" | "mixed";
  }
}

/**
 * The part of the simulated exchange's interface that the second one has too. The suites in test/truth use nothing
 * else.
 */
type Shared = Pick<
  SimulatedExchange,
  | "accounts"
  | "balances"
  | "bars"
  | "cancel"
  | "clearRequests"
  | "close"
  | "config"
  | "connections"
  | "createAccount"
  | "depth"
  | "fetch"
  | "fill"
  | "nonce"
  | "orders"
  | "pings"
  | "place"
  | "requests"
  | "start"
  | "stop"
  | "tick"
  | "top"
  | "trades"
> & {
  readonly markets: readonly Omit<ExchangeMarket, "allowsFractions" | "takesMarketOrders" | "takesBeyondBounds">[];
  readonly faults: Omit<SimulatedExchange["faults"], "resume" | "refuseActions">;
  /** Does not receive the changes. */
  onCommit(listener: () => void): () => void;
};

const isSecond = inject("server") === "second";
const wire = inject("wire");

/** A new exchange of this project's kind. */
export function createExchange(options: SimulatedExchangeOptions = {}): SimulatedExchange {
  if (!isSecond) return createSimulated(wire ? { wire, ...options } : options);
  const { seed = 1, latency = 0, now = Date.now } = options;
  const second: Shared = new SecondExchange({ seed, latency, now });
  return second as Shared & SimulatedExchange;
}

/** Serves an exchange that was made here on a free port of this machine. */
export async function serveAny(exchange: SimulatedExchange): Promise<Pick<ServedExchange, "config" | "close">> {
  const second: unknown = exchange;
  return second instanceof SecondExchange ? serveSecond(second) : serveExchange(exchange);
}
