// A Chromium of its own, started by puppeteer-core and commanded over raw CDP sessions. puppeteer's `Page` is not used,
// because it would turn on domains (Network, Performance) that cost the measured page time. It knows nothing of what a
// page does.
import { setTimeout } from "node:timers/promises";
import puppeteer, { type CDPSession } from "puppeteer-core";
import { chromiumFlags } from "../../../scripts/chromium.ts";
import type { Bench } from "./harness.ts";

/** A page in a context of its own. */
interface Page {
  readonly session: CDPSession;
  /** The value of an expression in the page, awaited. */
  evaluate(expression: string): Promise<unknown>;
  /** Calls a method of the page's `window.bench`. */
  call<K extends keyof Bench>(method: K, ...args: Parameters<Bench[K]>): Promise<Awaited<ReturnType<Bench[K]>>>;
  /** Bytes in use after garbage collection. */
  heap(): Promise<number>;
  close(): Promise<void>;
}

export interface Chrome {
  /** The browser's own session. */
  readonly session: CDPSession;
  readonly version: string;
  /**
   * Opens a page and waits until its global of this name exists.
   * @param prepare is called with the empty page before it goes to the address.
   */
  open(url: string, global?: string, prepare?: (session: CDPSession) => Promise<void>): Promise<Page>;
  close(): Promise<void>;
}

/** Milliseconds that an overloaded page may take to answer. */
const ANSWER = 30_000;

export async function startChrome(executablePath: string): Promise<Chrome> {
  const browser = await puppeteer.launch({
    executablePath,
    args: [...chromiumFlags],
    // Otherwise the page's shared memory would be files in /tmp, which may be a disk.
    ignoreDefaultArgs: ["--disable-dev-shm-usage"],
    networkEnabled: false,
    protocolTimeout: ANSWER,
  });
  const session = await browser.target().createCDPSession();
  return {
    session,
    version: await browser.version(),
    async open(url, global = "bench", prepare) {
      const context = await browser.createBrowserContext();
      // Only the default context has no id.
      const place = { browserContextId: context.id ?? "", width: 1_000, height: 800 };
      await session.send("Target.createTarget", { url: prepare ? "about:blank" : url, ...place });
      const target = await context.waitForTarget((one) => one.type() === "page");
      const page = await target.createCDPSession();
      await prepare?.(page);
      if (prepare) await page.send("Page.navigate", { url });
      const evaluate = (expression: string): Promise<unknown> => evaluateIn(page, expression);
      await waitFor(evaluate, global);
      return {
        session: page,
        evaluate,
        call: <K extends keyof Bench>(method: K, ...args: Parameters<Bench[K]>) =>
          evaluate(`window.bench.${method}(...${JSON.stringify(args)})`) as Promise<Awaited<ReturnType<Bench[K]>>>,
        heap: () => heapOf(page),
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

async function evaluateIn(page: CDPSession, expression: string): Promise<unknown> {
  const command = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await page.send("Runtime.evaluate", command);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Bytes in use after garbage collection, of a page or a worker. */
export async function heapOf(page: CDPSession): Promise<number> {
  await page.send("HeapProfiler.enable");
  // The first collection leaves objects that only its finalisers free.
  await page.send("HeapProfiler.collectGarbage");
  await page.send("HeapProfiler.collectGarbage");
  await page.send("HeapProfiler.disable");
  return (await page.send("Runtime.getHeapUsage")).usedSize;
}

/** Waits for a global. A page that still loads may have no context to evaluate in, so an error then counts as no answer. */
async function waitFor(evaluate: (expression: string) => Promise<unknown>, global: string): Promise<void> {
  const end = performance.now() + ANSWER;
  while ((await evaluate(`window.${global} !== undefined`).catch(() => false)) !== true) {
    if (performance.now() > end) throw new Error(`window.${global} did not appear in ${ANSWER / 1_000} s`);
    await setTimeout(20);
  }
}
