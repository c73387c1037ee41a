// Runs a simulated O2 exchange from the shell: npm run exchange -- --port 8787 --rate 50 --seed 1
import { createExchange, readWire, WIRE, type WireChoice } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { readOptions, stopWith } from "./options.ts";

const USAGE = `npm run exchange -- [options]
  --port    where to listen; 0 takes any free port       (8787)
  --host    on which address                             (127.0.0.1)
  --rate    actions a second; 0 for a silent market      (50)
  --seed    the same seed makes the same exchange        (1)
  --hours   how many hours of history to begin with      (24)
  --wire    in which spellings it answers: likely, alt, mixed, or some by name,
            such as depth=view,ticker=object or just view  (likely)
  --limits  rate limits as documented: 1; twice as generous: 2; none: 0  (0)
  --strict  checks every signature

The spellings, the likely one first:
${Object.entries(WIRE)
  .map(([name, spellings]) => `  ${name.padEnd(13)} ${spellings.join(" ")}`)
  .join("\n")}`;

const {
  host,
  port,
  rate,
  seed,
  hours,
  wire,
  limits: rateLimits,
  strict,
} = readOptions(
  USAGE,
  {
    ...{ port: 8_787, host: "127.0.0.1", rate: 50, seed: 1, hours: 24 },
    ...{ wire: "likely", limits: 0, strict: false },
  },
  { port: 65_535, rate: 10_000, seed: Number.MAX_SAFE_INTEGER, hours: 24 * 31 },
);

const wireOf = (text: string): WireChoice => {
  try {
    return readWire(text);
  } catch (error) {
    return stopWith(`--wire: ${error instanceof Error ? error.message : String(error)}`, USAGE);
  }
};

const exchange = createExchange({ seed, wire: wireOf(wire), rateLimits });
exchange.warmUp({ hours });
const served = await serveExchange(exchange, { port, host, strict }).catch((error: Error) =>
  stopWith(`cannot listen on ${host}:${port}: ${error.message}`, USAGE),
);
if (rate > 0) exchange.start({ rate });

const lines = [
  `WebSocket  ${served.config.wsUrl}`,
  `REST       ${served.config.apiBase}`,
  `faucet     ${served.config.apiBase}/api/testnet/mint-v2`,
  "",
  ...exchange.markets.map(({ pair, market_id }) => `${pair.padEnd(12)} ${market_id}`),
  "",
  ...exchange.accounts.map(({ name, id, owner }) => `${name.padEnd(12)} ${id}  (owner ${owner})`),
  "",
  `${rate} actions a second, seed ${seed}, wire ${wire}. Ctrl+C ends it.`,
];
console.log(lines.join("\n"));

const end = async (): Promise<void> => {
  exchange.close();
  await served.close();
};
process.once("SIGINT", end);
process.once("SIGTERM", end);
