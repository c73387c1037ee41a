// Installs the library into an example as npm would publish it, and the other dependencies by the example's lockfile.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { step } from "./step.ts";

/** Copies the tarball into a folder, and installs unless the same tarball is already installed there. */
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
