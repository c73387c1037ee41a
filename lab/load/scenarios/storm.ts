// A reconnect storm: 1,000 clients of one exchange that goes away and comes back. The second time it accepts only so
// many connections a second. The same clients without jitter run beside them, and the same measure must find their
// storm.
import { setTimeout as sleep } from "node:timers/promises";
import { Remote } from "../../far/Remote.ts";
import { openFar } from "../../far/remoteFar.ts";
import { spread } from "../../statistics.ts";
import { until } from "../../waiting.ts";
import { write } from "../../write.ts";
import { bookOf, expectNoneLeft, sum, tapeOf } from "../common.ts";
import type { Findings } from "../Findings.ts";
import type { StormCommands } from "../stormClients.ts";
import { longestWaitAfter, wavesOf } from "../waves.ts";

const CLIENTS_FILE = new URL("../stormClients.ts", import.meta.url);
const CLIENTS = 1_000;
const PROCESSES = 4;
const LEVELS = 20;
/** Actions a second. A third of the clients receives each. */
const RATE = 3;
const OUTAGE = 6_000;
/** Connections a second that the server accepts the second time. */
const DOOR = 50;
/** Additional milliseconds for connecting, a snapshot and a REST read, with all clients at once. */
const SETTLING = 3_000;
/** The longest wait between two attempts. */
const LONGEST_WAIT = 60_000;
/** Milliseconds that a link must last before waits start over. */
const UPTIME = 6_000;
const TAPE = 20;

export async function storm(findings: Findings): Promise<void> {
  const far = openFar({ levels: LEVELS });
  const { config, places } = await far.call.about();
  const { markets } = places;
  await far.call.trade(RATE, markets);

  const crowd = async (isJittered: boolean) => {
    const parts = Array.from({ length: PROCESSES }, () => new Remote<StormCommands>(CLIENTS_FILE));
    const each = <T>(ask: (part: Remote<StormCommands>) => Promise<T>): Promise<T[]> => Promise.all(parts.map(ask));
    await each((part) => part.call.open(config, markets, CLIENTS / PROCESSES, isJittered));
    const live = async (): Promise<number> => sum(await each((part) => part.call.live()));
    if (!(await until(async () => (await live()) === CLIENTS, 60_000)))
      findings.exactly("clients that came up at all", await live(), CLIENTS);
    return { parts, each, live };
  };
  type Clients = Awaited<ReturnType<typeof crowd>>;

  /** The server goes away and comes back. */
  const outage = async ({ each, live }: Clients, patience: number, rate?: number) => {
    await sleep(UPTIME);
    await each((part) => part.call.forget());
    const lost = Date.now();
    await far.call.down();
    await sleep(Math.max(0, OUTAGE - (Date.now() - lost)));
    await far.call.admit(rate);
    const back = await far.call.up();
    await each((part) => part.call.nowLate());
    await until(async () => (await live()) === CLIENTS, patience);
    const told = await each((part) => part.call.told());
    const clients = told.flatMap((part) => part.clients);
    return {
      attempts: clients.map(({ attempts }) => attempts.map((time) => time - lost)),
      meant: clients.map(({ waits }) => summed(waits)),
      liveAfter: clients.flatMap(({ liveAt }) => (liveAt === undefined ? [] : [liveAt - back])),
      reads: sum(told.map(({ reads }) => reads)),
      // A process's own lateness does not count against its clients.
      lag: Math.max(...told.map(({ lag }) => lag)),
    };
  };

  const judge = async (what: string, clients: Clients, bound: number, rate?: number): Promise<void> => {
    const { attempts, meant, liveAfter, reads, lag } = await outage(clients, bound + 30_000, rate);
    const waves = wavesOf(meant);
    for (const { attempt, clients: count, busiest, limit } of waves) {
      // After the server begins to accept, only clients with unlucky waits still try. These are no wave any more.
      if (count === CLIENTS) findings.most(`${what}: attempts ${attempt} in the busiest 100 ms`, busiest, limit);
    }
    findings.exactly(`${what}: clients that are live again`, liveAfter.length, CLIENTS);
    const { median, worst } = spread(liveAfter);
    findings.most(
      `${what}: the last client is live, ms after the server is back, less what a process of clients was late since (bound: what follows from the backoff)`,
      worst - lag,
      bound,
    );
    findings.note(`${what}: ms until live after the server is back`, { median, worst });
    const counts = attempts.map((of) => of.length);
    findings.note(`${what}: attempts a client`, spread(counts));
    findings.note(`${what}: REST reads`, reads);
    findings.note(`${what}: the longest that a process of clients was busy, ms`, lag);
    findings.note(`${what}: waves as the library meant them`, waves);
    findings.note(`${what}: waves as this machine made them`, wavesOf(attempts));
    await far.call.pause();
    const unequal = async (): Promise<number> => {
      const books = await Promise.all(markets.map((market) => bookOf(far, market, LEVELS)));
      const tapes = await Promise.all(markets.map((market) => tapeOf(far, market, TAPE)));
      const texts = [books.map(write.book), tapes.map(write.trades)] as const;
      return sum(await clients.each((part) => part.call.unequal(markets, ...texts)));
    };
    await until(async () => (await unequal()) === 0, 5_000);
    findings.exactly(`${what}: clients whose data is not the exchange's`, await unequal(), 0);
    await far.call.trade(RATE, markets);
  };

  const leave = async (what: string, { parts, each }: Clients): Promise<void> => {
    const left = (await each((part) => part.call.close())).flat();
    const errors = await each((part) => part.call.errors());
    const count = sum(errors.map((one) => one.count));
    findings.exactly(`${what}: errors reported`, count, 0);
    if (count > 0) findings.note(`${what}: the first`, errors.find(({ first }) => first)?.first);
    findings.exactly(`${what}: timers and sockets left in the clients' processes`, left.length, 0);
    await expectNoneLeft(far, findings, `${what}: connections left at the server`);
    await Promise.all(parts.map((part) => part.close()));
  };

  const clients = await crowd(true);
  await judge("restart", clients, longestWaitAfter(OUTAGE) + SETTLING);
  // The server's own time for so many clients, plus one longest wait.
  await judge("narrow door", clients, (CLIENTS / DOOR) * 1_000 + LONGEST_WAIT, DOOR);
  await leave("storm", clients);

  await far.call.admit();
  const inStep = await crowd(false);
  const { attempts, meant } = await outage(inStep, longestWaitAfter(OUTAGE) + 30_000);
  const wave = wavesOf(meant).find(({ attempt }) => attempt === 3);
  findings.least(
    "without jitter the measure finds it: attempts 3 in the busiest 100 ms beyond what may be",
    (wave?.busiest ?? 0) - (wave?.limit ?? 0),
    1,
  );
  findings.note("without jitter: waves as the library meant them", wavesOf(meant));
  findings.note("without jitter: waves as this machine made them", wavesOf(attempts));
  await leave("without jitter", inStep);
  await far.close();
}

/** The time of each attempt, from the waits before each. */
function summed(waits: readonly number[]): number[] {
  let time = 0;
  return waits.map((wait) => {
    time += wait;
    return time;
  });
}
