// Hostile REST answers against every read.
import { O2Error, O2Rest } from "o2-react/client";
import { type Finding, Findings } from "./findings.ts";
import { type Chance, mutate } from "./mutate.ts";

const ID = `0x${"5".repeat(64)}`;
const identity = { ContractId: ID };

/** Reads mutated answers; each gives a value or an `O2Error`. */
export async function fuzzAnswers(corpus: readonly string[], count: number, chance: Chance): Promise<Finding> {
  const findings = new Findings("answers");
  let text = "";
  let status = 200;
  const rest = new O2Rest("http://fuzz", { retries: 0, fetch: async () => new Response(text, { status }) });
  const reads: (() => Promise<unknown>)[] = [
    () => rest.markets(),
    () => rest.depth({ market: ID }),
    () => rest.trades({ market: ID }),
    () => rest.bars({ market: ID, resolution: "1m", from: 0, to: 1 }),
    () => rest.orders({ market: ID, identity }),
    () => rest.balance({ asset: ID, identity }),
    () => rest.account({ identity }),
    () => rest.ticker({ market: ID }),
  ];
  for (let tried = 0; tried < count; tried += 1) {
    text = mutate(corpus, chance);
    status = chance() < 0.9 ? 200 : 400 + Math.floor(chance() * 200);
    const read = reads[tried % reads.length] as () => Promise<unknown>;
    await findings.tryLater(text, async () => {
      try {
        await read();
        return `read ${tried % reads.length}`;
      } catch (error) {
        if (!(error instanceof O2Error)) throw error;
        if (error.message.length > 600) throw new Error(`an error of ${error.message.length} characters`);
        return `refused ${error.message.replace(/^GET \S+ /, "")}`;
      }
    });
  }
  return findings.all;
}
