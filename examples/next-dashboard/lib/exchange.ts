// The server's side: which exchange to follow, and the reads for a page's first paint. Each request reads anew.
import { connection } from "next/server";
import {
  type AccountInfo,
  findMarket,
  type Market,
  type MarketRef,
  NETWORKS,
  type O2Config,
  O2InputError,
  O2Rest,
} from "o2-react/client";
import { type O2Seed, type PrefetchOptions, prefetch } from "o2-react/server";
import { CHART } from "./chart";

/** The time in milliseconds that a page waits for the exchange. After it the page is sent without prices, and goes live all the same. */
const PATIENCE = 3_000;

/** The exchange's addresses. They are read with each request, so that one build serves any exchange. */
export function readConfig(): O2Config {
  const { O2_WS_URL: wsUrl, O2_API_BASE: apiBase, O2_NETWORK: network = "testnet" } = process.env;
  if (wsUrl) return { wsUrl, apiBase };
  if (network === "mainnet" || network === "testnet" || network === "devnet") return NETWORKS[network];
  throw new Error(`O2_NETWORK is "${network}". Expected mainnet, testnet or devnet, or O2_WS_URL and O2_API_BASE.`);
}

/** The API that the simulated wallet trades through; `undefined` where no wallet is offered, as on the public networks. */
export function readDemoApi(): string | undefined {
  return process.env.O2_DEMO_WALLET ? readConfig().apiBase : undefined;
}

/**
 * A page's seed: the data that its hooks will ask for, by their parameters. `undefined` when the exchange cannot be read.
 */
export async function readSeed(shown: PrefetchOptions): Promise<O2Seed | undefined> {
  await connection();
  try {
    return await prefetch({ config: readConfig(), ...shown, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    console.warn("A page is sent without prices:", error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** The parameters of the hooks that show markets in the list. */
export function listOf(refs: readonly MarketRef[]): PrefetchOptions {
  const markets = refs.map((market) => ({ market }));
  const candles = markets.map((one) => ({ ...one, ...CHART }));
  return { marketSummaries: true, trades: markets, depth: markets, candles };
}

/** The parameters of the hooks that show one market. */
export function deskOf(market: MarketRef): PrefetchOptions {
  const one = [{ market }];
  return { depth: one, trades: one, ticker: one, candles: [{ market, ...CHART }] };
}

/** The parameters of the hooks that show one account. */
export function accountOf(id: string): PrefetchOptions {
  return {
    orders: [{ identities: id }],
    balances: [{ identities: id }],
    nonce: [{ identity: id }],
    marketSummaries: true,
  };
}

/**
 * All listed markets.
 * @throws when the exchange does not answer.
 */
export async function readMarkets(): Promise<readonly Market[]> {
  await connection();
  return rest().markets({ signal: AbortSignal.timeout(PATIENCE) });
}

/**
 * A listed market, or `undefined` when there is none of this name.
 * @throws when the exchange does not answer.
 */
export async function readMarket(pair: string): Promise<Market | undefined> {
  const markets = await readMarkets();
  try {
    return findMarket(markets, pair);
  } catch (error) {
    if (error instanceof O2InputError) return undefined;
    throw error;
  }
}

/**
 * A trade account, or `undefined` when there is none.
 * @throws when the exchange does not answer: the page's `error.tsx` says so.
 */
export async function readAccount(id: string): Promise<AccountInfo | undefined> {
  if (!/^(0x)?[0-9a-f]{64}$/i.test(id)) return undefined;
  await connection();
  return rest().account({ identity: { ContractId: id }, signal: AbortSignal.timeout(PATIENCE) });
}

function rest(): O2Rest {
  const { apiBase = "" } = readConfig();
  return new O2Rest(apiBase);
}
