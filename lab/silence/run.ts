// Tests the bound of silence from the shell: npm run silence. Makes links half-open at the shipped defaults: many in
// fake time on the exchange in this page, some in real time over real sockets. Exits with 1 when data stayed live for
// longer than promised.
import { createExchange } from "o2-react/testing";
import { readOptions } from "../../scripts/options.ts";
import { seeded } from "../bench/seeded.ts";
import { inFakeTime } from "../chaos/fakeTime.ts";
import { TcpProxy } from "../chaos/TcpProxy.ts";
import { FarEnd } from "../far/FarEnd.ts";
import { Lag } from "../Lag.ts";
import { Results } from "../results.ts";
import { median } from "../statistics.ts";
import { sleep } from "../waiting.ts";
import { BOUND, histogram, liveAfterLastByte } from "./links.ts";

const USAGE = `npm run silence -- [options]
  --links  how many in fake time                       (1000)
  --real   how many over real sockets, all at once     (50)
  --seed   the same seed makes the same links          (1)
  --json   a file to keep what came of it`;

const { links, real, seed, json } = readOptions(
  USAGE,
  { links: 1_000, real: 50, seed: 1, json: undefined as string | undefined },
  { links: 100_000, real: 1_000, seed: Number.MAX_SAFE_INTEGER },
);

/** Milliseconds between the openings of two links, so that the exchange numbers them in this order. */
const APART = 50;

/** Actions a second over all markets. Each trades every few seconds, so that some links end in a silence. */
const RATE = 1;

async function inThisPage(): Promise<number[]> {
  const random = seeded(seed);
  const exchange = createExchange({ seed, latency: 20 });
  exchange.tick(100);
  const { value } = await inFakeTime(seed, async () => {
    exchange.start({ rate: RATE });
    const running: Promise<number>[] = [];
    for (let number = 1; number <= links; number += 1) {
      running.push(
        liveAfterLastByte({
          options: { config: exchange.config, WebSocket: exchange.WebSocket, fetch: exchange.fetch },
          market: exchange.markets[number % 3]?.market_id ?? "",
          stallsAt: 3_000 + random() * 40_000,
          stall: () => exchange.faults.stall(number),
        }),
      );
      await sleep(APART);
    }
    const times = await Promise.all(running);
    exchange.close();
    return times;
  });
  return value;
}

/** Links through their own proxies to one exchange on a port. */
async function overSockets(): Promise<number[]> {
  const random = seeded(seed);
  const far = await FarEnd.open({ seed });
  const { exchange } = far;
  exchange.tick(100);
  exchange.start({ rate: RATE });
  const times = await Promise.all(
    Array.from({ length: real }, async (_, index) => {
      const proxy = await TcpProxy.open(far.port);
      const at = `127.0.0.1:${proxy.port}`;
      const time = await liveAfterLastByte({
        options: { config: { wsUrl: `ws://${at}/v1/ws`, apiBase: `http://${at}` } },
        market: exchange.markets[index % 3]?.market_id ?? "",
        stallsAt: 3_000 + random() * 20_000,
        stall: () => proxy.stall(),
      });
      await proxy.close();
      return time;
    }),
  );
  await far.close();
  return times;
}

const figures = (times: readonly number[]) => ({
  links: times.length,
  median: median(times),
  longest: Math.max(0, ...times),
  histogram: histogram(times),
});

const kept = new Results(json);
console.log(`${links} half-open links in fake time`);
const fake = figures(await inThisPage());
kept.keep({ seed, bound: BOUND, fake });
console.log(fake, `\n${real} over real sockets`);
const lag = new Lag();
const sockets = figures(await overSockets());
lag.stop();
const found = kept.finish({ seed, bound: BOUND, fake, sockets, late: lag.total });
console.log(found.sockets);
process.exitCode = Math.max(fake.longest, sockets.longest) > BOUND ? 1 : 0;
