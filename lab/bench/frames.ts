// A seeded market as the text of its frames: a snapshot and an endless stream of updates. After the last update come
// the opposites of all of them, which lead back to the snapshot.
import { seeded } from "./seeded.ts";

/** The market that all frames are about. */
export const MARKET = `0x${"4b".repeat(32)}`;

/** A market's frames. */
export interface MarketFrames {
  readonly snapshot: string;
  /** In order. After the last, the first comes again. Each changes 1 to 10 levels. */
  readonly updates: readonly string[];
}

type Side = "buys" | "sells";
type Change = { readonly side: Side; readonly price: number; readonly quantity: number };

/** Ten million chain units: one cent where the quote asset has nine decimals. */
const TICK = 10_000_000;
/** The lowest ask; the highest bid is one tick below. */
const MIDDLE = 125_000_000_000;

/**
 * A book of `levels` levels a side. Half of the changes affect the twenty best prices, the others any price. A fifth of
 * them remove a level or put it back. `onchain_timestamp` and `seen_timestamp` are present, as on the wire.
 */
export function marketFrames(levels: number, count = 10_000, seed = 1): MarketFrames {
  const random = seeded(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  const books: Record<Side, number[]> = { buys: [], sells: [] };
  for (const side of ["buys", "sells"] as const) {
    for (let index = 0; index < levels; index += 1) books[side].push((1 + whole(5_000)) * 1_000_000_000);
  }
  const priceOf = (side: Side, index: number): number =>
    side === "buys" ? MIDDLE - TICK * (index + 1) : MIDDLE + TICK * index;
  const snapshot = JSON.stringify({
    action: "subscribe_depth",
    market_id: MARKET,
    orders: Object.fromEntries(
      (["buys", "sells"] as const).map((side) => [
        side,
        books[side].map((quantity, index) => ({ price: `${priceOf(side, index)}`, quantity: `${quantity}` })),
      ]),
    ),
  });

  const change = (): Change => {
    const side: Side = random() < 0.5 ? "buys" : "sells";
    const index = random() < 0.5 ? whole(Math.min(20, levels)) : whole(levels);
    const resting = books[side][index] ?? 0;
    let quantity = (whole(200) - 100) * 10_000_000 || 10_000_000;
    // The best price of each side stays, so that the book never crosses when the stream runs backwards.
    if (resting === 0) quantity = (1 + whole(5_000)) * 1_000_000_000;
    else if (resting + quantity <= 0 || (index > 0 && random() < 0.1)) quantity = index > 0 ? -resting : 10_000_000;
    books[side][index] = resting + quantity;
    return { side, price: priceOf(side, index), quantity };
  };
  const forth = Array.from({ length: count }, () => Array.from({ length: 1 + whole(10) }, change));
  const back = forth
    .toReversed()
    .map((changes) => changes.toReversed().map((each) => ({ ...each, quantity: -each.quantity })));
  let time = 1_790_000_000_000;
  const updates = [...forth, ...back].map((changes) => {
    time += 1;
    return frameOf(changes, time);
  });
  return { snapshot, updates };
}

function frameOf(changes: readonly Change[], time: number): string {
  // Several changes of one price in one update are added up.
  const sums = new Map<string, Change>();
  for (const { side, price, quantity } of changes) {
    const known = sums.get(`${side}${price}`)?.quantity ?? 0;
    sums.set(`${side}${price}`, { side, price, quantity: known + quantity });
  }
  const of = (side: Side, direction: 1 | -1): object[] =>
    [...sums.values()]
      .filter((each) => each.side === side)
      .sort((a, b) => (a.price - b.price) * direction)
      .map(({ price, quantity }) => ({ price: `${price}`, quantity: `${quantity}` }));
  return JSON.stringify({
    action: "subscribe_depth_update",
    market_id: MARKET,
    changes: { buys: of("buys", -1), sells: of("sells", 1) },
    onchain_timestamp: `${time - 200}`,
    seen_timestamp: `${time}`,
  });
}

/** Frames of trades, two to a frame, ids ever new. */
export function tradeFrames(count: number, seed = 1): readonly string[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, frame) =>
    JSON.stringify({
      action: "subscribe_trades",
      market_id: MARKET,
      trades: [0, 1].map((index) => {
        const price = MIDDLE + Math.floor(random() * 40) * TICK;
        const quantity = (1 + Math.floor(random() * 500)) * 1_000_000_000;
        return {
          trade_id: `${1_000_000 + frame * 2 + index}`,
          side: random() < 0.5 ? "Buy" : "Sell",
          price: `${price}`,
          quantity: `${quantity}`,
          total: `${(BigInt(price) * BigInt(quantity)) / 1_000_000_000n}`,
          timestamp: `${1_790_000_000_000 + frame}`,
        };
      }),
      onchain_timestamp: `${1_790_000_000_000 + frame - 200}`,
      seen_timestamp: `${1_790_000_000_000 + frame}`,
    }),
  );
}
