// The far end: an exchange that is simulated in this page, and a client that trades on it. In production these are two lines:
//   export const network = { network: "testnet" } as const;
//   export const client: TradingClient = new O2Client({ network: Network.TESTNET }); // from "@o2exchange/sdk"
import { createExchange, defaultMarkets, type MarketSpec, simulatedClient, type TradingClient } from "o2-react/testing";

const [fuel, eth, btc] = defaultMarkets() as [MarketSpec, MarketSpec, MarketSpec];
const like = (spec: MarketSpec, symbol: string, startPrice: bigint): MarketSpec => ({
  ...spec,
  base: { ...spec.base, symbol },
  startPrice,
});
const exchange = createExchange({
  seed: 7,
  latency: 20,
  markets: [
    fuel,
    eth,
    btc,
    like(eth, "fSOL", 182_400_000_000n),
    like(fuel, "fARB", 413_000_000n),
    like(fuel, "fDOGE", 172_000_000n),
  ],
});
exchange.warmUp({ hours: 24 });
exchange.start({ rate: 30 });

export const network = { config: exchange.config, WebSocket: exchange.WebSocket, fetch: exchange.fetch };
export const client: TradingClient = simulatedClient(exchange, { account: "Mary" });

// For the console, and for the test.
Object.assign(window, { exchange });
