// What the fuzzers begin with: honest frames and REST answers of a simulated exchange, and what was found interesting
// before. The latter is kept in corpus.json and grows.
import { readFileSync, writeFileSync } from "node:fs";
import { createExchange } from "o2-react/testing";

const FILE = new URL("corpus.json", import.meta.url);

/** Frames and answers, as text. */
export interface Corpus {
  readonly frames: string[];
  readonly answers: string[];
}

/** What was kept. */
export function kept(): Corpus {
  return JSON.parse(readFileSync(FILE, "utf8")) as Corpus;
}

/** So many of each are kept at most. */
const MOST = 1_000;

/** Keeps what was found interesting, besides what was before. */
export function keep(found: Corpus): void {
  const old = kept();
  const grown = (before: string[], now: string[]): string[] => [...new Set([...before, ...now])].slice(0, MOST);
  const corpus = { frames: grown(old.frames, found.frames), answers: grown(old.answers, found.answers) };
  writeFileSync(FILE, `${JSON.stringify(corpus, undefined, 1)}\n`);
}

/** Honest frames of every kind, and answers of every read. */
export function honest(): Corpus {
  const exchange = createExchange({ now: () => 1_768_478_400_000 });
  exchange.tick(100);
  const frames: string[] = ["PONG"];
  const link = exchange.host.connect({
    send: (text) => void frames.push(text),
    close: () => undefined,
    terminate: () => undefined,
    stall: () => undefined,
    resume: () => undefined,
  });
  const identities = exchange.accounts.map((account) => account.identity);
  for (const { market_id } of exchange.markets) {
    link.receive(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10" }));
    link.receive(JSON.stringify({ action: "subscribe_trades", market_id }));
  }
  for (const channel of ["orders", "balances", "nonce"])
    link.receive(JSON.stringify({ action: `subscribe_${channel}`, identities }));
  exchange.tick(60);
  link.receive(JSON.stringify({ action: "subscribe_trades", market_id: exchange.markets[0].market_id }));
  link.end();
  const [{ market_id }] = exchange.markets;
  const [{ id, owner }] = exchange.accounts;
  const answers = [
    "markets",
    `depth?market_id=${market_id}&precision=10`,
    `trades?market_id=${market_id}&direction=desc&count=5`,
    `bars?market_id=${market_id}&resolution=1m&from=0&to=2000000000000`,
    `orders?market_id=${market_id}&contract=${id}&direction=desc&count=5`,
    `balance?asset_id=${exchange.markets[0].quote.asset}&contract=${id}`,
    `accounts?owner=${owner}`,
    `markets/ticker?market_id=${market_id}`,
    `markets/summary?market_id=${market_id}`,
    "nowhere",
  ].map((path) => exchange.host.reply(new URL(`http://x/v1/${path}`), "GET").text);
  exchange.close();
  return { frames, answers };
}
