// Runs an example on the library's present sources: npm run example:next, example:vite, example:node. It follows a
// simulated exchange that this script serves. With O2_NETWORK=testnet (or mainnet, devnet) it follows that network
// instead. npm run example:first-hour has its exchange in its own page, and needs neither.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { NETWORKS, type O2Config, type O2Network } from "o2-react/client";
import { FarEnd } from "../lab/far/FarEnd.ts";
import { install } from "./install.ts";
import { pack } from "./pack.ts";
import { step } from "./step.ts";

const EXAMPLES = {
  next: { folder: "examples/next-dashboard", command: ["node_modules/.bin/next", "dev"], hasExchange: false },
  vite: { folder: "examples/vite-react", command: ["node_modules/.bin/vite"], hasExchange: false },
  node: { folder: "examples/node", command: ["book.ts"], hasExchange: false },
  "first-hour": { folder: "examples/first-hour", command: ["node_modules/.bin/vite"], hasExchange: true },
} as const;

const stopWith = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const [, , name = "", ...args] = process.argv;
const { O2_NETWORK: network } = process.env;
if (!Object.hasOwn(EXAMPLES, name)) stopWith(`npm run example:${Object.keys(EXAMPLES).join(", example:")}`);
if (network !== undefined && !Object.hasOwn(NETWORKS, network))
  stopWith(`O2_NETWORK must be one of ${Object.keys(NETWORKS).join(", ")}, not "${network}"`);

const { folder, command, hasExchange } = EXAMPLES[name as keyof typeof EXAMPLES];
if (hasExchange && network !== undefined)
  stopWith(`example:${name} has its exchange in its page. Its README says what to change for ${network}.`);
install(folder, pack());

/** An exchange with a day of past trades and much traffic. */
const isServed = network === undefined && !hasExchange;
const far = isServed ? await step("a day of trading", () => FarEnd.open({ hours: 24 })) : undefined;
far?.exchange.start({ rate: 50 });
const config: O2Config | undefined = far?.about().config ?? NETWORKS[network as O2Network];
console.log(`The exchange: ${config ? `${config.apiBase} and ${config.wsUrl}` : "in the page"}\nCtrl+C ends it.\n`);

const address = (prefix: string) => ({
  [`${prefix}O2_WS_URL`]: config?.wsUrl,
  [`${prefix}O2_API_BASE`]: config?.apiBase,
});
const child = spawn(process.execPath, [...command, ...args], {
  cwd: join(import.meta.dirname, "..", folder),
  stdio: "inherit",
  env: {
    ...process.env,
    ...address(""),
    ...address("VITE_"),
    O2_DEMO_ACCOUNT: far?.exchange.accounts[0].id,
    O2_DEMO_WALLET: far && "1",
    NEXT_TELEMETRY_DISABLED: "1",
  },
});
// In a terminal Ctrl+C reaches the example directly. A second signal would cut its shutdown short.
process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", async (code) => {
  await far?.close();
  process.exitCode = code ?? 0;
});
