// Plays one scenario in its own process, so that anything it leaves behind can be seen. run.ts commands it through
// Remote.
import { loadavg } from "node:os";
import { serve } from "../far/Remote.ts";
import { Results } from "../results.ts";
import { handlesLeft } from "../waiting.ts";
import { Findings, type Guarantee } from "./Findings.ts";
import { scenarios } from "./scenarios.ts";

const commands = {
  /** @param file keeps the findings as they are found, if given. */
  async play(name: string, file?: string): Promise<readonly Guarantee[]> {
    const scenario = scenarios[name];
    if (!scenario) throw new Error(`There is no scenario ${name}.`);
    const kept = new Results(file);
    const began = Date.now();
    /** The load of the machine before the run: the mean number of runnable processes in the last minute. */
    const busy = Number((loadavg()[0] ?? 0).toFixed(1));
    const findings = new Findings(() => kept.keep(found()));
    const found = () => {
      const seconds = Math.round((Date.now() - began) / 1_000);
      return { scenario: name, seconds, busy, guarantees: findings.guarantees, figures: findings.figures };
    };
    await scenario(findings);
    const left = await handlesLeft();
    if (left.length > 0) findings.note("left", left);
    findings.exactly("timers and sockets left in the process", left.length, 0);
    kept.finish(found());
    return findings.guarantees;
  },
};

/** The commands of a scenario's process. */
export type PlayCommands = typeof commands;

serve(commands);
