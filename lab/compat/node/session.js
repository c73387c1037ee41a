// Imports each entry named on the command line, then reads a served exchange's market over this Node's own WebSocket.
import assert from "node:assert/strict";
import { O2WebSocket, OrderBook } from "o2-react/client";
import { prefetch } from "o2-react/server";
import { createExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";

for (const entry of process.argv.slice(2)) {
  const names = Object.keys(await import(entry));
  console.log(`${entry} ${names.length}`);
}

const exchange = createExchange({ seed: 1 });
exchange.tick(300);
const { market_id: market, pair } = exchange.markets[0];
const served = await serveExchange(exchange);

const seed = await prefetch({ config: served.config, depth: [{ market: pair }] });
assert.deepEqual(JSON.parse(JSON.stringify(seed)), seed);

const ws = await new O2WebSocket(served.config).connect();
const book = new OrderBook();
let updates = 0;
const trading = setInterval(() => exchange.tick(20), 5);
for await (const update of ws.streamDepth(market)) {
  book.apply(update);
  updates += 1;
  if (updates === 20) break;
}
clearInterval(trading);
ws.disconnect();
exchange.close();
await served.close();
console.log(`session ${process.version} ${updates} updates`);
