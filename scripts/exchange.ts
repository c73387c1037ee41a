// Runs a simulated O2 exchange from the shell: npm run exchange -- --port 8787 --rate 50 --seed 1

import { parseArgs } from "node:util";
import { createExchange, readWire, WIRE, type WireChoice } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";

const USAGE = `npm run exchange -- [options]
  --port   where to listen; 0 takes any free port       (8787)
  --host   on which address                             (127.0.0.1)
  --rate   actions a second; 0 for a silent market      (50)
  --seed   the same seed makes the same exchange        (1)
  --hours  how many hours of history to begin with      (24)
  --wire   in which spellings it answers: likely, alt, mixed, or some by name, such as
           depth=view,ticker=object or just view          (likely)
  --limits rate limits as documented: 1; twice as generous: 2; none: 0   (0)
  --strict checks every signature

The spellings, the likely one first:
${Object.entries(WIRE)
  .map(([name, spellings]) => `  ${name.padEnd(13)} ${spellings.join(" ")}`)
  .join("\n")}`;

const options = {
  port: { type: "string", default: "8787" },
  host: { type: "string", default: "127.0.0.1" },
  rate: { type: "string", default: "50" },
  seed: { type: "string", default: "1" },
  hours: { type: "string", default: "24" },
  wire: { type: "string", default: "likely" },
  limits: { type: "string", default: "0" },
  strict: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const stopWith = (message: string): never => {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const read = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return stopWith(messageOf(error));
  }
};

const whole = (name: string, text: string, most: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value <= most ? value : stopWith(`--${name} must be a whole number from 0 to ${most}, not "${text}"`);
};

const values = read();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const port = whole("port", values.port, 65_535);
const rate = whole("rate", values.rate, 10_000);
const seed = whole("seed", values.seed, Number.MAX_SAFE_INTEGER);
const hours = whole("hours", values.hours, 24 * 31);

const wireOf = (text: string): WireChoice => {
  try {
    return readWire(text);
  } catch (error) {
    return stopWith(`--wire: ${messageOf(error)}`);
  }
};
const rateLimits = whole("limits", values.limits, 1_000);

const exchange = createExchange({ seed, wire: wireOf(values.wire), rateLimits });
exchange.warmUp({ hours });
const served = await serveExchange(exchange, { port, host: values.host, strict: values.strict }).catch(
  (error: unknown) => stopWith(`cannot listen on ${values.host}:${port}: ${messageOf(error)}`),
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
  `${rate} actions a second, seed ${seed}, wire ${values.wire}. Ctrl+C ends it.`,
];
console.log(lines.join("\n"));

const end = async (): Promise<void> => {
  exchange.close();
  await served.close();
};
process.once("SIGINT", end);
process.once("SIGTERM", end);
