// The version, place and time of a run. Without a repository, or without git, the commit is missing and nothing fails.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** The head of each kept result. */
export interface Provenance {
  /** The library's version in package.json. */
  readonly version: string;
  /** Short, with a `+` if something in `src` was not committed. Missing without a repository or git. */
  readonly commit?: string;
  /** The day, in UTC. */
  readonly date: string;
  readonly machine: string;
}

const ROOT = join(import.meta.dirname, "..");

/** To be called at the beginning of a run, because the sources may change during it. */
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
  // If a tarball is unpacked inside another repository, git would answer for that one.
  if (!existsSync(join(root, ".git"))) return undefined;
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--", "src") ? "+" : ""}`;
  } catch {
    return undefined;
  }
}
