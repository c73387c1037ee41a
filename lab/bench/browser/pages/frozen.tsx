// A page with its engine in a worker. Its main thread can be kept busy or stopped. It records its messages, its
// commits, and the trades it was told.
import { O2Provider, useDepth, useTradeEvents, useTrades } from "o2-react";
import { O2Devtools } from "o2-react/devtools";
import { createWorker } from "o2-react/worker";
import { type ReactElement, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import { exchangeConfig } from "../FirstRow.tsx";
import { root } from "../harness.ts";
import { Ladder } from "../Ladder.tsx";
import { LEVELS } from "../wire.ts";

/** A commit of the screen. Times in milliseconds since 1970. */
export interface Shown {
  readonly at: number;
  readonly book: string;
  readonly trades: string;
  /** The rows of the book as text, `price quantity`. */
  readonly bids: readonly string[];
  readonly asks: readonly string[];
  /** The time when the newest shown trade was made. */
  readonly newestTrade: number;
  /** The numbers of messages from the worker and of trades told so far. */
  readonly messages: number;
  readonly told: number;
}

/** Counts so far. */
export interface Sums {
  readonly commits: number;
  readonly messages: number;
  /** The trades that `useTradeEvents` told, and those that it told twice or after a later one. */
  readonly told: number;
  readonly repeated: number;
  readonly disordered: number;
  /** The most milliseconds by which a commit came later than the newest trade that it shows as live, since `fresh()`. */
  readonly oldestLive: number;
  readonly errors: readonly string[];
}

/** The functions that the Node side may call. Each call answers at once. */
export interface FrozenPage {
  isLive(): boolean;
  /** Stops the main thread until this address answers. */
  stop(url: string): void;
  /** Stops the main thread again and again until this address answers: for nine tenths of each second, until `rest()`. */
  slow(url: string): void;
  rest(): void;
  /** Counts ages from now on. */
  fresh(): void;
  /** Notes that the page goes on now, as far as it can tell. */
  mark(): void;
  /** The record of its last going on; `undefined` before. */
  resumed(): { readonly at: number; readonly sums: Sums } | undefined;
  /** The first commits since it last went on. */
  since(): readonly Shown[];
  newest(): Shown | undefined;
  sums(): Sums;
}

declare global {
  interface Window {
    frozen: FrozenPage;
  }
}

const parameters = new URLSearchParams(location.search);
const market = parameters.get("market") ?? "";

/** The most commits that are kept, and the most trades that are remembered. */
const MOST_COMMITS = 200;
const MOST_TRADES = 5_000;
/** Milliseconds between two stops of a slow page. */
const GAP = 100;

const counted = { commits: 0, messages: 0, told: 0, repeated: 0, disordered: 0, oldestLive: 0 };
const errors: string[] = [];
const known = new Set<string>();
let newestTold = 0;
let newest: Shown | undefined;
let since: Shown[] = [];
let resumed: ReturnType<FrozenPage["resumed"]>;
let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener("error", ({ message }) => errors.push(message));

function heard(id: string, timestamp: number): void {
  counted.told += 1;
  if (known.has(id)) counted.repeated += 1;
  if (timestamp < newestTold) counted.disordered += 1;
  newestTold = Math.max(newestTold, timestamp);
  known.add(id);
  const [oldest = ""] = known;
  if (known.size > MOST_TRADES) known.delete(oldest);
}

function committed(shown: Shown): void {
  newest = shown;
  counted.commits += 1;
  if (since.length < MOST_COMMITS) since.push(shown);
  if (shown.trades === "live") counted.oldestLive = Math.max(counted.oldestLive, shown.at - shown.newestTrade);
}

function countedWorker(): Worker {
  const worker = createWorker();
  worker.addEventListener("message", () => {
    counted.messages += 1;
  });
  return worker;
}

const rows = (levels: readonly { readonly price: bigint; readonly quantity: bigint }[]): readonly string[] =>
  levels.map(({ price, quantity }) => `${price} ${quantity}`);

function Screen(): ReactElement {
  const { data: { bids, asks } = { bids: [], asks: [] }, status: book } = useDepth({ market, levels: LEVELS });
  const { data: [trade] = [], status: trades } = useTrades({ market });
  useTradeEvents({ market }, ({ trade_id, timestamp }) => heard(trade_id, timestamp));
  useLayoutEffect(() => {
    const { messages, told } = counted;
    const newestTrade = trade?.timestamp ?? 0;
    committed({ at: Date.now(), book, trades, bids: rows(bids), asks: rows(asks), newestTrade, messages, told });
  });
  return <Ladder bids={bids} asks={asks} />;
}

const sums = (): Sums => ({ ...counted, errors });

/** A synchronous request takes no processor time, unlike a page that computes. */
function stop(url: string): void {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.send();
  mark();
}

function mark(): void {
  resumed = { at: Date.now(), sums: sums() };
  since = [];
}

createRoot(root()).render(
  <O2Provider config={exchangeConfig()} worker={countedWorker} onError={(error) => errors.push(String(error))}>
    <Screen />
    {parameters.has("tap") && <O2Devtools initialIsOpen />}
  </O2Provider>,
);

window.frozen = {
  isLive: () => newest?.book === "live" && newest.trades === "live",
  stop: (url) => void setTimeout(() => stop(url)),
  slow(url) {
    timer = setTimeout(() => {
      stop(url);
      this.slow(url);
    }, GAP);
  },
  rest: () => clearTimeout(timer),
  fresh() {
    counted.oldestLive = 0;
  },
  mark,
  resumed: () => resumed,
  since: () => since,
  newest: () => newest,
  sums,
};
