// The setup of each test of the browsers: a served exchange, a page that follows it, and the exchange's own values.
import type { Order } from "o2-react";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { expect, onTestFinished, vi } from "vitest";
import { serveSite } from "../support/builtPage.ts";
import { quietBid } from "../support/quietBid.ts";
import { fromText, toText } from "../support/text.ts";
import type { Browser, Page } from "./drivers.ts";
import type { Setup } from "./page.tsx";

const SHOWN = 10;
/** Everything is live: the connection, book, trades, orders and balances. */
export const LIVE = "connected live live live live";

/** Long enough for a machine that is busy with other work. */
const DEADLINE = 60_000;

/** Waits until a condition holds. A page that is being left throws, which counts as "not yet". */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: DEADLINE, interval: 50 });
}

/** The code of the page, and of the worker that may run its engine. */
export interface Scripts {
  readonly page: string;
  readonly worker: string;
}

export interface Stage {
  readonly exchange: SimulatedExchange;
  readonly page: Page;
  /** Another page of the same site. */
  readonly elsewhere: string;
  /** Changes the book, the trades, and the account's orders and balances. */
  change(): void;
  /** Waits until the page shows these statuses: the connection's, then those of book, trades, orders and balances. */
  untilStatuses(statuses: string): Promise<void>;
  /** Waits until the page is live with the exchange's own values, over one connection, and has reported no error. */
  untilTrue(): Promise<void>;
}

/** Serves an exchange, opens the page in a browser and waits until it is live and right. Ends with the test. */
export async function openStage(
  browser: Browser,
  { page: script, worker }: Scripts,
  { isElsewhere = false, ...timings }: Omit<Setup["options"], "config"> & { readonly isElsewhere?: boolean },
): Promise<Stage> {
  const exchange = createExchange();
  const [[market], [ada]] = [exchange.markets, exchange.accounts];
  exchange.tick(300);
  const served = await serveExchange(exchange);
  onTestFinished(async () => {
    exchange.close();
    await served.close();
  });
  const setup: Setup = {
    market,
    identity: ada.id,
    shown: SHOWN,
    isElsewhere,
    options: { config: served.config, ...timings },
  };
  const site = await serveSite(script, toText(setup), worker);
  const page = await browser.open();
  onTestFinished(() => page.close());

  let last: Order | undefined;
  const change = (): void => {
    exchange.tick(100);
    if (last) exchange.cancel(ada, last.order_id);
    exchange.place(ada, quietBid(market));
    last = exchange.place(ada, quietBid(market));
  };
  const truth = () => {
    const { bids, asks } = exchange.depth(market.market_id, 1);
    return {
      levels: [...bids.slice(0, SHOWN), ...asks.slice(0, SHOWN)],
      trades: exchange.trades(market.market_id).slice(-SHOWN).reverse(),
      orders: byId(exchange.orders(ada.identity, { open: true })),
      balances: exchange.balances(ada.identity),
    };
  };
  const textOf = async (id: string): Promise<string> =>
    String(await page.evaluate(`document.getElementById("${id}").textContent`));
  const untilTrue = (): Promise<void> =>
    until(async () => {
      expect(await textOf("statuses")).toBe(LIVE);
      const values = fromText(await textOf("values")) as ReturnType<typeof truth>;
      expect({ ...values, orders: byId(values.orders) }).toEqual(truth());
      expect(exchange.connections).toBe(1);
      expect(await page.evaluate("faults")).toEqual([]);
    });
  const untilStatuses = (statuses: string): Promise<void> =>
    until(async () => expect(await textOf("statuses")).toBe(statuses));

  change();
  await page.goto(site.url);
  await untilTrue();
  return { exchange, page, elsewhere: site.elsewhere, change, untilStatuses, untilTrue };
}

/** Orders of the same millisecond have no defined order. */
function byId(orders: readonly Order[]): Order[] {
  return [...orders].sort((a, b) => (a.order_id < b.order_id ? -1 : 1));
}
