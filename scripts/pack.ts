// Packs the library as npm would publish it, for examples and checks that use it as users do. From the shell: npm run
// pack [-- folder…] also puts a copy into each folder.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { step } from "./step.ts";

const WHERE = "node_modules/.cache/o2-react";

/**
 * Builds, packs, and returns the path of the tarball. With `isBuilt` it takes the present `dist`; `npm run check`
 * passes that after its build.
 */
export function pack({ isBuilt = process.env.O2_REACT_BUILT === "1" }: { readonly isBuilt?: boolean } = {}): string {
  const npm = (...args: string[]) =>
    execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (!isBuilt) step("building the library", () => npm("run", "build", "--silent"));
  mkdirSync(WHERE, { recursive: true });
  const packed = step("packing it", () => npm("pack", "--json", "--ignore-scripts", "--pack-destination", WHERE));
  const [{ filename }] = JSON.parse(packed);
  const tarball = resolve(WHERE, "o2-react.tgz");
  renameSync(join(WHERE, filename), tarball);
  return tarball;
}

if (import.meta.main) {
  const tarball = pack();
  for (const folder of process.argv.slice(2)) copyFileSync(tarball, join(folder, "o2-react.tgz"));
  console.log(tarball);
}
