// Programs of the examples, run by this Node.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { step } from "../../scripts/step.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Starts a program in a folder. Its output is read and kept, to explain a failure. */
export function start(folder: string, command: readonly string[], variables: Variables = {}) {
  // The example does not get variables that vitest sets for itself.
  const { NODE_ENV: _, ...inherited } = process.env;
  const env = { ...inherited, NO_COLOR: "1", FORCE_COLOR: "0", NEXT_TELEMETRY_DISABLED: "1", ...variables };
  const child: ChildProcess = spawn(process.execPath, command, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const program = { child, output: "", exit: once(child, "exit") as Promise<[code: number | null]> };
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      program.output += text;
    });
  return program;
}

/** Runs a program to its end and returns its output. Rejects with the output if it fails. */
export async function run(folder: string, command: readonly string[], variables?: Variables): Promise<string> {
  const program = start(folder, command, variables);
  const [file = "", ...args] = command;
  const [code] = await step([`${basename(folder)}:`, basename(file), ...args].join(" "), () => program.exit);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${program.output}`);
  return program.output;
}
