// What the peers share: our own OrderBook, fed with bigints, and the top rows of it as state. They differ from us and from
// each other only in how an update reaches React; reading and keeping the book costs them no more than it costs us.
import { OrderBook } from "o2-react/client";
import type { LadderProps } from "./Ladder.tsx";
import { LEVELS, STORM, subscribeDepth, type WireFrame, type WireLevel, type WireSides } from "./wire.ts";

/** What a peer keeps as state: the drawn rows alone. */
export type Top = LadderProps;

export const EMPTY: Top = { bids: [], asks: [] };

const level = ({ price, quantity }: WireLevel): LadderProps["bids"][number] => ({
  price: BigInt(price),
  quantity: BigInt(quantity),
});
const sides = ({ buys, sells }: WireSides): Top => ({ bids: buys.map(level), asks: sells.map(level) });

/** A book that takes the frames of the storming market and says what is to be drawn. */
export function createPeerBook(): (frame: WireFrame) => Top {
  const book = new OrderBook();
  return ({ orders, changes, market_id }) => {
    if (orders) book.apply({ action: "subscribe_depth", market_id, view: sides(orders) });
    else if (changes) book.apply({ action: "subscribe_depth_update", market_id, changes: sides(changes) });
    return book.top(LEVELS);
  };
}

/** A plain socket that follows the storming market; the returned function closes it. */
export function follow(url: string, hear: (frame: WireFrame) => void): () => void {
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(subscribeDepth(STORM));
  socket.onmessage = ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as WireFrame);
  return () => socket.close();
}
