// What one writes without a feed: react-use-websocket with its reconnect on, a subscribe on each open, and a book kept from
// what comes. It follows markets only; accounts would need reads over REST as well.
import { createElement, Fragment, useState } from "react";
import { useWebSocket } from "../../bench/browser/useWebSocket.ts";
import { type Reader, write } from "../Truth.ts";
import type { ChaosClientKind, Places, Shown } from "./ChaosClient.ts";
import { ReactClient } from "./ReactClient.ts";

interface WireLevel {
  readonly price: string;
  readonly quantity: string;
}

interface WireFrame {
  readonly action?: string;
  readonly orders?: { readonly buys: readonly WireLevel[]; readonly sells: readonly WireLevel[] };
  readonly changes?: { readonly buys: readonly WireLevel[]; readonly sells: readonly WireLevel[] };
  readonly trades?: readonly { readonly trade_id: string }[];
}

interface Known {
  readonly key: string;
  readonly bids: Map<bigint, bigint>;
  readonly asks: Map<bigint, bigint>;
  trades: string[];
  hasData: boolean;
}

const nothing = (key: string): Known => ({ key, bids: new Map(), asks: new Map(), trades: [], hasData: false });

function apply(known: Known, frame: WireFrame): void {
  if (frame.orders) {
    known.bids.clear();
    known.asks.clear();
  }
  const sides = frame.orders ?? frame.changes;
  for (const [side, levels] of [
    [known.bids, sides?.buys],
    [known.asks, sides?.sells],
  ] as const) {
    for (const { price, quantity } of levels ?? []) {
      const sum = (side.get(BigInt(price)) ?? 0n) + BigInt(quantity);
      if (sum === 0n) side.delete(BigInt(price));
      else side.set(BigInt(price), sum);
    }
  }
  const ids = (frame.trades ?? []).map((trade) => trade.trade_id).reverse();
  known.trades = [...ids, ...known.trades].slice(0, 100);
  known.hasData ||= sides !== undefined || ids.length > 0;
}

const text = (reader: Reader, { bids, asks, trades }: Known): string => {
  const side = (levels: Map<bigint, bigint>, sign: 1 | -1) =>
    [...levels]
      .map(([price, quantity]) => ({ price, quantity }))
      .sort((a, b) => (a.price < b.price ? -sign : sign))
      .slice(0, reader.kind === "depth" ? reader.levels : 1);
  if (reader.kind === "trades") return write.trades(trades.slice(0, reader.limit));
  const view = { bids: side(bids, -1), asks: side(asks, 1) };
  return reader.kind === "depth" ? write.book(view) : write.best(view.bids[0]?.price, view.asks[0]?.price);
};

function following(url: string, { markets }: Places): (reader: Reader) => Shown {
  return function useReader(reader) {
    const market_id = "market" in reader ? markets[reader.market] : undefined;
    const precision = reader.kind === "depth" ? `1${"0".repeat(reader.precision)}` : "10";
    const subscription =
      reader.kind === "trades"
        ? { action: "subscribe_trades", market_id }
        : { action: "subscribe_depth", market_id, precision };
    const key = JSON.stringify(subscription);
    const [held, setHeld] = useState(() => nothing(key));
    const [, setVersion] = useState(0);
    if (held.key !== key) setHeld(nothing(key));
    const { readyState } = useWebSocket(`${url}?${encodeURIComponent(key)}`, {
      onOpen: ({ target }: Event) => (target as WebSocket).send(key),
      onMessage: ({ data }: MessageEvent<string>) => {
        try {
          apply(held, JSON.parse(data) as WireFrame);
        } catch {
          return;
        }
        setVersion((version) => version + 1);
      },
      filter: () => false,
      heartbeat: { message: "PING", returnMessage: "PONG", interval: 50, timeout: 250 },
      shouldReconnect: () => true,
      reconnectInterval: 20,
      reconnectAttempts: Number.POSITIVE_INFINITY,
    });
    if (held.key !== key || !held.hasData) return { status: "pending", text: undefined };
    return { status: readyState === 1 ? "live" : "stale", text: text(reader, held) };
  };
}

/** react-use-websocket, as its README shows it. */
export const naive: ChaosClientKind = {
  name: "react-use-websocket",
  can: ({ kind }) => kind === "depth" || kind === "best" || kind === "trades",
  open: ({ wsUrl }, places, onShown) =>
    new ReactClient({
      useReader: following(wsUrl, places),
      provide: (children) => createElement(Fragment, null, children),
      onShown,
    }),
};
