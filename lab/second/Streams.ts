// The second exchange's WebSocket side for one venue: the subscriptions of a connection there, and the frames it gets
// for each commit.
import { levelOf } from "./answers.ts";
import { type Exchange, Rejection } from "./Exchange.ts";
import type { Market } from "./listing.ts";
import type { Commit, Holder, Identity, WaitingOrder } from "./records.ts";
import * as spell from "./spelling.ts";
import { grouped, levels } from "./views.ts";

type Frame = Readonly<Record<string, unknown>>;

/** The mark of a venue's frames. */
export interface Mark {
  readonly turbo?: true;
}

/** A market's whole book for one connection, and whether it changed since it was sent. */
interface BookView {
  isOld: boolean;
  readonly beat: ReturnType<typeof setInterval>;
}

/** The intervals at which a whole book may be asked for, in milliseconds. */
const BEATS = new Map(Object.entries({ "100ms": 100, "500ms": 500, "1s": 1_000, "3s": 3_000 }));

export class Streams {
  readonly #exchange: Exchange;
  readonly #spelling: spell.Spelling;
  readonly #tell: (text: string) => void;
  readonly #mark: Mark;
  /** By slot, such as `trades 0x…` or `orders`. A depth slot holds its level; an undefined level never speaks. */
  readonly #depth = new Map<Market, number | undefined>();
  readonly #views = new Map<Market, BookView>();
  readonly #trades = new Set<Market>();
  readonly #identities = new Map<string, readonly Identity[]>();

  /**
   * @param tell sends a text over the connection.
   * @param mark is added to each frame.
   */
  constructor(exchange: Exchange, spelling: spell.Spelling, tell: (text: string) => void, mark: Mark) {
    this.#exchange = exchange;
    this.#spelling = spelling;
    this.#tell = tell;
    this.#mark = mark;
  }

  /** Ends the connection's subscriptions. */
  end(): void {
    this.#endViews();
  }

  /** Ends the subscriptions of a channel without a word. */
  forget(channel: string): void {
    if (channel === "depth") this.#depth.clear();
    else if (channel === "depthView") this.#endViews();
    else if (channel === "trades") this.#trades.clear();
    else this.#identities.delete(channel);
  }

  receive(text: string): void {
    try {
      this.#obey(parse(text));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      this.refuse(error);
    }
  }

  publish(commit: Commit): void {
    const { spelling, say } = {
      spelling: this.#spelling,
      say: (frame: object) => this.#say({ ...frame, ...spell.times(commit.at) }),
    };
    this.#publishOrders(commit, say);
    const balance = [...commit.money]
      .filter(([holder]) => this.#follows("balances", holder))
      .flatMap(([holder, assets]) => [...assets].map((asset_id) => this.#balance(holder, asset_id)));
    if (balance.length > 0) say({ action: "subscribe_balances", balance });
    const { actor } = commit;
    const action = spelling.nonceAction === "alt" ? "nonce" : "subscribe_nonce";
    if (this.#follows("nonce", actor)) say({ action, contract_id: actor.id, nonce: actor.nonce });
    for (const market of this.#trades) {
      const trades = commit.trades.filter((trade) => trade.market === market).map(spell.trade);
      const action = spelling.tradesAction === "alt" ? "trades" : "subscribe_trades";
      if (trades.length > 0) say({ action, market_id: market.market_id, trades });
    }
    for (const { market } of commit.levels) {
      const view = this.#views.get(market);
      if (view) view.isOld = true;
    }
    for (const [market, level] of this.#depth) {
      if (level === undefined) continue;
      const changes = { buys: changed(commit, market, "buy", level), sells: changed(commit, market, "sell", level) };
      if (changes.buys.length + changes.sells.length > 0)
        say({ action: "subscribe_depth_update", market_id: market.market_id, changes });
    }
  }

  #publishOrders(commit: Commit, say: (frame: object) => void): void {
    const spelling = this.#spelling;
    const { waiting } = this.#exchange;
    const told = (each: WaitingOrder) => spell.waitingOrder(each, spelling, waiting.otherOf(each));
    const own = <T extends { readonly holder: Holder }>(all: Iterable<T>) =>
      [...all].filter(({ holder }) => this.#follows("orders", holder));
    const isBeside = spelling.orphans !== "alt";
    const orders = own(commit.orders).map((order) => {
      const on = order.isOpen || !isBeside ? waiting.on(order).map(told) : [];
      return spell.order(order, spelling, { active_trigger_orders: on });
    });
    const isOrphan = ({ state, parent }: WaitingOrder) => state === "Active" && parent && commit.orders.has(parent);
    const alone = own(commit.waiting).filter((each) => isBeside || !isOrphan(each));
    if (orders.length + alone.length > 0)
      say({ action: "subscribe_orders", orders, standalone_trigger_orders: alone.map(told) });
  }

  #obey(frame: Frame): void {
    const action = String(frame.action);
    const [verb, channel] = [action.slice(0, action.indexOf("_")), action.slice(action.indexOf("_") + 1)];
    if (verb !== "subscribe" && verb !== "unsubscribe") throw new Rejection(1001, `unknown action ${action}`);
    const isNew = verb === "subscribe";
    if (channel === "depth") this.#obeyDepth(this.#market(frame), isNew, frame.precision);
    else if (channel === "depth_view") this.#obeyView(this.#market(frame), isNew, frame);
    else if (channel === "trades") this.#obeyTrades(this.#market(frame), isNew);
    else if (this.#identityChannels.includes(channel)) this.#obeyIdentities(channel, isNew, frame.identities);
    else throw new Rejection(1001, `unknown action ${action}`);
    const { receipts, additions } = this.#spelling;
    if (receipts === "alt") this.#say({ action, market_id: frame.market_id });
    if (additions === "alt") this.#say({ action: "subscribe_weather", temperature: 21 });
  }

  /** Balances and nonces have no form of the margin venue. */
  get #identityChannels(): readonly string[] {
    return this.#mark.turbo ? ["orders"] : ["orders", "balances", "nonce"];
  }

  #obeyDepth(market: Market, isNew: boolean, precision: unknown): void {
    if (!isNew) return void this.#depth.delete(market);
    if (this.#depth.has(market)) throw taken();
    const level = typeof precision === "string" ? levelOf(precision) : undefined;
    this.#depth.set(market, level);
    // A precision that the server does not know makes a channel that never speaks.
    if (level === undefined) return;
    const [buys, sells] = [levels(this.#exchange, market, "buy", level), levels(this.#exchange, market, "sell", level)];
    const book = spell.book(buys, sells, level, this.#spelling);
    this.#say({ action: "subscribe_depth", market_id: market.market_id, ...book });
  }

  /** A view is sent on each beat of its own clock: on those that find the book changed, or on all. */
  #obeyView(market: Market, isNew: boolean, { precision, frequency }: Frame): void {
    if (!isNew) {
      clearInterval(this.#views.get(market)?.beat);
      return void this.#views.delete(market);
    }
    if (this.#views.has(market)) throw taken();
    const wait = BEATS.get(String(frequency));
    if (wait === undefined) throw new Rejection(1001, `frequency: ${frequency} is not known`);
    const level = typeof precision === "string" ? levelOf(precision) : undefined;
    const show = (): void => {
      if (level === undefined || (!view.isOld && this.#spelling.views !== "alt")) return;
      view.isOld = false;
      const [buys, sells] = [
        levels(this.#exchange, market, "buy", level),
        levels(this.#exchange, market, "sell", level),
      ];
      const { market_id } = market;
      this.#say({ action: "subscribe_depth_view", market_id, view: { precision: level, buys, sells } });
    };
    const view: BookView = { isOld: true, beat: setInterval(show, wait) };
    this.#views.set(market, view);
    show();
  }

  #endViews(): void {
    for (const { beat } of this.#views.values()) clearInterval(beat);
    this.#views.clear();
  }

  #obeyTrades(market: Market, isNew: boolean): void {
    if (isNew && this.#trades.has(market)) throw taken();
    if (isNew) this.#trades.add(market);
    else this.#trades.delete(market);
  }

  #obeyIdentities(channel: string, isNew: boolean, identities: unknown): void {
    if (!isNew) return void this.#identities.delete(channel);
    if (this.#identities.has(channel)) throw taken();
    if (!Array.isArray(identities) || !identities.every(isIdentity))
      throw new Rejection(1001, "identities: not understood");
    if (identities.length > 10) throw new Rejection(6001, "more than ten identities");
    this.#identities.set(channel, identities);
  }

  #follows(channel: string, holder: Holder): boolean {
    return (this.#identities.get(channel) ?? []).some((identity) => this.#exchange.holderOf(identity) === holder);
  }

  #balance(holder: Holder, asset_id: string): object {
    return { identity: holder.identity, asset_id, ...spell.balance(this.#exchange, holder, asset_id) };
  }

  #market(frame: Frame): Market {
    const market = this.#exchange.markets.find(({ market_id }) => market_id === String(frame.market_id).toLowerCase());
    if (!market) throw new Rejection(2000, `there is no market ${frame.market_id}`);
    return market;
  }

  /** Sends an error for a rejected request. */
  refuse({ code, message }: Rejection): void {
    this.#say(this.#spelling.errors === "alt" ? { action: "error", code, message } : { code, message });
  }

  #say(frame: object): void {
    const more = this.#spelling.additions === "alt" ? { since_version: { "9.9": [null] } } : {};
    this.#tell(spell.toJson({ ...frame, ...this.#mark, ...more }));
  }
}

const taken = () => new Rejection(6000, "already subscribed");

function parse(text: string): Frame {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame === "object" && frame !== null) return frame as Frame;
  } catch {
    // Text that is not JSON is rejected below.
  }
  throw new Rejection(1002, "not a JSON object");
}

function isIdentity(value: unknown): value is Identity {
  const id = Object.values((value as object | null) ?? {})[0];
  return typeof id === "string" && /^0x[0-9a-f]{64}$/i.test(id);
}

/** The signed changes of one side of a book in its groups. Changes that cancel out are left out. */
function changed(commit: Commit, market: Market, side: "buy" | "sell", level: number): readonly object[] {
  const sums = new Map<bigint, bigint>();
  for (const change of commit.levels) {
    if (change.market !== market || change.side !== side) continue;
    const price = grouped(change.price, side, level);
    sums.set(price, (sums.get(price) ?? 0n) + change.quantity);
  }
  return [...sums].filter(([, quantity]) => quantity !== 0n).map(([price, quantity]) => ({ price, quantity }));
}
