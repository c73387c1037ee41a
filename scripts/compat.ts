// Puts the packed library into lab/compat/ and installs that folder's lockfile. With --lock the lockfile is made anew,
// which a change of lab/compat/package.json or of our own dependencies needs.
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pack } from "./pack.ts";
import { step } from "./step.ts";

const LOCKFILE = "lab/compat/package-lock.json";

const npm = (...args: string[]): void => {
  execFileSync("npm", args, { cwd: "lab/compat", stdio: "inherit" });
};

copyFileSync(pack(), "lab/compat/o2-react.tgz");
if (process.argv.includes("--lock")) {
  for (const old of [LOCKFILE, "lab/compat/node_modules"]) rmSync(old, { recursive: true, force: true });
  step("making the lockfile", () => npm("install", "--package-lock-only", "--no-audit"));
  // Every build has another checksum. npm checks it only if the lockfile has one, so it is removed.
  const lock = JSON.parse(readFileSync(LOCKFILE, "utf8"));
  delete lock.packages["node_modules/o2-react"].integrity;
  writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
}
step("installing lab/compat", () => npm("ci", "--no-audit"));
