// Hostile REST answers against every read: each gives a value, or rejects with an O2Error of a bounded length.
import fc from "fast-check";
import { O2Error, O2Rest } from "o2-react/client";
import { edited } from "./edits.ts";
import type { Input, Target } from "./fuzz.ts";
import { honestAnswers } from "./honest.ts";
import { isPlain } from "./prototypes.ts";

const ID = `0x${"5".repeat(64)}`;
const identity = { ContractId: ID };

/** Greatest length of an error, in characters. */
const LONGEST = 600;

const READS: Readonly<Record<string, (rest: O2Rest) => Promise<unknown>>> = {
  markets: (rest) => rest.markets(),
  depth: (rest) => rest.depth({ market: ID }),
  trades: (rest) => rest.trades({ market: ID }),
  bars: (rest) => rest.bars({ market: ID, resolution: "1m", from: 0, to: 1 }),
  orders: (rest) => rest.orders({ market: ID, identity }),
  balance: (rest) => rest.balance({ asset: ID, identity }),
  account: (rest) => rest.account({ identity }),
  ticker: (rest) => rest.ticker({ market: ID }),
  marginState: (rest) => rest.marginState({ account: ID }),
  marginTiers: (rest) => rest.marginTiers(),
};

/**
 * Texts nested deeper than the stack, longer than an error may be, and without JSON; on the last a search was once
 * quadratic.
 */
const EXAMPLES: readonly Input[] = [
  { name: "ticker", text: `{"last_price":${"[".repeat(20_000)}${"]".repeat(20_000)}}` },
  { name: "ticker", text: `{"code":1000,"message":"${"long ".repeat(200)}"}`, status: 500 },
  { name: "ticker", text: `[ 12345678901234567,"${'\\"'.repeat(10_000)}` },
];

/** Reads edited answers, the same number for each read. One in eight is an answer for another read. */
export function answers(): Target {
  const honest = honestAnswers();
  const all = [...honest.values()].flat();
  const status = fc.oneof(
    { weight: 9, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.integer({ min: 400, max: 599 }) },
  );
  const inputs = Object.keys(READS).map((name) => {
    // An answer about another market than the requested one is rejected.
    const texts = (honest.get(name) ?? []).map((text) => text.replace(/(?<="market_id":")0x\w+/g, ID));
    const own = { weight: 7, arbitrary: fc.constantFrom(...texts) };
    const text = edited(fc.oneof(own, { weight: 1, arbitrary: fc.constantFrom(...all) }), all);
    return fc.record({ name: fc.constant(name), text, status });
  });
  return { name: "answers", inputs, examples: EXAMPLES, begin };
}

function begin(): (input: Input) => Promise<string> {
  return async ({ name, text, status = 200 }) => {
    const rest = new O2Rest("http://fuzz", { retries: 0, fetch: async () => new Response(text, { status }) });
    try {
      if (!isPlain(await READS[name]?.(rest))) throw new Error("a prototype of its own");
      return "read";
    } catch (error) {
      if (!(error instanceof O2Error)) throw error;
      if (error.message.length > LONGEST) throw new Error(`an error of ${error.message.length} characters`);
      return `refused ${error.message.replace(/^GET \S+ /, "")}`;
    }
  };
}
