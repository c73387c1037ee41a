// What the fuzzers begin with: honest frames and REST answers of a simulated exchange, and what was found interesting
// before. The latter is kept in corpus.json and grows.
import { readFileSync, writeFileSync } from "node:fs";
import { createExchange } from "o2-react/testing";
import { seeded } from "../bench/seeded.ts";
import type { Finding } from "./findings.ts";
import type { Chance } from "./mutate.ts";

const FILE = new URL("corpus.json", import.meta.url);

/** Texts by what they are: the action of a frame, or the read that an answer is for. */
type Texts = ReadonlyMap<string, readonly string[]>;

/** Lists to pick a text from, each as often as the others; by action, or read. */
export type Bases = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Frames and answers. */
interface Corpus<T = Texts> {
  readonly frames: T;
  readonly answers: T;
}

/** What was kept. */
function kept(): Corpus {
  const { frames, answers } = JSON.parse(readFileSync(FILE, "utf8")) as Corpus<Record<string, string[]>>;
  return { frames: new Map(Object.entries(frames)), answers: new Map(Object.entries(answers)) };
}

/** Of each action: no text longer than this, and so many characters in all. */
const MOST = { text: 2_000, all: 15_000 };

/** Keeps an example of each outcome, besides what was kept before. */
export function keep(found: Corpus<Finding>): void {
  const old = kept();
  const grown = (before: Texts, { tallies }: Finding): Record<string, readonly string[]> =>
    Object.fromEntries(
      [...new Set([...before.keys(), ...tallies.keys()])].map((action) => [
        action,
        thinned([...new Set([...(before.get(action) ?? []), ...(tallies.get(action)?.outcomes.values() ?? [])])]),
      ]),
    );
  const corpus = { frames: grown(old.frames, found.frames), answers: grown(old.answers, found.answers) };
  writeFileSync(FILE, `${JSON.stringify(corpus, undefined, 1)}\n`);
}

/** What there is too much of is left out evenly. */
function thinned(texts: readonly string[]): readonly string[] {
  const short = texts.filter(({ length }) => length <= MOST.text);
  const share = MOST.all / short.join("").length;
  return share >= 1 ? short : short.filter((_, index) => Math.floor(index * share) < Math.floor((index + 1) * share));
}

/** What to begin with. */
export function bases(): Corpus<Bases> {
  const [first, old] = [honest(), kept()];
  const beside = (some: Texts, more: Texts): [string, (readonly string[])[]][] =>
    [...some].map(([action, texts]) => [action, [texts, more.get(action) ?? []].filter(({ length }) => length > 0)]);
  const frames = new Map(beside(first.frames, old.frames));
  frames.get("subscribe_depth_update")?.push(smallChanges(seeded(1)));
  return { frames, answers: new Map(beside(first.answers, old.answers)) };
}

/** Changes of a book of a few prices: most of them meet a level, and some take more than it has, or cross. */
function smallChanges(chance: Chance): string[] {
  const whole = (low: number, high: number): number => low + Math.floor(chance() * (high - low + 1));
  const side = (low: number): object[] =>
    Array.from({ length: whole(0, 4) }, () => ({ price: `${low + whole(0, 11)}`, quantity: `${whole(-3, 4)}` }));
  return Array.from({ length: 500 }, () =>
    JSON.stringify({
      action: "subscribe_depth_update",
      market_id: "0x1",
      changes: { buys: side(92), sells: side(102) },
    }),
  );
}

/** Honest frames of every kind, and answers of every read. */
function honest(): Corpus {
  const exchange = createExchange({ now: () => 1_768_478_400_000 });
  // Before that nobody trades.
  exchange.tick(1_000);
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
    frames.push(JSON.stringify({ action: "unsubscribe_depth", market_id }));
  }
  for (const channel of ["orders", "balances", "nonce"])
    link.receive(JSON.stringify({ action: `subscribe_${channel}`, identities }));
  exchange.tick(1_000);
  link.receive(JSON.stringify({ action: "subscribe_trades", market_id: exchange.markets[0].market_id }));
  link.end();
  // What the server also says, in other words.
  for (const text of [...frames]) {
    if (/"subscribe_(trades|nonce)"/.test(text)) frames.push(text.replace('"subscribe_', '"'));
    if (text.startsWith('{"action":"subscribe_depth"'))
      frames.push(text.replace('"orders":{', '"view":{"precision":1,'));
  }
  const answers = new Map<string, string[]>();
  const answer = (read: string, path: string): void =>
    add(answers, read, exchange.host.reply(new URL(`http://x/v1/${path}`), "GET").text);
  answer("markets", "markets");
  for (const { market_id, quote } of exchange.markets) {
    answer("depth", `depth?market_id=${market_id}&precision=1000`);
    answer("trades", `trades?market_id=${market_id}&direction=desc&count=5`);
    answer("bars", `bars?market_id=${market_id}&resolution=1m&from=0&to=2000000000000`);
    answer("ticker", `markets/ticker?market_id=${market_id}`);
    answer("summary", `markets/summary?market_id=${market_id}`);
    for (const { id, owner } of exchange.accounts) {
      answer("orders", `orders?market_id=${market_id}&contract=${id}&direction=desc&count=5`);
      answer("balance", `balance?asset_id=${quote.asset}&contract=${id}`);
      answer("account", `accounts?owner=${owner}`);
    }
  }
  answer("nowhere", "nowhere");
  exchange.close();
  const byAction = new Map<string, string[]>();
  for (const text of frames) add(byAction, /"action":"(\w+)"/.exec(text)?.[1] ?? text, text);
  return { frames: byAction, answers };
}

function add(texts: Map<string, string[]>, name: string, text: string): void {
  texts.set(name, [...(texts.get(name) ?? []), text]);
}
