// Follows a market's book and prints its best prices as they move: node book.ts [pair]
import { createFormat, findMarket, NETWORKS, O2Rest, O2WebSocket, OrderBook } from "o2-react/client";

const { O2_WS_URL, O2_API_BASE } = process.env;
const config = O2_WS_URL ? { wsUrl: O2_WS_URL, apiBase: O2_API_BASE } : NETWORKS.testnet;

const markets = await new O2Rest(config.apiBase ?? "").markets();
const market = findMarket(markets, process.argv[2] ?? "FUEL/USDC");
const format = createFormat(market);

const ws = await new O2WebSocket(config).connect();
process.once("SIGINT", () => ws.disconnect());

const book = new OrderBook();
let printed = "";
for await (const update of ws.streamDepth(market.market_id)) {
  // The client does not apply an update that contradicts the book. It asks for a new snapshot, which comes next.
  if (book.apply(update)) continue;
  const {
    bids: [bid],
    asks: [ask],
  } = book.top(1);
  const line = `${market.pair}  bid ${bid ? format.price(bid.price) : "–"}  ask ${ask ? format.price(ask.price) : "–"}`;
  if (line !== printed) console.log(line);
  printed = line;
}
