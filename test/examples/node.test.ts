// The program without React, run on the packed library by this Node.
import { join } from "node:path";
import { createFormat } from "o2-react/client";
import { expect, inject, onTestFinished, test } from "vitest";
import { run, start } from "./run.ts";
import { serve, until } from "./served.ts";

const folder = join(inject("examples"), "node");

test("prints the exchange's best prices as they move, and ends well by Ctrl+C", async () => {
  const { exchange, server, close } = await serve();
  onTestFinished(close);
  await run(folder, ["node_modules/.bin/tsc", "--noEmit"]);
  const [, market] = exchange.markets;
  if (!market) throw new Error("The exchange is empty.");
  const { price } = createFormat(market);
  const { wsUrl, apiBase } = server.config;
  const program = start(folder, ["book.ts", "eth/usdc"], { O2_WS_URL: wsUrl, O2_API_BASE: apiBase });
  onTestFinished(() => void program.child.kill("SIGKILL"));
  const untilTrue = () =>
    until(() => {
      const { bid = 0n, ask = 0n } = exchange.top(market.market_id);
      expect(program.output.trimEnd().split("\n").at(-1)).toBe(`${market.pair}  bid ${price(bid)}  ask ${price(ask)}`);
    });
  await untilTrue();
  for (let round = 0; round < 5; round += 1) {
    exchange.tick(100);
    await untilTrue();
  }
  program.child.kill("SIGINT");
  const [code] = await program.exit;
  expect([code, exchange.connections]).toEqual([0, 0]);
});
