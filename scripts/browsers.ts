// Finds the browsers for the tests: by an environment variable, then in the usual paths of systems. Run as a script, it
// installs the named browsers that it cannot find (Debian's packages, as root), or says how to. Only Chromium is
// required.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

/** The browsers that tests run in. */
export const BROWSERS = ["chromium", "firefox", "webkit"] as const;
export type BrowserName = (typeof BROWSERS)[number];

interface Program {
  /** The environment variable with the browser's path. */
  readonly variable: string;
  readonly paths: readonly string[];
}

interface Source {
  /** All of them are needed. */
  readonly programs: readonly [Program, ...Program[]];
  /** Debian's packages that bring them. */
  readonly packages: readonly string[];
}

const SOURCES: Readonly<Record<BrowserName, Source>> = {
  chromium: {
    programs: [
      {
        variable: "CHROMIUM_PATH",
        paths: [chromium.executablePath(), "/usr/bin/chromium", "/usr/bin/google-chrome"],
      },
    ],
    packages: ["chromium", "fonts-liberation"],
  },
  firefox: {
    programs: [
      {
        variable: "FIREFOX_PATH",
        paths: ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
      },
    ],
    packages: ["firefox-esr"],
  },
  // The driver starts WebKitGTK's MiniBrowser, which needs a display.
  webkit: {
    programs: [
      { variable: "WEBKIT_DRIVER_PATH", paths: ["/usr/bin/WebKitWebDriver"] },
      { variable: "XVFB_PATH", paths: ["/usr/bin/Xvfb"] },
    ],
    packages: ["webkit2gtk-driver", "xvfb"],
  },
};

/** The paths of the programs that a browser needs, in the order of `SOURCES`; `undefined` if one is missing. */
export function findBrowser(name: BrowserName): readonly string[] | undefined {
  const found = SOURCES[name].programs.flatMap(({ variable, paths }) => {
    const path = [process.env[variable], ...paths].find((each) => each && existsSync(each));
    return path ? [path] : [];
  });
  return found.length === SOURCES[name].programs.length ? found : undefined;
}

/** Tries to install a browser. Returns why that failed, or `undefined`. */
function install(name: BrowserName): string | undefined {
  const run = (command: string, ...args: string[]): void => {
    execFileSync(command, args, { stdio: "inherit" });
  };
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync("apt-get", ["--version"]).status === 0;
  try {
    if (isRoot && hasApt) {
      console.log(`No ${name} found: installing Debian's packages.`);
      run("apt-get", "update", "-qq");
      run("apt-get", "install", "-y", "-qq", "--no-install-recommends", ...SOURCES[name].packages);
    } else if (name === "chromium") {
      console.log("No chromium found: asking Playwright to download its own.");
      run("npx", "playwright", "install", "chromium");
    } else return hasApt ? "only root can install it" : "there is no apt-get to install it";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return findBrowser(name) ? undefined : "the installed packages do not contain it";
}

/** Says which browser is missing, why, and how to get it. */
function missing(name: BrowserName, reason: string): string {
  const { programs, packages } = SOURCES[name];
  const variables = programs.map(({ variable }) => variable).join(" and ");
  return `no ${name}, for ${reason}. Install it (apt-get install ${packages.join(" ")}) or set ${variables}`;
}

function isBrowser(name: string): name is BrowserName {
  return (BROWSERS as readonly string[]).includes(name);
}

if (import.meta.main) {
  const skipped: string[] = [];
  for (const name of process.argv.slice(2)) {
    if (!isBrowser(name)) throw new Error(`${name} is not one of ${BROWSERS.join(", ")}.`);
    const reason = findBrowser(name) ? undefined : install(name);
    const paths = findBrowser(name);
    if (paths) console.log(`${name}: ${paths.join(", ")}`);
    else if (name !== "chromium") skipped.push(missing(name, reason ?? "no known reason"));
    else {
      console.error(`The tests cannot run: ${missing(name, reason ?? "no known reason")}.`);
      process.exit(1);
    }
  }
  // One line, which scripts/check.ts repeats at its end.
  if (skipped.length > 0) console.log(`skipped: ${skipped.join("; ")}`);
}
