// A reader may begin at any moment, even while an update of its book is being emitted. Its book then has each change
// once.
import { type O2WebSocket, OrderBook } from "o2-react/client";
import { expect, it, vi } from "vitest";
import { createExchange } from "../support/servers.ts";
import { simulateClient } from "../support/simulatedClient.ts";

async function connect() {
  vi.useFakeTimers();
  const exchange = createExchange();
  exchange.tick(100);
  const { ws, pass } = await simulateClient(exchange);
  return { exchange, ws, pass, market: exchange.markets[0].market_id };
}

/** Reads a stream into a book, and records contradicting updates. */
function read(ws: O2WebSocket, market: string, wirePrecision?: string) {
  const book = new OrderBook();
  const faults: string[] = [];
  const updates = ws.streamDepth(market, wirePrecision);
  void (async () => {
    for await (const update of updates) {
      const fault = book.apply(update);
      if (fault) faults.push(fault);
    }
  })();
  return { book, faults, updates };
}

it.each([
  ["of the same precision", "10", 1],
  ["of a coarser precision", "100000", 5],
])("a stream %s that begins in a follower of the book has each change once", async (_, wirePrecision, level) => {
  const { exchange, ws, pass, market } = await connect();
  const begun: ReturnType<typeof read>[] = [];
  ws.session.follow(({ changes }) => {
    if (changes && begun.length < 3) begun.push(read(ws, market, wirePrecision));
  });
  // Another reader, so that updates are emitted to readers after the follower above.
  read(ws, market);
  await pass(50);
  for (let round = 0; round < 20; round += 1) {
    exchange.tick(20);
    await pass(10);
  }
  expect(begun).toHaveLength(3);
  for (const { book, faults } of begun) {
    expect(faults).toEqual([]);
    expect(book.view).toEqual(exchange.depth(market, level));
  }
});

it("a stream that begins in a listener of book events has each change once, and the others keep theirs when it ends", async () => {
  const { exchange, ws, pass, market } = await connect();
  const first = read(ws, market);
  await pass(50);
  const begun: ReturnType<typeof read>[] = [];
  ws.session.listen(({ type }) => {
    if (type === "book" && begun.length < 1) begun.push(read(ws, market));
  });
  // A book's change is emitted only after the book was read.
  ws.session.view({ market, precision: 1, levels: 1 });
  exchange.tick(200);
  await pass(50);
  const [second] = begun;
  expect(second?.book.view).toEqual(exchange.depth(market, 1));
  await second?.updates.return();
  exchange.tick(200);
  await pass(50);
  expect([...first.faults, ...(second?.faults ?? [])]).toEqual([]);
  expect(first.book.view).toEqual(exchange.depth(market, 1));
});
