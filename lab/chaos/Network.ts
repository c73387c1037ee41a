// What is between a client and the exchange, and what can go wrong there. Types only.
import type { SimulatedExchange } from "o2-react/testing";
import type { Address } from "./clients/ChaosClient.ts";
import type { Weather } from "./Lane.ts";

/** One way to the exchange. */
export interface Network {
  readonly exchange: SimulatedExchange;
  /** Where a client finds the exchange. */
  readonly address: Omit<Address, "atDefaults">;
  /** When the newest connection was opened, by `Date.now()`. */
  readonly openedAt: number;
  /** When a client last said anything but PING over a connection, by `Date.now()`. */
  readonly requestedAt: number;
  /** The connections that are open, also those of which the exchange knows nothing any more. */
  readonly connections: number;
  /** All that is open on this machine, in words. */
  readonly left: readonly string[];
  /** Cuts all connections without a word. */
  drop(): void;
  /** Makes all connections half-open: nothing that is said gets through, and nobody is told. */
  stall(): void;
  /** Holds back all that is said, both ways, for so many milliseconds; then it arrives in order. */
  hold(milliseconds: number): void;
  /** Cuts each connection after so many bytes more to the client. */
  cut(bytes: number): void;
  /** Takes no new connections: refuses them at once, or leaves them unanswered. */
  refuse(how: "refuse" | "hang"): void;
  weather(change: Partial<Weather>): void;
  /** The server goes, and comes back after so many milliseconds. */
  restart(down: number): Promise<void>;
  /** The next frames of the server are binary. */
  sendBinary(frames: number): void;
  /** Each connection says this to the server, though its client did not. Resolves once the server has heard it. */
  tellServer(text: string): Promise<void>;
  /** Takes connections, lets through what is held back, and does nothing to what is said; connections that are half-open stay so. */
  heal(): void;
  /** Cuts the connections that are half-open, as networks do in the end. */
  bury(): void;
  close(): Promise<void>;
}
