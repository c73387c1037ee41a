// Gives an example the library as npm would publish it, and its other dependencies by its own lockfile.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { step } from "./step.ts";

/** Lays the tarball into a folder, and installs unless just this is installed there already. */
export function install(folder: string, tarball: string): void {
  copyFileSync(tarball, join(folder, "o2-react.tgz"));
  const wanted = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .update(readFileSync(tarball))
    .digest("hex");
  const stamp = join(folder, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  step(`installing ${basename(folder)}`, () =>
    execFileSync("npm", ["ci", "--silent"], { cwd: folder, stdio: "inherit" }),
  );
  writeFileSync(stamp, wanted);
}
