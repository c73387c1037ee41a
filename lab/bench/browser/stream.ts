// The seeded stream of the browser benchmark: a snapshot of about 200 levels a side and valid signed updates of 1 to 10
// changes, most of them near the top. Each update also adds 1 to the best bid, so that its quantity numbers the update.
import { seeded } from "../seeded.ts";
import { type LadderText, LEVELS, STORM, TOP, type WireLevel, type WireSides } from "./wire.ts";

const TICK = 10;
/** Slots a side; four in five hold a level at any time. */
const SLOTS = 250;

/** A stream made in advance. */
export interface Stream {
  readonly snapshot: string;
  /** The frames of updates 1, 2, …, as the bytes of their text. */
  readonly frames: readonly Buffer[];
  /** The ladder that must be shown after the first `count` updates, one entry for each requested count. */
  readonly ladders: readonly LadderText[];
}

/** Makes the stream. `counts` ascend; the last is the number of updates. */
export function createStream(seed: number, counts: readonly number[]): Stream {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const bids = new Map<number, number>();
  const asks = new Map<number, number>();
  const size = (): number => 1 + below(10 ** (4 + below(8)));

  for (let slot = 1; slot <= SLOTS; slot += 1) {
    if (random() < 0.8) bids.set(TOP - slot * TICK, size());
    if (random() < 0.8) asks.set(TOP + slot * TICK, size());
  }
  const snapshot = JSON.stringify({
    action: "subscribe_depth",
    market_id: STORM,
    orders: { buys: levels(bids, -1), sells: levels(asks, 1) },
    onchain_timestamp: "1760000000",
    seen_timestamp: "1760000000000",
  });

  /** A signed change that keeps the level above zero or removes it. */
  const change = (side: Map<number, number>, price: number): number => {
    const held = side.get(price) ?? 0;
    const kind = random();
    if (held === 0 || kind < 0.45) return size();
    return kind < 0.7 ? -held : -below(held);
  };

  const update = (number: number): Buffer => {
    const buys: WireLevel[] = [{ price: String(TOP), quantity: "1" }];
    const sells: WireLevel[] = [];
    bids.set(TOP, number);
    const others = below(10);
    const changed = new Set<number>();
    for (let index = 0; index < others; index += 1) {
      const isBid = random() < 0.5;
      const slot = 1 + Math.floor(SLOTS * random() ** 4);
      const price = isBid ? TOP - slot * TICK : TOP + slot * TICK;
      const side = isBid ? bids : asks;
      if (changed.has(price)) continue;
      changed.add(price);
      const quantity = change(side, price);
      if (quantity === 0) continue;
      const sum = (side.get(price) ?? 0) + quantity;
      if (sum === 0) side.delete(price);
      else side.set(price, sum);
      (isBid ? buys : sells).push({ price: String(price), quantity: String(quantity) });
    }
    return Buffer.from(
      JSON.stringify({
        action: "subscribe_depth_update",
        market_id: STORM,
        changes: { buys, sells } satisfies WireSides,
        onchain_timestamp: "1760000000",
        seen_timestamp: String(1_760_000_000_000 + number),
      }),
    );
  };

  const frames: Buffer[] = [];
  const ladders = counts.map((count) => {
    while (frames.length < count) frames.push(update(frames.length + 1));
    return { bids: text(bids, -1), asks: text(asks, 1) };
  });
  return { snapshot, frames, ladders };
}

function levels(side: ReadonlyMap<number, number>, direction: 1 | -1): WireLevel[] {
  return [...side]
    .sort(([a], [b]) => direction * (a - b))
    .map(([price, quantity]) => ({ price: String(price), quantity: String(quantity) }));
}

function text(side: ReadonlyMap<number, number>, direction: 1 | -1): string[] {
  return levels(side, direction)
    .slice(0, LEVELS)
    .map(({ price, quantity }) => `${price} ${quantity}`);
}
