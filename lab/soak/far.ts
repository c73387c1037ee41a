// The far end, a process of its own: the simulated exchange on a port, so busy that its clients together hear so many
// updates a second. Commanded over the process channel; see FarEnd.ts. It knows nothing of who listens.
import { subscribe } from "node:diagnostics_channel";
import type { OutgoingMessage } from "node:http";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import type { Places } from "./hooks.ts";

/** What the parent says; each is answered by one {@link FarState}. */
export type Command = "look" | "pause" | "resume" | "drop";

/** What the far end has, and has done. */
export interface FarState {
  readonly config: { readonly wsUrl: string; readonly apiBase: string };
  readonly places: Places;
  readonly connections: number;
  /** What it holds for all connections, as `slotsOf` in plan.ts writes it. */
  readonly slots: readonly string[];
  /** Frames said so far, by their action. */
  readonly said: Readonly<Record<string, number>>;
  readonly actions: number;
  readonly heap: number;
}

const [seed = 1, rate = 2_000] = process.argv.slice(2).map(Number);
const BEAT = 10;

// Whoever reads over REST has no sockets left that only wait for another read.
subscribe("http.server.request.start", (message) => {
  (message as { readonly response: OutgoingMessage }).response.setHeader("connection", "close");
});

const exchange = createExchange({ seed });
exchange.warmUp({ hours: 6 });
const said: Record<string, number> = {};
let total = 0;
let actions = 0;

/** The same exchange, its frames counted on their way out. */
const counted: SimulatedExchange = Object.create(exchange, {
  host: {
    value: {
      get admission() {
        return exchange.host.admission;
      },
      reply: exchange.host.reply,
      connect: (transport: Parameters<typeof exchange.host.connect>[0]) =>
        exchange.host.connect({
          ...transport,
          send(text) {
            if (text !== "PONG") {
              const action = text.slice(11, text.indexOf('"', 11));
              said[action] = (said[action] ?? 0) + 1;
              total += 1;
            }
            transport.send(text);
          },
        }),
    },
  },
});
const served = await serveExchange(counted);

let before = performance.now();
let owed = 0;
let hasBegun = false;
let isPaused = true;
const market = new Map(exchange.markets.map(({ market_id }, place) => [market_id, place]));
const account = new Map(exchange.accounts.map(({ id }, place) => [id, place]));
const placeOf = (identity: object): number | undefined => account.get(Object.values(identity)[0]);

// Updates are owed all the time; those of a pause, or of a while without connections, are made up for by and by.
setInterval(() => {
  const now = performance.now();
  const passed = (now - before) / 1_000;
  before = now;
  if (hasBegun) owed += passed * rate;
  if (isPaused) return;
  const from = total;
  const most = Math.min(owed, 2 * passed * rate);
  for (let done = 0; total - from < most && done < most; done += 1) {
    exchange.tick();
    actions += 1;
  }
  owed -= total - from;
}, BEAT);

function state(): FarState {
  return {
    config: served.config,
    places: {
      markets: exchange.markets.map(({ market_id }) => market_id),
      pairs: exchange.markets.map(({ pair }) => pair),
      accounts: exchange.accounts.map(({ id }) => id),
    },
    connections: exchange.connections,
    slots: exchange.subscriptions
      .flatMap(({ depth, trades, orders, balances, nonce }) => [
        ...Object.keys(depth).map((id) => `depth ${market.get(id)}`),
        ...trades.map((id) => `trades ${market.get(id)}`),
        ...orders.map((identity) => `orders ${placeOf(identity)}`),
        ...balances.map((identity) => `balances ${placeOf(identity)}`),
        ...nonce.map((identity) => `nonce ${placeOf(identity)}`),
      ])
      .sort(),
    said: { ...said },
    actions,
    heap: process.memoryUsage().heapUsed,
  };
}

process.on("message", (command: Command) => {
  if (command === "pause") isPaused = true;
  if (command === "resume") {
    isPaused = false;
    hasBegun = true;
  }
  if (command === "drop") exchange.faults.drop();
  process.send?.(state());
});
process.on("disconnect", () => process.exit());
