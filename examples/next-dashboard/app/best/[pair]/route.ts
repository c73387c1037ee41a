// The best bid and ask of a market as of now, as JSON: /best/fFUEL-fUSDC. The handler has a feed of its own until the book is known.
import { formatPrice } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { readConfig, readMarket } from "@/lib/exchange";
import { toPair } from "@/lib/slug";

export async function GET(_: Request, { params }: RouteContext<"/best/[pair]">) {
  const { pair } = await params;
  const market = await readMarket(toPair(pair)).catch(() => null);
  if (market === undefined) return Response.json({ error: "There is no such market." }, { status: 404 });
  if (market === null) return Response.json({ error: "The exchange does not answer." }, { status: 503 });
  const { market_id } = market;
  const feed = createO2Feed({ config: readConfig(), linger: 0 });
  feed.retain([{ channel: "depth", market: market_id, precision: 1, levels: 1 }]);
  feed.connect();
  try {
    const { bestBid, bestAsk } = await feed.until(
      ({ depth }) => {
        const entry = depth[`${market_id}:1`];
        return entry?.isLive ? entry.data : undefined;
      },
      { timeout: 5_000 },
    );
    const format = (price: bigint | undefined) => price && formatPrice(market, price, { locale: "en-US" });
    return Response.json({ pair: market.pair, bid: format(bestBid), ask: format(bestAsk) });
  } catch {
    return Response.json({ error: "The exchange does not answer." }, { status: 503 });
  } finally {
    feed.close();
  }
}
