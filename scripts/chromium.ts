// Finds a Chromium for the browser tests: CHROMIUM_PATH, Playwright's own, the system's. Run as a script it also
// installs one where none is found (Debian's package as root, Playwright's download elsewhere), or says how.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

/** Flags for a machine whose network is closed: without them Chromium keeps asking for hosts it cannot reach. */
export const chromiumFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a usable Chromium, or `undefined` where there is none. */
export function chromiumPath(): string | undefined {
  const candidates = [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
  ];
  return candidates.find((path) => path !== undefined && path !== "" && existsSync(path));
}

function install(): void {
  const asRoot = process.getuid?.() === 0;
  if (asRoot && spawnSync("apt-get", ["--version"]).status === 0) {
    console.log("No Chromium found: installing Debian's package.");
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"], {
      stdio: "inherit",
    });
    return;
  }
  console.log("No Chromium found: asking Playwright to download its own.");
  spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit" });
}

if (import.meta.main) {
  if (!chromiumPath()) install();
  const path = chromiumPath();
  if (!path) {
    console.error(
      "No Chromium for the browser tests. Install one (apt-get install chromium) or set CHROMIUM_PATH to its path.",
    );
    process.exit(1);
  }
  console.log(`Browser tests will use ${path}`);
}
