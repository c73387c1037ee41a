// Which version ran, where and when. Without a repository, or without git, the commit is missing and nothing fails.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** The head of each kept result. */
export interface Provenance {
  /** Of the library, as package.json has it. */
  readonly version: string;
  /** Short, with a `+` where something in `src` was not committed. Missing where there is no repository, or no git. */
  readonly commit?: string;
  /** The day, in UTC. */
  readonly date: string;
  readonly machine: string;
}

const ROOT = join(import.meta.dirname, "..");

/** Takes it now: at the beginning of a run, for the sources may change while it lasts. */
export function provenance(root: string = ROOT): Provenance {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly version: string };
  const commit = commitOf(root);
  return {
    version,
    ...(commit === undefined ? {} : { commit }),
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
  };
}

/** The processor, its cores, the memory and Node. */
export function machine(): string {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cores[0]?.model.trim() ?? "an unknown processor"}, ${cores.length} cores, ${memory}, Node ${process.versions.node}`;
}

function commitOf(root: string): string | undefined {
  // In a tarball unpacked below another repository git would answer for that one.
  if (!existsSync(join(root, ".git"))) return undefined;
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--", "src") ? "+" : ""}`;
  } catch {
    return undefined;
  }
}
