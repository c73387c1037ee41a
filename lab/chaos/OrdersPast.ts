// Each order the exchange ever had, with all its states and their times. Judges lists of orders that have no fixed end:
// the kept closed orders, and older orders down to the last page that was read. Knows nothing of clients.
import type { Order } from "o2-react";
import { write } from "../write.ts";
import { Past } from "./Past.ts";

/** An order's states, as a list of orders says them. */
interface Known {
  readonly account: number;
  readonly market: string | undefined;
  readonly placedAt: number;
  /** The time when the exchange got the order; `-Infinity` for orders from before the run. */
  readonly since: number;
  readonly lines: Past<string>;
  /** The time of the last change; `-Infinity` if it was before the run. */
  changedAt: number;
  isOpen: boolean;
  /** The time when it closed: `-Infinity` if that was before the run, `Infinity` while it is open. */
  closedAt: number;
}

/** The accounts whose orders are listed, and which of their orders. */
export interface ListScope {
  readonly accounts: readonly number[];
  readonly market: string | undefined;
  readonly state: "closed" | "all";
}

/**
 * The two moments between which a client's list of orders began. The client must have been told of each order that
 * closed after the later one.
 */
export interface Begun {
  readonly earliest: number;
  readonly latest: number;
}

/** A list as text: its flags, and its orders as it shows them. */
export interface Listing {
  readonly isComplete: boolean;
  readonly hasMore: boolean;
  readonly isReading: boolean;
  readonly orders: readonly Order[];
}

/** Least number of closed orders that a client keeps for each account: `maxClosedOrders`. */
const LEAST_KEPT = 200;
/** Number of closed orders that the simulated exchange remembers for each account. */
const REMEMBERED = 500;
/** Milliseconds that the fill of a gap looks back beyond the newest known order. */
const FILL_SLACK = 10_000;
/** The most milliseconds by which a mount may be misjudged, because it is told by an estimate of the exchange's time. */
const TOLERANCE = 1_000;
/** The most milliseconds by which data that is live may be behind the exchange: a link that is dead may look open for so long. */
const BEHIND = 10_000;
const KEY = 14;
/** The filled quantity within a line. */
const FILLED = /:(\d+)\//;

/** Writes a list so that {@link OrdersPast.fault} can read it. */
export function writeListing({ isComplete, hasMore, isReading, orders }: Listing): string {
  const head = [isComplete ? "complete" : "partial", hasMore ? "more" : "end", isReading ? "reading" : "idle"];
  return [...head, ...orders.map(line)].join(" ");
}

function line(order: Order): string {
  return `${write.orders([order])}:${order.close ? "closed" : "open"}`;
}

/** All orders of a run. */
export class OrdersPast {
  readonly #known = new Map<string, Known>();
  /** By account, the order that closed first comes first. */
  readonly #closings = new Map<number, Known[]>();

  /** @param isOld whether the order is from before the run. */
  note(account: number, order: Order, isOld = false): void {
    const text = line(order);
    const now = isOld ? Number.NEGATIVE_INFINITY : Date.now();
    const known = this.#known.get(text.slice(0, KEY)) ?? this.#add(text, account, order, now);
    if (known.lines.now !== text) known.changedAt = now;
    known.lines.become(text);
    if (!known.isOpen || !order.close) return;
    known.isOpen = false;
    known.closedAt = now;
    this.#closings.set(account, [...(this.#closings.get(account) ?? []), known]);
  }

  /** The reason why a list cannot have been true at any time since then; `undefined` if it can. */
  fault(text: string, scope: ListScope, since: number, begun: Begun): string | undefined {
    const [completeness, more, , ...lines] = text.split(" ");
    const shown = lines.map((each) => [each, this.#known.get(each.slice(0, KEY))] as const);
    const wrong = this.#wrongOrder(shown, scope, since);
    if (wrong || completeness !== "complete") return wrong;
    const orders = new Set(shown.map(([, known]) => known as Known));
    // An order that closed just now may still be shown as open.
    const closed = shown.flatMap(([each, known]) => (known && each.endsWith(":closed") ? [known] : []));
    const missing = this.#missing(orders, scope, since);
    const found = missing.find((known) => this.#isHole(known, closed, more === "end", begun));
    if (!found) return undefined;
    const { account, placedAt, closedAt, lines: states } = found;
    return `${states.now} of account ${account}, placed at ${placedAt} and closed at ${closedAt}, is missing; begun ${JSON.stringify(begun)}`;
  }

  /**
   * The reason why the changes that a component was told are not exactly the changes since its mount; `undefined` if
   * they can be. The fills that were told, added up, must equal those that the exchange had for each order at some time
   * since then.
   * @param isClockSet whether the page's clock was set by an hour. Until the exchange tells its time again, the mount
   * may seem an hour earlier, so orders from before it are left out.
   */
  faultOfChanges(text: string, account: number, since: number, isClockSet: boolean): string | undefined {
    const [from = "", live = "", ...lines] = text.split(" ");
    const told = lines.map((each) => [each, this.#known.get(each.slice(0, KEY))] as const);
    for (const [line, known] of told) {
      if (!known) return `there is no order ${line}`;
      if (known.account !== account) return `${line} is of another account`;
      if (isClockSet && known.since <= Number(from)) continue;
      // Live data may be behind: what was over by then may have been on the way to the page.
      if (known.closedAt < Number(from) - BEHIND) return `${line} was over before the mount at ${from}`;
      const had = [...known.lines.since(since)];
      if (!sumsOf(line, known, Number(from)).some((each) => had.includes(each)))
        return `${line} was ${known.lines.now}`;
    }
    const shown = new Set(told.map(([, known]) => known));
    const remembered = new Set(this.#closings.get(account)?.slice(-REMEMBERED) ?? []);
    const missing = [...this.#known.values()].find(
      (known) =>
        known.account === account &&
        !shown.has(known) &&
        known.changedAt > Number(live) &&
        known.changedAt < since &&
        (known.isOpen || remembered.has(known)),
    );
    return missing && `${missing.lines.now} of ${missing.changedAt} was not told, live since ${live}`;
  }

  /**
   * True when a list says that no read is under way. If `needsAll`, it must also say that it is complete, unless the
   * exchange has forgotten orders.
   */
  isSettled(text: string, { accounts }: ListScope, needsAll: boolean): boolean {
    const [completeness, , work] = text.split(" ");
    const isForgotten = accounts.some((account) => (this.#closings.get(account)?.length ?? 0) > REMEMBERED);
    return work === "idle" && (!needsAll || isForgotten || completeness === "complete");
  }

  #add(text: string, account: number, { market_id, timestamp }: Order, since: number): Known {
    const placedAt = Number(timestamp);
    const known: Known = {
      ...{ account, market: market_id, placedAt, since },
      lines: new Past(text),
      changedAt: since,
      isOpen: true,
      closedAt: Number.POSITIVE_INFINITY,
    };
    this.#known.set(text.slice(0, KEY), known);
    return known;
  }

  #wrongOrder(
    shown: readonly (readonly [string, Known | undefined])[],
    { accounts, market, state }: ListScope,
    since: number,
  ): string | undefined {
    let newer = Number.POSITIVE_INFINITY;
    const seen = new Set<Known>();
    for (const [text, known] of shown) {
      if (!known) return `there is no order ${text}`;
      if (seen.has(known)) return `${text} is there twice`;
      seen.add(known);
      if (!accounts.includes(known.account)) return `${text} is of another account`;
      if (market !== undefined && known.market !== market) return `${text} is of another market`;
      if (state === "closed" && !text.endsWith(":closed")) return `${text} is open`;
      if (known.placedAt > newer) return `${text} is not in its place`;
      newer = known.placedAt;
      if (![...known.lines.since(since)].includes(text)) return `${text} was ${known.lines.now}`;
    }
    return undefined;
  }

  /** The orders of a scope that are missing from a list, and have not changed since that time. */
  #missing(shown: ReadonlySet<Known>, { accounts, market, state }: ListScope, since: number): Known[] {
    const remembered = new Set(accounts.flatMap((account) => this.#closings.get(account)?.slice(-REMEMBERED) ?? []));
    return [...this.#known.values()].filter(
      (known) =>
        !shown.has(known) &&
        accounts.includes(known.account) &&
        (market === undefined || known.market === market) &&
        (known.isOpen ? state === "all" && known.since < since : known.closedAt < since && remembered.has(known)),
    );
  }

  /** True when a list that calls itself complete must contain this order. */
  #isHole(missing: Known, closed: readonly Known[], isEnd: boolean, begun: Begun): boolean {
    if (missing.isOpen) return true;
    const older = closed.filter(({ placedAt }) => placedAt < missing.placedAt);
    // The list was read by pages down to an older order, so it has no hole above that one, in any account or market.
    if (older.some((order) => this.#isOfPage(order, missing.account, begun))) return true;
    if (isEnd) return true;
    if (missing.closedAt <= begun.latest) return false;
    // A client keeps an order from its closing until newer ones replace it. Then it shows no older closed order of the
    // same account either.
    return older.some(({ account }) => account === missing.account) || !this.#mayBeEvicted(missing);
  }

  /**
   * True when a closed order can only have come with a page. An order placed after the newest one that a list knew may
   * have come with the fill of a gap, which looks back that far, in that account alone.
   */
  #isOfPage({ account, placedAt, closedAt }: Known, other: number, { earliest, latest }: Begun): boolean {
    if (closedAt >= earliest) return false;
    if (account === other) return true;
    const newest = [...this.#known.values()]
      .filter((each) => each.account === account && each.placedAt <= earliest && each.closedAt > latest)
      .reduce((time, each) => Math.max(time, each.placedAt), Number.NEGATIVE_INFINITY);
    return placedAt <= newest - FILL_SLACK;
  }

  #mayBeEvicted(order: Known): boolean {
    const newer = this.#closings.get(order.account)?.filter(({ placedAt }) => placedAt >= order.placedAt) ?? [];
    return newer.length > LEAST_KEPT;
  }
}

/**
 * The sums that a line of changes may stand for: the fills told, plus those from before the mount if the component did
 * not know the order then.
 */
function sumsOf(line: string, known: Known, from: number): readonly string[] {
  const plain = line.replace(/:new$/, "");
  if (plain === line || known.since > from) return [plain];
  const atMount = [-TOLERANCE, 0, TOLERANCE].map((off) => [...known.lines.since(from + off)].at(-1) ?? "");
  const sums = atMount.map((had) => plain.replace(FILLED, (_, sum: string) => `:${BigInt(sum) + filledIn(had)}/`));
  // The order was placed so shortly before the mount that it may have been on the way to the page. Then all its fills are told.
  return known.since > from - BEHIND ? [plain, ...sums] : sums;
}

function filledIn(line: string): bigint {
  return BigInt(FILLED.exec(line)?.[1] ?? 0);
}
