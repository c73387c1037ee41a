// An iterator whose slot is subscribed again may miss updates between the two subscriptions. streamLifecycle() reports
// that once the server has read the new one, so that a later read over REST leaves no gap.
import { type LifecycleEvent, O2WebSocket } from "o2-react/client";
import { expect, it, onTestFinished, vi } from "vitest";
import { collect } from "../support/served.ts";
import { createExchange } from "../support/servers.ts";
import { simulateClient } from "../support/simulatedClient.ts";

const LATENCY = 20;

async function connect() {
  vi.useFakeTimers();
  const exchange = createExchange({ latency: LATENCY });
  exchange.tick(100);
  /** Milliseconds from the unsubscribe until the server reads the next subscribe of orders. */
  const wire = { delay: 0 };
  class Slow extends exchange.WebSocket {
    override send(data: string): void {
      if (wire.delay > 0 && data.includes('"subscribe_orders"')) setTimeout(() => super.send(data), wire.delay);
      else if (wire.delay > 0 && data === "PING") setTimeout(() => super.send(data), wire.delay);
      else super.send(data);
    }
  }
  const { ws, pass } = await simulateClient(exchange, { WebSocket: Slow, onError: () => undefined }, 500);
  const { values } = collect(ws.streamLifecycle());
  const [ada, grace] = exchange.accounts;
  if (!ada || !grace) throw new Error("the exchange has two accounts");
  return { exchange, ws, pass, life: values, ada, grace, wire, market: exchange.markets[0] };
}

/** The topics that were subscribed again, by event. */
const anew = (life: readonly LifecycleEvent[]) => life.flatMap((event) => (event.topics ? [event.topics] : []));
const ordersOf = (...accounts: { readonly identity: object }[]) =>
  accounts.map(({ identity }) => ({ channel: "orders", identity }));

it("a reader whose order ends while another identity is added hears that its orders were subscribed to anew", async () => {
  const { exchange, ws, pass, life, ada, grace, wire, market } = await connect();
  const lowest = exchange.depth(market.market_id, 1).bids.at(-1)?.price ?? 0n;
  const order = exchange.place(ada, {
    marketId: market.market_id,
    side: "buy",
    price: lowest - market.tick,
    quantity: market.step * 1_000_000n,
  });
  const { values } = collect(ws.streamOrders([ada.identity]));
  await pass(500);
  expect(life).toEqual([]);
  wire.delay = 100;
  void collect(ws.streamOrders([grace.identity]));
  await pass(LATENCY + 50);
  exchange.cancel(ada, order.order_id);
  // The new subscription is under way, so a read would still be too early.
  expect(life).toEqual([]);
  await pass(500);
  expect(values.flatMap(({ orders }) => orders)).toEqual([]);
  expect(anew(life)).toEqual([ordersOf(ada)]);
  expect(life).toMatchObject([{ state: "resubscribed", attempt: 0 }]);
});

it("after an unreadable frame the event names the topics that are subscribed again for it, to their readers only", async () => {
  const { exchange, ws, pass, life, ada, market } = await connect();
  const guest = new O2WebSocket(ws.session);
  onTestFinished(() => guest.disconnect());
  const guestLife = collect(guest.streamLifecycle()).values;
  void collect(guest.streamTrades(market.market_id));
  void collect(ws.streamBalances([ada.identity]));
  void collect(ws.streamDepth(market.market_id));
  await pass(500);
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id: market.market_id, trades: 7 }));
  await pass(500);
  expect([anew(life), anew(guestLife)]).toEqual([[], [[{ channel: "trades", market: market.market_id }]]]);
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_balances", balance: 7 }));
  await pass(500);
  expect(anew(life)).toEqual([[{ channel: "balances", identity: ada.identity }]]);
  expect(anew(guestLife)).toHaveLength(1);
});

it("an order that names nobody may belong to any account that is read: the orders of all are subscribed again", async () => {
  const { exchange, ws, pass, life, ada, grace } = await connect();
  void collect(ws.streamOrders([ada.identity]));
  void collect(ws.streamOrders([grace.identity]));
  await pass(500);
  expect(life).toEqual([]);
  const order = {
    order_id: "0x01",
    side: "Buy",
    order_type: "Spot",
    price: "1",
    quantity: "2",
    timestamp: "3",
    close: false,
  };
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_orders", orders: [order] }));
  await pass(500);
  expect(anew(life)).toEqual([ordersOf(ada, grace)]);
});

it("after a reconnect the event comes once the server has read the topics; books begin with a snapshot and are not in it", async () => {
  const { exchange, ws, pass, life, ada, market } = await connect();
  void collect(ws.streamOrders([ada.identity]));
  void collect(ws.streamDepth(market.market_id));
  await pass(500);
  exchange.faults.drop();
  await pass(5_000);
  expect(life.map(({ state }) => state)).toEqual(["disconnected", "reconnecting", "reconnected", "resubscribed"]);
  expect(anew(life)).toEqual([ordersOf(ada)]);
});

it("a reader that joins a held topic misses nothing, and neither does the first reader of a released topic", async () => {
  const { ws, pass, life, ada, market } = await connect();
  const first = ws.streamTrades(market.market_id);
  void first.next();
  void collect(ws.streamOrders([ada.identity]));
  await pass(500);
  void collect(ws.streamOrders([ada.identity]));
  await first.return();
  await pass(500);
  void collect(ws.streamTrades(market.market_id));
  await pass(500);
  expect(life).toEqual([]);
});

it("a reader that joined a held topic is told of its next subscription", async () => {
  const { ws, pass, life, ada, grace } = await connect();
  const first = ws.streamOrders([ada.identity]);
  void first.next();
  await pass(500);
  void collect(ws.streamOrders([ada.identity]));
  await first.return();
  void collect(ws.streamOrders([grace.identity]));
  await pass(500);
  expect(anew(life)).toEqual([ordersOf(ada)]);
});
