// The global setup of the project `dist`: builds the package that its suites import, unless `npm run check` has just
// done that.
import { execFileSync } from "node:child_process";

export default function setup(): void {
  if (process.env.O2_REACT_BUILT !== "1")
    execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
}
