// A client as one writes it without a feed: react-use-websocket with its reconnect on, a subscribe on each open, and a
// book kept from the frames. It follows markets only, because accounts would need reads over REST as well.
import { createElement, Fragment, useState } from "react";
import { useWebSocket } from "../../bench/browser/useWebSocket.ts";
import type { Places } from "../../far/FarEnd.ts";
import type { Reader } from "../Reader.ts";
import type { ChaosClientKind, Shown } from "./ChaosClient.ts";
import { isRaw, type MarketFrame, RawBook, type RawReader } from "./RawBook.ts";
import { ReactClient } from "./ReactClient.ts";

function following(url: string, { markets }: Places): (reader: Reader) => Shown {
  return function useReader(reader) {
    const { market, kind } = reader as RawReader;
    const market_id = markets[market];
    const precision = reader.kind === "depth" ? `1${"0".repeat(reader.precision)}` : "10";
    const subscription =
      kind === "trades"
        ? { action: "subscribe_trades", market_id }
        : { action: "subscribe_depth", market_id, precision };
    const key = JSON.stringify(subscription);
    const [held, setHeld] = useState(() => ({ key, book: new RawBook() }));
    const [, setVersion] = useState(0);
    if (held.key !== key) setHeld({ key, book: new RawBook() });
    const { readyState } = useWebSocket(`${url}?${encodeURIComponent(key)}`, {
      onOpen: ({ target }: Event) => (target as WebSocket).send(key),
      onMessage: ({ data }: MessageEvent<string>) => {
        try {
          held.book.apply(JSON.parse(data) as MarketFrame);
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
    if (held.key !== key || !held.book.hasData) return { status: "pending", text: undefined };
    return { status: readyState === 1 ? "live" : "stale", text: held.book.text(reader as RawReader) };
  };
}

/** react-use-websocket, as its README shows it. */
export const naive: ChaosClientKind = {
  name: "react-use-websocket",
  slots: "own",
  can: isRaw,
  open: ({ wsUrl }, places, onShown) =>
    new ReactClient({
      useReader: following(wsUrl, places),
      provide: (children) => createElement(Fragment, null, children),
      onShown,
    }),
};
