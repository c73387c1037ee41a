// The benchmark's server in a process of its own, as browser.ts uses it.
import { Remote } from "../../far/Remote.ts";
import type { StreamCommands } from "./server.ts";
import type { LadderText } from "./wire.ts";

/** A running server process. */
export interface Exchange {
  readonly url: string;
  /** Makes the stream, and returns the ladder that must be shown after each of these counts of updates. */
  prepare(seed: number, counts: readonly number[]): Promise<readonly LadderText[]>;
  /** Plays updates `from` + 1 to `to`; resolves with the times at which they were sent. */
  play(from: number, to: number, rate: number): Promise<Float64Array>;
  close(): Promise<void>;
}

export async function startExchange(): Promise<Exchange> {
  const server = new Remote<StreamCommands>(new URL("server.ts", import.meta.url));
  return {
    url: `ws://127.0.0.1:${await server.call.listen()}/v1/ws`,
    prepare: (seed, counts) => server.call.prepare(seed, counts),
    play: (from, to, rate) => server.call.play(from, to, rate),
    close: () => server.close(),
  };
}
