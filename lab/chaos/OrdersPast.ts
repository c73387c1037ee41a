// Each order the exchange ever had: what it was, and from when on. Judges lists of orders that have no end of their own: the
// closed ones that were kept, and the older ones down to where pages were read. Knows nothing of clients.
import type { Order } from "o2-react";
import { write } from "../write.ts";
import { Past } from "./Past.ts";

/** An order's states, as a list of orders says them. */
interface Known {
  readonly account: number;
  readonly market: string | undefined;
  readonly placedAt: number;
  /** When the exchange had it first; those of before the run, never. */
  readonly since: number;
  readonly lines: Past<string>;
  /** When it changed last; before the run, at no time. */
  changedAt: number;
  isOpen: boolean;
  /** When it closed; before the run, at no time; `Infinity` while it is open. */
  closedAt: number;
}

/** The accounts whose orders are listed, and which of their orders. */
export interface ListScope {
  readonly accounts: readonly number[];
  readonly market: string | undefined;
  readonly state: "closed" | "all";
}

/** Between which two moments a client's list of orders began: what closed since the later one, it must have been told of. */
export interface Begun {
  readonly earliest: number;
  readonly latest: number;
}

/** A list as text: what it says of itself, and its orders as it shows them. */
export interface Listing {
  readonly isComplete: boolean;
  readonly hasMore: boolean;
  readonly isReading: boolean;
  readonly orders: readonly Order[];
}

/** So many closed orders of an account a client keeps at least, whatever it read: `maxClosedOrders`. */
const LEAST_KEPT = 200;
/** So many closed orders of an account the simulated exchange remembers. */
const REMEMBERED = 500;
/** The fill of a gap looks back so much further than to the newest order that was known, in milliseconds. */
const FILL_SLACK = 10_000;
/** A mount is reckoned by an estimate of the exchange's time, which may be off by so much, in milliseconds. */
const TOLERANCE = 1_000;
const KEY = 14;
/** The filled quantity of a line. */
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
  /** By account, oldest closing first. */
  readonly #closings = new Map<number, Known[]>();

  /** @param isOld whether it is from before the run. */
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

  /** In words, why a list cannot have been true at any time since then; `undefined` where it can. */
  fault(text: string, scope: ListScope, since: number, begun: Begun): string | undefined {
    const [completeness, more, , ...lines] = text.split(" ");
    const shown = lines.map((each) => [each, this.#known.get(each.slice(0, KEY))] as const);
    const wrong = this.#wrongOrder(shown, scope, since);
    if (wrong || completeness !== "complete") return wrong;
    const orders = new Set(shown.map(([, known]) => known as Known));
    // One that closed just now may be shown as open.
    const closed = shown.flatMap(([each, known]) => (known && each.endsWith(":closed") ? [known] : []));
    const missing = this.#missing(orders, scope, since);
    const found = missing.find((known) => this.#isHole(known, closed, more === "end", begun));
    if (!found) return undefined;
    const { account, placedAt, closedAt, lines: states } = found;
    return `${states.now} of account ${account}, placed at ${placedAt} and closed at ${closedAt}, is missing; begun ${JSON.stringify(begun)}`;
  }

  /**
   * In words, why the changes that a component was told of since its mount cannot be all, and each once, as of any time since then:
   * what was filled, added up, is what the exchange had filled of each order. @param isClockSet whether the page's clock was set by an
   * hour: until the exchange says its time again, the mount may seem as much earlier, so orders from before it are left out.
   */
  faultOfChanges(text: string, account: number, since: number, isClockSet: boolean): string | undefined {
    const [from = "", live = "", ...lines] = text.split(" ");
    const told = lines.map((each) => [each, this.#known.get(each.slice(0, KEY))] as const);
    for (const [line, known] of told) {
      if (!known) return `there is no order ${line}`;
      if (known.account !== account) return `${line} is of another account`;
      if (isClockSet && known.since <= Number(from)) continue;
      if (known.closedAt < Number(from) - TOLERANCE) return `${line} was over before the mount at ${from}`;
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

  /** Whether a list says that nothing is under way and, if it must and the exchange has forgotten none, that all is there. */
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

  /** The orders of a scope that are not shown, and were as they are before that time. */
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

  /** Whether a list that calls itself complete may not be without this order. */
  #isHole(missing: Known, closed: readonly Known[], isEnd: boolean, begun: Begun): boolean {
    if (missing.isOpen) return true;
    const older = closed.filter(({ placedAt }) => placedAt < missing.placedAt);
    // Read as a page: there is no hole above it, of whichever account or market.
    if (older.some((order) => this.#isOfPage(order, missing.account, begun))) return true;
    if (isEnd) return true;
    if (missing.closedAt <= begun.latest) return false;
    // Kept since it closed, or let go of for newer ones; then nothing of its account that closed is shown below it.
    return older.some(({ account }) => account === missing.account) || !this.#mayBeEvicted(missing);
  }

  /**
   * Whether a closed order can only have come with a page. What was placed after the newest order that a list knew may have
   * come with the fill of a gap, which looks that far back in that account alone.
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

/** What a line of changes may say of the whole order: the sum, and with it what was filled before the mount, where that was not known. */
function sumsOf(line: string, known: Known, from: number): readonly string[] {
  const plain = line.replace(/:new$/, "");
  if (plain === line || known.since > from) return [plain];
  const atMount = [-TOLERANCE, 0, TOLERANCE].map((off) => [...known.lines.since(from + off)].at(-1) ?? "");
  const sums = atMount.map((had) => plain.replace(FILLED, (_, sum: string) => `:${BigInt(sum) + filledIn(had)}/`));
  // Placed so shortly before the mount that it may count as placed after it: all of it is told.
  return known.since > from - TOLERANCE ? [plain, ...sums] : sums;
}

function filledIn(line: string): bigint {
  return BigInt(FILLED.exec(line)?.[1] ?? 0);
}
