// The part that all peers share: a book, and its top rows as state. They differ only in how an update reaches React.
// None of them has a book, so the book is one written by hand. It can also be ours, to see which difference remains.
import { OrderBook } from "o2-react/client";
import type { LadderProps } from "./Ladder.tsx";
import { LEVELS, STORM, subscribeDepth, type WireFrame, type WireLevel, type WireSides } from "./wire.ts";

/** The state of a peer: the drawn rows alone. */
export type Top = LadderProps;

export const EMPTY: Top = { bids: [], asks: [] };

const level = ({ price, quantity }: WireLevel): LadderProps["bids"][number] => ({
  price: BigInt(price),
  quantity: BigInt(quantity),
});
const sides = ({ buys, sells }: WireSides): Top => ({ bids: buys.map(level), asks: sells.map(level) });

/**
 * A book that takes the frames of the storming market and returns the rows to draw. It is the peers' own, or ours with
 * `?book=lent`.
 */
export function createPeerBook(): (frame: WireFrame) => Top {
  return new URLSearchParams(location.search).get("book") === "lent" ? ourBook() : ownBook();
}

function ourBook(): (frame: WireFrame) => Top {
  const book = new OrderBook();
  return ({ orders, changes, market_id }) => {
    if (orders) book.apply({ action: "subscribe_depth", market_id, view: sides(orders) });
    else if (changes) book.apply({ action: "subscribe_depth_update", market_id, changes: sides(changes) });
    return book.top(LEVELS);
  };
}

/** A book as one writes it without ours: a map a side, and the best levels sorted out for each message. */
function ownBook(): (frame: WireFrame) => Top {
  const bids = new Map<bigint, bigint>();
  const asks = new Map<bigint, bigint>();
  const add = (side: Map<bigint, bigint>, levels: LadderProps["bids"]): void => {
    for (const { price, quantity } of levels) {
      const sum = (side.get(price) ?? 0n) + quantity;
      if (sum > 0n) side.set(price, sum);
      else side.delete(price);
    }
  };
  const best = (side: Map<bigint, bigint>, direction: 1 | -1): LadderProps["bids"] =>
    [...side]
      .map(([price, quantity]) => ({ price, quantity }))
      .sort((one, other) => (one.price < other.price ? -direction : direction))
      .slice(0, LEVELS);
  return ({ orders, changes }) => {
    if (orders) {
      bids.clear();
      asks.clear();
    }
    const said = orders ?? changes;
    if (said) {
      const { bids: bought, asks: sold } = sides(said);
      add(bids, bought);
      add(asks, sold);
    }
    return { bids: best(bids, -1), asks: best(asks, 1) };
  };
}

/** Follows the storming market over a plain socket. The returned function closes it. */
export function follow(url: string, hear: (frame: WireFrame) => void): () => void {
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(subscribeDepth(STORM));
  socket.onmessage = ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as WireFrame);
  return () => socket.close();
}
