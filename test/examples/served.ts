// The servers of the examples' tests: a still exchange on a port, an example's server, and a browser.
import { createFormat, type Market } from "o2-react/client";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { type Browser, type BrowserContextOptions, chromium } from "playwright";
import { onTestFinished, vi } from "vitest";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.ts";
import { start } from "./run.ts";

/** Only a hang takes this long. A busy machine may need many times what a quiet one does. */
const DEADLINE = 60_000;

export interface Served {
  readonly exchange: SimulatedExchange;
  readonly server: ServedExchange;
  close(): Promise<void>;
}

/** An exchange with a day of past trades, on which nothing happens by itself. */
export async function serve(): Promise<Served> {
  const exchange = createExchange({ seed: 5 });
  exchange.warmUp();
  const server = await serveExchange(exchange);
  const close = async (): Promise<void> => {
    exchange.close();
    await server.close();
  };
  return { exchange, server, close };
}

/** Starts an example's server and waits until it prints its address. */
export async function listen(folder: string, command: readonly string[], variables: Record<string, string> = {}) {
  const program = start(folder, command, variables);
  const url = await vi.waitFor(
    () => {
      const [found] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(program.output) ?? [];
      if (program.child.exitCode !== null || !found) throw new Error(`It does not listen:\n${program.output}`);
      return found;
    },
    { timeout: DEADLINE, interval: 20 },
  );
  const close = async (): Promise<void> => {
    program.child.kill();
    await program.exit;
  };
  return { url, close };
}

export function launch(): Promise<Browser> {
  const path = chromiumPath();
  return chromium.launch({ ...(path ? { executablePath: path } : {}), args: [...chromiumFlags] });
}

/** A page in a new window, and its faults: errors and warnings of the console, and uncaught errors. */
export async function open(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    locale: "en-US",
    timezoneId: "Asia/Tokyo",
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(DEADLINE);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(`${message.text()} ${message.location().url}`);
  });
  return { page, context, troubles };
}

/** Waits until a condition holds. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: DEADLINE, interval: 20 });
}

/** The best levels of the exchange's own book as text, asks first, both from high to low. */
export function trueLevels(exchange: SimulatedExchange, market: Market, count: number): string[][] {
  const { bids, asks } = exchange.depth(market.market_id);
  const { price, quantity } = createFormat(market, { locale: "en-US" });
  return [...asks.slice(0, count).reverse(), ...bids.slice(0, count)].map((level) => [
    price(level.price),
    quantity(level.quantity),
  ]);
}
