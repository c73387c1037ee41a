// Of what, where and when a long run was made.
import { execFileSync } from "node:child_process";
import { machine } from "../lab/bench/tables.ts";

/** What stands at the head of each result: the day, the machine, and the commit, with a `+` where something was not committed. */
export function provenance(): { readonly date: string; readonly machine: string; readonly commit: string } {
  const git = (...args: string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();
  const commit = `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--", "src") ? "+" : ""}`;
  return { date: new Date().toISOString().slice(0, 10), machine: machine(), commit };
}
