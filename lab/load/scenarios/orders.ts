// 10,000 open orders of one account on a page: all are shown, unchanged ones stay the same objects, and there is one
// commit a frame. Measures what one update costs among so many.

import { O2Provider, type Order, useOrders } from "o2-react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { enough, riches } from "../../far/Crowd.ts";
import { openFar } from "../../far/remoteFar.ts";
import { listeners } from "../../page.ts";
import { until } from "../../waiting.ts";
import { write } from "../../write.ts";
import { expectNoneLeft, type Far, openCosts, TIMES } from "../common.ts";
import type { Findings } from "../Findings.ts";
import { countCommits, probe } from "../probes.ts";

const ORDERS = 10_000;
const MARKETS = 3;
const PAGE = 200;
/** Number of orders placed at once. */
const BATCH = 1_000;
const REPLACED = 300;
/** A tenth of what a cost in proportion would be. */
const COST_LIMIT = TIMES / 10;

export async function orders(findings: Findings): Promise<void> {
  const costs = openCosts();
  const cost = await costs.call.orders(ORDERS / TIMES, ORDERS);
  findings.note("µs an update and its frame", { little: cost.little, much: cost.much });
  findings.most("an update at 10,000 open orders ÷ at 100", cost.ratio, COST_LIMIT);
  await costs.close();

  const far = openFar({ levels: 50 });
  const { config } = await far.call.about();
  const holder = await holdOrders(far, ORDERS);
  const { id: account } = holder.account;
  let objects = new Map<string, Order>();
  let [remade, kept] = [0, 0];
  const all = probe(
    "all",
    () => useOrders({ identities: account }),
    (data) => {
      const now = new Map((data as readonly Order[] | undefined)?.map((order) => [order.order_id, order]));
      // An open order is never changed here: orders are only cancelled and placed.
      for (const [id, order] of now) {
        const before = objects.get(id);
        if (before === order) kept += 1;
        else if (before) remade += 1;
      }
      objects = now;
    },
  );
  const some = probe("some", () => useOrders({ identities: account, market: holder.first }));
  const count = probe("count", () => useOrders({ identities: account, select: (open) => open.length }));
  const commits = countCommits([all.element, some.element, count.element]);
  const root = createRoot(document.createElement("div"));
  const errors: unknown[] = [];
  const began = Date.now();
  root.render(createElement(O2Provider, { config, onError: (error) => errors.push(error) }, commits.tree));

  const text = (): string => write.orders((all.last().data as readonly Order[] | undefined) ?? []);
  const isEqual = async (): Promise<boolean> =>
    all.last().status === "live" &&
    text() === write.orders(await far.call.exchange.orders(holder.account, { open: true }));
  await until(() => all.last().status === "live", 60_000);
  findings.note("ms until live", Date.now() - began);
  findings.exactly("open orders shown", (all.last().data as readonly Order[] | undefined)?.length ?? 0, ORDERS);
  findings.exactly("lists that are not the exchange's", (await isEqual()) ? 0 : 1, 0);
  const reads = (await far.call.reads()).byPath;
  // A page that is not full is the market's last one.
  findings.exactly(
    "REST reads of orders",
    reads["/v1/orders"] ?? 0,
    MARKETS * (Math.floor(ORDERS / MARKETS / PAGE) + 1),
  );

  commits.forget();
  [remade, kept] = [0, 0];
  const renders = count.renders;
  for (let done = 0; done < REPLACED; done += 1) await holder.replace();
  await until(isEqual, 10_000);
  findings.exactly(
    "after 300 cancelled and 300 placed, lists that are not the exchange's",
    (await isEqual()) ? 0 : 1,
    0,
  );
  findings.exactly(
    "orders of one market only that another reader shows wrongly",
    wrongOf(all.last().data, some.last().data, holder.first),
    0,
  );
  findings.most("React commits in a frame", commits.most(), 1);
  findings.exactly("unchanged orders that became other objects", remade, 0);
  findings.note("unchanged orders that stayed the same object, over all commits", kept);
  findings.note("commits", commits.all());
  findings.note("renders of a component that shows their number", count.renders - renders);
  findings.exactly("renders without news", all.wasted + some.wasted + count.wasted, 0);
  findings.exactly("errors", errors.length, 0);
  root.unmount();
  await expectNoneLeft(far, findings, "connections left after the unmount");
  findings.exactly("listeners left", listeners(), 0);
  await far.close();
}

/** A new account with so many open orders, spread over the markets at prices that do not match each other. */
async function holdOrders({ call }: Far, count: number) {
  const markets = await call.exchange.markets();
  const account = await call.exchange.createAccount("Holder", riches(markets));
  const open: string[] = [];
  for (let from = 0; from < count; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => {
      const market = markets[(from + index) % markets.length] ?? markets[0];
      const middle = market.startPrice - (market.startPrice % market.tick);
      const price = middle + market.tick * BigInt(200 + (((from + index) * 7) % 4_000));
      return { place: { marketId: market.market_id, side: "sell" as const, price, quantity: enough(market, price) } };
    });
    for (const order of await call.exchange.batch(account, batch))
      if (order && "order_id" in order) open.push(order.order_id);
  }
  /** Cancels an order, and places an equal one. */
  const replace = async (): Promise<void> => {
    const [cancelled = ""] = open.splice(Math.floor(open.length / 3), 1);
    const { market_id = "", side, price, quantity } = await call.exchange.cancel(account, cancelled);
    open.push((await call.exchange.place(account, { marketId: market_id, side, price, quantity })).order_id);
  };
  return { account, first: markets[0].market_id, replace };
}

function wrongOf(all: unknown, some: unknown, market: string | undefined): number {
  const expected = (all as readonly Order[]).filter(({ market_id }) => market_id === market);
  return expected.filter((order, index) => (some as readonly Order[])[index] !== order).length;
}
