// The addresses of the public O2 networks. Knows nothing of what is said there.

/** The addresses of an O2 network. The official SDK's `NetworkConfig` fits as it is; its other fields are not read. */
export interface O2Config {
  /** The feed's address, e.g. `wss://api.testnet.o2.app/v1/ws`. */
  readonly wsUrl: string;
  /** The base of the REST reads, e.g. `https://api.testnet.o2.app`. Without it nothing is read over REST. */
  readonly apiBase?: string | undefined;
}

/** The public networks of the O2 Exchange. */
export type O2Network = "mainnet" | "testnet" | "devnet";

/** The addresses of the public networks. */
export const NETWORKS: Readonly<Record<O2Network, O2Config>> = {
  mainnet: { wsUrl: "wss://api.o2.app/v1/ws", apiBase: "https://api.o2.app" },
  testnet: { wsUrl: "wss://api.testnet.o2.app/v1/ws", apiBase: "https://api.testnet.o2.app" },
  devnet: { wsUrl: "wss://api.devnet.o2.app/v1/ws", apiBase: "https://api.devnet.o2.app" },
};
