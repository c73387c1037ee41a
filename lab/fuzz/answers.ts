// Hostile REST answers against every read.
import { O2Error, O2Rest } from "o2-react/client";
import type { Bases } from "./corpus.ts";
import { type Finding, Findings, isPlain } from "./findings.ts";
import { type Chance, mutate, pick } from "./mutate.ts";

const ID = `0x${"5".repeat(64)}`;
const identity = { ContractId: ID };

/** One in so many meets another's read. */
const STRAY = 8;

/** Reads mutated answers, as many by each read; each gives a value or an `O2Error`. */
export async function fuzzAnswers(bases: Bases, count: number, chance: Chance): Promise<Finding> {
  const findings = new Findings("answers");
  let text = "";
  let status = 200;
  const rest = new O2Rest("http://fuzz", { retries: 0, fetch: async () => new Response(text, { status }) });
  const reads: readonly [string, () => Promise<unknown>][] = [
    ["markets", () => rest.markets()],
    ["depth", () => rest.depth({ market: ID })],
    ["trades", () => rest.trades({ market: ID })],
    ["bars", () => rest.bars({ market: ID, resolution: "1m", from: 0, to: 1 })],
    ["orders", () => rest.orders({ market: ID, identity })],
    ["balance", () => rest.balance({ asset: ID, identity })],
    ["account", () => rest.account({ identity })],
    ["ticker", () => rest.ticker({ market: ID })],
  ];
  for (let tried = 0; tried < count; tried += 1) {
    const [name, read] = pick(chance, reads);
    text = mutate(bases, chance() < 1 / STRAY ? pick(chance, [...bases.keys()]) : name, chance);
    status = chance() < 0.9 ? 200 : 400 + Math.floor(chance() * 200);
    await findings.tryLater(name, text, async () => {
      try {
        if (!isPlain(await read())) throw new Error("a prototype of its own");
        return "read";
      } catch (error) {
        if (!(error instanceof O2Error)) throw error;
        if (error.message.length > 600) throw new Error(`an error of ${error.message.length} characters`);
        return `refused ${error.message.replace(/^GET \S+ /, "")}`;
      }
    });
  }
  return findings.all;
}
