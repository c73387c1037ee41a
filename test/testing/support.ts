// A raw connection to the simulated exchange, and a consumer that shares no code with the client: it takes the frames
// literally.

import { createExchange, type SimulatedExchange, type SimulatedExchangeOptions } from "o2-react/testing";

export type Frame = Readonly<Record<string, unknown>> & { readonly action?: string };

/** A clock that moves only when told. */
export const fixedClock = (start: number = Date.UTC(2026, 0, 15, 12)): { now(): number; advance(ms: number): void } => {
  let time = start;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
};

/** An exchange with a clock that moves only when told. */
export const stillExchange = (options: SimulatedExchangeOptions = {}): SimulatedExchange =>
  createExchange({ now: fixedClock().now, ...options });

/** A connection without a socket: frames arrive at once. */
export const rawLink = (exchange: SimulatedExchange) => {
  const texts: string[] = [];
  const closes: { code: number; reason: string }[] = [];
  const link = exchange.host.connect({
    send: (text) => void texts.push(text),
    close: (code, reason) => void closes.push({ code, reason }),
    terminate: () => void closes.push({ code: 1006, reason: "" }),
    stall: () => undefined,
    resume: () => undefined,
  });
  return {
    number: link.number,
    texts,
    closes,
    frames: (): Frame[] => texts.map((text) => JSON.parse(text) as Frame),
    of: (action: string): Frame[] =>
      texts.map((text) => JSON.parse(text) as Frame).filter((frame) => frame.action === action),
    send: (request: object | string): void =>
      link.receive(typeof request === "string" ? request : JSON.stringify(request)),
    end: (): void => link.end(),
  };
};

type WireLevel = { readonly price: string; readonly quantity: string };
type WireSides = { readonly buys: readonly WireLevel[]; readonly sells: readonly WireLevel[] };

/** Adds up a snapshot and all signed changes after it, as protocol.md says. */
export const bookOf = (frames: readonly Frame[], marketId: string) => {
  const bids = new Map<bigint, bigint>();
  const asks = new Map<bigint, bigint>();
  const add = (side: Map<bigint, bigint>, levels: readonly WireLevel[]): void => {
    for (const { price, quantity } of levels) {
      const sum = (side.get(BigInt(price)) ?? 0n) + BigInt(quantity);
      if (sum < 0n) throw new Error(`level ${price} went below zero`);
      if (sum === 0n) side.delete(BigInt(price));
      else side.set(BigInt(price), sum);
    }
  };
  for (const frame of frames) {
    if (frame.market_id !== marketId) continue;
    const whole = (frame.orders ?? frame.view) as WireSides | undefined;
    if (whole) {
      bids.clear();
      asks.clear();
    }
    const sides = whole ?? (frame.changes as WireSides | undefined);
    if (!sides) continue;
    add(bids, sides.buys);
    add(asks, sides.sells);
  }
  const sorted = (side: Map<bigint, bigint>, up: boolean) =>
    [...side].map(([price, quantity]) => ({ price, quantity })).sort((a, b) => (a.price < b.price === up ? -1 : 1));
  return { bids: sorted(bids, false), asks: sorted(asks, true) };
};

/** One whole unit of nine decimals. */
export const unit = 1_000_000_000n;
