// Measures what a page pays for other ways to bring live data into React, beside ours. Each page in peers/pages is
// bundled, minified and gzipped by the tool and the settings of `npm run size`. It knows nothing of how fast they are.
// npm run size:peers -- --json lab/bench/results/peers.json
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { step } from "../../scripts/step.ts";
import { Results } from "../results.ts";
import { aligned, PEER_HEAD, peerLines } from "./tables.ts";

const FOLDER = "lab/bench/peers";

/** The packages in a page, beside React. */
const PACKAGES: Readonly<Record<string, string>> = {
  "o2-react": "o2-react",
  "tanstack-query": "@tanstack/react-query",
  swr: "swr",
  "swr-subscription": "swr",
  "react-use-websocket": "react-use-websocket",
  convex: "convex",
  hyperliquid: "@nktkas/hyperliquid",
};

const { values } = parseArgs({ options: { json: { type: "string" } } });
const kept = new Results(values.json);
step("installing the peers", () => execFileSync("npm", ["ci", "--silent", "--no-audit"], { cwd: FOLDER }));
const args = ["size-limit", "--json", "--config", `${FOLDER}/size-limit.js`];
const weighed = JSON.parse(execFileSync("npx", args, { encoding: "utf8" })) as readonly {
  readonly name: string;
  readonly size: number;
}[];
const { dependencies } = JSON.parse(readFileSync(`${FOLDER}/package.json`, "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const bytes = (page: string, what: string): number => {
  const found = weighed.find(({ name }) => name === `${page}: ${what}`);
  if (!found) throw new Error(`${page} was not weighed: there is no lab/bench/peers/pages/${page}.js.`);
  return found.size;
};
const peers = Object.entries(PACKAGES).map(([page, name]) => ({
  page,
  package: [name, dependencies[name]].filter(Boolean).join(" "),
  first: bytes(page, "first load"),
  live: bytes(page, "live"),
  all: bytes(page, "all"),
}));
kept.finish({ peers });
console.log(aligned([PEER_HEAD, ...peerLines(peers)]));
