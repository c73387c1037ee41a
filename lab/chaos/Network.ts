// The network between a client and the exchange, and its faults. Types only.
import type { SimulatedExchange } from "o2-react/testing";
import type { Address } from "./clients/ChaosClient.ts";
import type { Weather } from "./Lane.ts";

/** One way to the exchange. */
export interface Network {
  readonly exchange: SimulatedExchange;
  /** The address for a client. */
  readonly address: Omit<Address, "atDefaults">;
  /** The time when the newest connection was opened, by `Date.now()`. */
  readonly openedAt: number;
  /** The time when a client last sent anything but PING over a connection, by `Date.now()`. */
  readonly requestedAt: number;
  /** Number of open connections, including those that the exchange no longer knows. */
  readonly connections: number;
  /** Everything still open on this machine, in words. */
  readonly left: readonly string[];
  /** Cuts all connections without a word. */
  drop(): void;
  /** Makes all connections half-open: nothing gets through, and neither end is told. */
  stall(): void;
  /** Holds back everything, in both directions, for so many milliseconds. Then it arrives in order. */
  hold(milliseconds: number): void;
  /** Cuts each connection after so many more bytes to the client. */
  cut(bytes: number): void;
  /** Accepts no new connections: refuses them at once, or leaves them unanswered. */
  refuse(how: "refuse" | "hang"): void;
  weather(change: Partial<Weather>): void;
  /** The server stops, and comes back after so many milliseconds. */
  restart(down: number): Promise<void>;
  /** Makes the server's next frames binary. */
  sendBinary(frames: number): void;
  /** Sends this to the server on each connection, though its client did not. Resolves once the server has read it. */
  tellServer(text: string): Promise<void>;
  /** Accepts connections, delivers held-back bytes and ends all faults. Half-open connections stay half-open. */
  heal(): void;
  /** Cuts the connections that are half-open, as networks do in the end. */
  bury(): void;
  close(): Promise<void>;
}
