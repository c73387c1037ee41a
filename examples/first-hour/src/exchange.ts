// The far end: an exchange that is simulated in this page, and a client that trades on it. For the real one these are two lines:
//   export const network = { config: TESTNET };
//   export const client = new O2Client({ config: TESTNET }); // both of "@o2exchange/sdk"
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
Object.assign(window, { exchange, client });
