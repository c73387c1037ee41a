// One interface to drive each browser: open a page, navigate, and evaluate expressions. It knows nothing of the tests.
// Puppeteer drives Chromium and Firefox; WebKitGTK has plain WebDriver only.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import puppeteer, { type LaunchOptions } from "puppeteer-core";
import { Builder, Capabilities } from "selenium-webdriver";
import { type BrowserName, findBrowser } from "../../scripts/browsers.ts";
import { chromiumFlags } from "../../scripts/chromium.ts";

type Remote = typeof import("selenium-webdriver/remote", { with: { "resolution-mode": "require" }});

// A folder of a CommonJS package that `import` does not find.
const { DriverService }: Remote = createRequire(import.meta.url)("selenium-webdriver/remote");

/** One page. */
export interface Page {
  goto(url: string): Promise<void>;
  /** Goes back to the page before. */
  back(): Promise<void>;
  /** The value of an expression in the page, as JSON. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A running browser. `close` leaves nothing of it behind. */
export interface Browser {
  /** A page that shares no data with the earlier ones. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

/** By browser, the function that starts it. */
export const launch: Readonly<Record<BrowserName, () => Promise<Browser>>> = {
  chromium: () =>
    launchPuppeteer({
      browser: "chrome",
      executablePath: programs("chromium")[0],
      args: [...chromiumFlags],
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    }),
  firefox: () => launchPuppeteer({ browser: "firefox", executablePath: programs("firefox")[0] }),
  webkit: async () => ({ open: openWebKitPage, close: async () => undefined }),
};

/** Milliseconds that a browser may take to start on a busy machine. */
const START = 90_000;

/** Milliseconds that a page may take to answer. */
const ANSWER = 15_000;

function programs(name: BrowserName): readonly [string, ...string[]] {
  const [first, ...others] = findBrowser(name) ?? [];
  if (first === undefined) throw new Error(`No ${name} found: run node scripts/browsers.ts ${name}`);
  return [first, ...others];
}

async function launchPuppeteer(options: LaunchOptions): Promise<Browser> {
  const browser = await puppeteer.launch({ ...options, timeout: START });
  return {
    async open() {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      return {
        goto: async (url) => void (await page.goto(url, { timeout: START })),
        // It runs after the answer to this request, because the page is gone by then.
        back: () => page.evaluate("void setTimeout(() => history.back())") as Promise<void>,
        evaluate: (expression) => page.evaluate(expression),
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

/** MiniBrowser has no headless mode, so it needs a display. Each page has a display, a driver and a MiniBrowser of its own. */
async function openWebKitPage(): Promise<Page> {
  const [driver, xvfb = ""] = programs("webkit");
  const display = await openDisplay(xvfb);
  const service = new DriverService.Builder(driver)
    .setLoopback(true)
    .setEnvironment({ ...(process.env as Record<string, string>), DISPLAY: display.name })
    .build();
  // Ending the driver ends the browser.
  const close = async (): Promise<void> => {
    await service.kill();
    await display.close();
  };
  try {
    const address = await service.start(START);
    const capabilities = new Capabilities().setBrowserName("MiniBrowser");
    const session = await new Builder().usingServer(address).withCapabilities(capabilities).build();
    return {
      goto: (url) => session.get(url),
      // The driver waits for the page. A page that goes back by itself sometimes takes a request with it, unanswered.
      back: () => session.navigate().back(),
      evaluate: (expression) => inTime(session.executeScript(`return (${expression})`)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A page that is left may take its request with it, and the driver then answers nothing at all. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The page did not answer within ${ANSWER} ms`)), ANSWER);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** A virtual display with a free number. It ends by itself with its last client, even if this process was killed. */
async function openDisplay(xvfb: string) {
  const server = spawn(xvfb, ["-displayfd", "3", "-terminate", "-nolisten", "tcp", "-screen", "0", "1280x900x24"], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const ended = once(server, "exit");
  const number = await Promise.race([
    once(server.stdio[3] as NodeJS.ReadableStream, "data").then(([data]) => String(data).trim()),
    ended.then(([code]) => {
      throw new Error(`Xvfb ended with ${code}`);
    }),
  ]);
  return {
    name: `:${number}`,
    async close() {
      server.kill();
      await ended;
    },
  };
}
