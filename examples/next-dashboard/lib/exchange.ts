// The server's side: which exchange to follow, and what it reads there for a page's first paint.
import { type AccountInfo, findMarket, type Market, NETWORKS, type O2Config, O2Error, O2Rest } from "o2-react/client";
import { type O2Seed, type PrefetchOptions, prefetch } from "o2-react/server";
import { CHART } from "./chart";
import { toPair } from "./slug";

/** How long a page waits for the exchange before it is sent without prices; it goes live all the same. */
const PATIENCE = 2_000;

/** Read anew with every request, so that one build serves any exchange. The layout hands it on to the browser. */
export function readConfig(): O2Config {
  const { O2_WS_URL: wsUrl, O2_API_BASE: apiBase, O2_NETWORK: network = "testnet" } = process.env;
  if (wsUrl) return { wsUrl, apiBase };
  if (network === "mainnet" || network === "testnet" || network === "devnet") return NETWORKS[network];
  throw new Error(`O2_NETWORK is "${network}". Expected mainnet, testnet or devnet, or O2_WS_URL and O2_API_BASE.`);
}

/** What the page at a path will show, for the provider's `initialData`. Nothing when the exchange cannot be read. */
export async function readFirstPaint(path: string): Promise<O2Seed | undefined> {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    return await prefetch({ config: readConfig(), ...(await shownAt(path, signal)), signal });
  } catch (error) {
    console.warn(`${path} is sent without prices:`, error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** The parameters of the hooks that the page calls. */
async function shownAt(path: string, signal: AbortSignal): Promise<PrefetchOptions> {
  const [, section, id] = path.split("/").map(decodeURIComponent);
  if (section === "account" && id) {
    return { orders: [{ identities: id }], balances: [{ identities: id }], nonce: [{ identity: id }] };
  }
  const shown = section === "markets" && id ? [toPair(id)] : section === "" ? await readMarkets(signal) : [];
  const markets = shown.map((market) => ({ market }));
  return {
    depth: markets,
    ticker: markets,
    candles: markets.map((one) => ({ ...one, ...CHART })),
    trades: section === "markets" ? markets : [],
  };
}

/** Whether there is such a market; `undefined` when the exchange does not say. */
export async function isMarket(pair: string): Promise<boolean | undefined> {
  const markets = await readMarkets(AbortSignal.timeout(PATIENCE)).catch(() => undefined);
  try {
    return markets && findMarket(markets, pair) !== undefined;
  } catch (error) {
    if (error instanceof O2Error) return false;
    throw error;
  }
}

/**
 * A trade account, or `undefined` when there is none.
 * @throws when the exchange does not answer: the page's `error.tsx` says so.
 */
export async function readAccount(id: string): Promise<AccountInfo | undefined> {
  if (!/^(0x)?[0-9a-f]{64}$/i.test(id)) return undefined;
  return rest().account({ identity: { ContractId: id }, signal: AbortSignal.timeout(PATIENCE) });
}

function readMarkets(signal: AbortSignal): Promise<readonly Market[]> {
  return rest().markets({ signal });
}

function rest(): O2Rest {
  const { apiBase = "" } = readConfig();
  return new O2Rest(apiBase);
}
