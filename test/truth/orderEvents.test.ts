// Each change of own orders is told exactly once, whatever the network does. The sums of the changes are the
// exchange's, and nothing is from before the mount.
import type { O2Feed, O2FeedOptions, Order, OrderChange, OrderWatch } from "o2-react";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { describe, expect, it } from "vitest";
import { seeded } from "../../lab/bench/seeded.ts";
import { quietBid } from "../support/quietBid.ts";
import { type Simulated, simulate } from "../support/simulated.ts";

/** The exchange's own orders, each in its last state, including those that it has forgotten. */
class Orders {
  readonly #exchange: SimulatedExchange;
  readonly #accounts: readonly Account[];
  readonly #last = new Map<string, Order>();

  constructor(exchange: SimulatedExchange, accounts: readonly Account[]) {
    this.#exchange = exchange;
    this.#accounts = accounts;
  }

  /** By id. To be called after each step. */
  look(): ReadonlyMap<string, Order> {
    for (const account of this.#accounts)
      for (const order of this.#exchange.orders(account)) this.#last.set(order.order_id, order);
    return new Map(this.#last);
  }
}

/** A listener, and the exchange's orders at its mount. */
interface Listener {
  readonly before: ReadonlyMap<string, Order>;
  readonly accounts: readonly Account[];
  /** True if the orders were live then. */
  readonly wasLive: boolean;
  readonly told: OrderChange[];
  readonly watch: OrderWatch;
  stop(): void;
}

const topicsOf = (accounts: readonly Account[], since?: number) =>
  accounts.map(({ identity }) => ({ channel: "orders", identity, since }) as const);

function mount(feed: O2Feed, orders: Orders, accounts: readonly Account[], since?: number): Listener {
  const told: OrderChange[] = [];
  const entries = feed.store.getState().orders;
  const wasLive = accounts.every(({ id }) => entries[`ContractId:${id}`]?.isLive);
  const watch: OrderWatch = { topics: topicsOf(accounts, since) };
  const before = orders.look();
  return { before, accounts, wasLive, told, watch, stop: feed.watchOrders(watch, (change) => told.push(change)) };
}

const fillOf = (order: Order | undefined): bigint => order?.quantity_fill ?? 0n;

/** In words, the faults of what a listener was told. */
function faults({ told, before, wasLive, accounts }: Listener, truth: ReadonlyMap<string, Order>): string[] {
  const names = new Map([...truth.keys()].map((id) => [id, id.slice(0, 10)]));
  return [...truth].flatMap(([id, last]) => {
    const account = Object.values(last.account ?? {})[0];
    if (!accounts.some((each) => each.id === account)) return [];
    const own = told.filter(({ order }) => order.order_id === id);
    const sum = own.reduce((total, { filled }) => total + filled, 0n);
    const was = before.get(id);
    // An order from before the mount is known from the first complete state on.
    const base = was && !wasLive ? fillOf(own[0]?.previous ?? last) : fillOf(was);
    const closings = own.filter(({ order, previous }) => order.close && !previous?.close).length;
    const chain = own.every(({ previous }, at) => {
      const former = own[at - 1]?.order;
      return at === 0 || (fillOf(previous) === fillOf(former) && previous?.close === former?.close);
    });
    const mustClose = last.close && (was ? !was.close && (wasLive || own.length > 0) : true);
    return [
      ...(was?.close && own.length > 0 ? [`${names.get(id)} was over before the mount`] : []),
      ...(!was && own.length === 0 ? [`${names.get(id)} was not told of`] : []),
      ...(sum !== fillOf(last) - base ? [`${names.get(id)} filled ${sum} of ${fillOf(last) - base}`] : []),
      ...(base < fillOf(was) ? [`${names.get(id)} was told of before the mount`] : []),
      ...(closings !== (mustClose ? 1 : 0) ? [`${names.get(id)} closed ${closings} times`] : []),
      ...(chain ? [] : [`${names.get(id)} has a broken chain`]),
      ...(own.some(({ previous }, at) => at === 0 && !was && previous !== undefined)
        ? [`${names.get(id)} was known`]
        : []),
    ];
  });
}

/** The random steps of one script: own orders come, are filled and go, and the network has faults. */
function acts({ exchange, feed }: Simulated, accounts: readonly Account[], random: () => number) {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const placed = new Set<string>();
  // Only orders placed here: others may keep a rest that is too small to be taken.
  const open = () =>
    accounts.flatMap((who) =>
      exchange.orders(who, { open: true }).flatMap((order) => (placed.has(order.order_id) ? [{ who, order }] : [])),
    );
  const place = () => {
    const who = pick(accounts) as Account;
    const isFirst = random() < 0.7;
    const market = exchange.markets[isFirst ? 0 : 1] as SimulatedExchange["markets"][number];
    // One is dear, the other cheap.
    const quantity = isFirst ? 1_000n * market.scale : market.scale / 10n;
    const order = exchange.place(who, { ...quietBid(market), quantity });
    placed.add(order.order_id);
    return { who, order };
  };
  const fill = (of: { who: Account; order: Order } | undefined, share: bigint): void => {
    if (!of) return;
    const { order_id, market_id, quantity } = of.order;
    const left = quantity - fillOf(of.order);
    const step = exchange.markets.find((market) => market.market_id === market_id)?.step ?? 1n;
    const part = (quantity / share / step) * step;
    // No order keeps a rest that is too small to be taken.
    exchange.fill(of.who, order_id, left < 2n * part ? left : part);
  };
  const own: (() => void)[] = [
    place,
    place,
    () => fill(pick(open()), 3n),
    () => fill(pick(open()), 1n),
    // It opens and is over between two commits.
    () => fill(place(), 1n),
    () => {
      const of = pick(open());
      if (of) exchange.cancel(of.who, of.order.order_id);
    },
  ];
  const network: (() => void)[] = [
    () => exchange.faults.drop(),
    () => {
      exchange.faults.refuse();
      exchange.faults.drop();
    },
    () => exchange.faults.accept(),
    () => exchange.faults.accept(),
    () => exchange.faults.rest({ status: 503, times: 3 }),
    () => exchange.faults.rest({ path: "/v1/orders", delay: 700, times: 2 }),
    () => exchange.faults.duplicate("subscribe_orders", 3),
    () => exchange.faults.garbage(JSON.stringify({ action: "subscribe_orders", orders: "?" })),
    () => feed.reconnect(),
  ];
  return { act: () => (pick(own) as () => void)(), disturb: () => (pick(network) as () => void)() };
}

/** Plays a script, with listeners that come and go, and ends the network's faults. */
async function play(
  seed: number,
  options: O2FeedOptions,
): Promise<{ listeners: Listener[]; truth: ReadonlyMap<string, Order> }> {
  const simulated = await simulate(options, { seed });
  const { exchange, feed, pass } = simulated;
  const accounts = exchange.accounts.slice(0, 2);
  const orders = new Orders(exchange, accounts);
  const random = seeded(seed);
  const { act, disturb } = acts(simulated, accounts, random);
  for (let count = 0; count < 6; count += 1) act();
  // A server may tell times in whole seconds, so the mount is between two of them.
  const second = async (): Promise<void> => pass(1_999 - (Date.now() % 1_000));
  await second();
  const listeners = [mount(feed, orders, accounts)];
  await pass(1);
  for (let step = 0; step < 120; step += 1) {
    act();
    orders.look();
    if (random() < 0.25) disturb();
    if (step % 40 === 20) {
      await second();
      listeners.push(mount(feed, orders, [accounts[listeners.length % 2] as Account]));
      await pass(1);
    }
    await pass(Math.floor(random() * 900));
  }
  exchange.faults.clear();
  exchange.faults.accept();
  await pass(60_000);
  const truth = orders.look();
  return { listeners, truth };
}

describe("changes of own orders", () => {
  for (const [seed, maxClosedOrders] of [
    [1, 200],
    [2, 0],
    [3, 1],
    [4, 5],
    [5, 200],
    [6, 3],
  ] as const)
    it(`add up to what the exchange filled, through outages (script ${seed}, ${maxClosedOrders} closed orders are kept)`, async () => {
      const { listeners, truth } = await play(seed, { auditInterval: false, maxClosedOrders });
      expect(listeners.map((each) => faults(each, truth))).toEqual(listeners.map(() => []));
      expect(listeners[0]?.told.some(({ missed }) => missed)).toBe(true);
      expect(listeners[0]?.told.some(({ missed }) => !missed)).toBe(true);
      expect([...truth.values()].filter(({ close }) => close).length).toBeGreaterThan(20);
    });
});
