// One scenario in a process of its own, so that what it leaves behind can be seen: node load/play.ts NAME, told by run.ts.
import { Findings } from "./Findings.ts";
import { scenarios } from "./scenarios.ts";
import { handlesLeft } from "./waiting.ts";

const scenario = scenarios[process.argv[2] ?? ""];
if (!scenario) throw new Error(`There is no scenario ${process.argv[2]}.`);
const findings = new Findings();
await scenario(findings);
const left = await handlesLeft();
if (left.length > 0) findings.note("left", left);
findings.exactly("timers and sockets left in the process", left.length, 0);
process.send?.({ guarantees: findings.guarantees, figures: findings.figures }, () => process.disconnect());
