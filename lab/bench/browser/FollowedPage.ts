// One page whose engine is in a worker: stops it, lets it go on, and measures its worker from outside. Knows nothing of the exchange.
import type { CDPSession } from "puppeteer-core";
import { sleep, until } from "../../waiting.ts";
import { type Chrome, heapOf } from "./chrome.ts";
import type { Case, Measured, Resumed, Sample } from "./frozenResults.ts";
import type { FrozenPage, Shown } from "./pages/frozen.tsx";
import type { Stops } from "./Stops.ts";

/** How long a page may take until it is live, or equal to the exchange, in milliseconds. */
const PATIENCE = 120_000;
/** The number of looks at a worker's memory for a sample, and the milliseconds between two. */
const LOOKS = 6;
const BETWEEN = 230;

/** The rows of a book as a page shows them. */
export type Rows = Pick<Shown, "bids" | "asks">;

const isLive = ({ book, trades }: Shown): boolean => book === "live" && trades === "live";
const isOf = (truth: Rows, { bids, asks }: Rows): boolean =>
  JSON.stringify([bids, asks]) === JSON.stringify([truth.bids, truth.asks]);

/** A page. */
export class FollowedPage {
  readonly of: Case;
  readonly #page: Awaited<ReturnType<Chrome["open"]>>;
  readonly #worker: CDPSession;
  readonly #stops: Stops;
  readonly #samples: Sample[] = [];
  #resumed: Resumed | undefined;
  #oldestLive = 0;
  #still: Resumed | undefined;

  private constructor(of: Case, page: Awaited<ReturnType<Chrome["open"]>>, worker: CDPSession, stops: Stops) {
    this.of = of;
    this.#page = page;
    this.#worker = worker;
    this.#stops = stops;
  }

  /** Opens it and waits until it is live. */
  static async open(chrome: Chrome, url: string, of: Case, stops: Stops): Promise<FollowedPage> {
    let worker: CDPSession | undefined;
    const page = await chrome.open(url, "frozen", async (session) => {
      session.on("sessionattached", (attached) => {
        worker = attached;
      });
      await session.send("Target.setAutoAttach", {
        autoAttach: true,
        waitForDebuggerOnStart: false,
        flatten: true,
        filter: [{ type: "worker" }],
      });
    });
    const found = await until(
      async () => worker !== undefined && (await page.evaluate("frozen.isLive()")) === true,
      PATIENCE,
    );
    if (!found || !worker) {
      const seen = JSON.stringify(await page.evaluate("[frozen.newest(), frozen.sums()]"));
      throw new Error(`The page ${of} was not live with its engine in a worker: ${seen}`);
    }
    return new FollowedPage(of, page, worker, stops);
  }

  /** Whether it is to be stopped; slow otherwise. */
  get isStopped(): boolean {
    return this.of.startsWith("frozen");
  }

  /** Takes the first sample, and stops it or makes it slow. */
  async begin(): Promise<void> {
    await this.sample(0);
    await this.#call("fresh");
    if (this.isStopped) await this.stop();
    else await this.#call("slow", this.#stops.slow);
  }

  async stop(): Promise<void> {
    await this.#call("stop", this.#stops.held(this.of));
    if (!(await until(() => this.#stops.isHeld(this.of), PATIENCE)))
      throw new Error(`The page ${this.of} did not stop.`);
  }

  /** The least of some looks: up to 1,000 frames wait in the worker for the next of its commits, of which there is one a second. */
  async sample(minutes: number): Promise<void> {
    const looks: Sample[] = [];
    for (let look = 0; look < LOOKS; look += 1) {
      if (look > 0) await sleep(BETWEEN);
      looks.push({ minutes, ...(await this.#look()) });
    }
    const heaps = looks.map(({ heap }) => heap);
    this.#samples.push(...looks.filter(({ heap }) => heap === Math.min(...heaps)).slice(0, 1));
  }

  async #look(): Promise<Omit<Sample, "minutes">> {
    const heap = await heapOf(this.#worker);
    // The protocol's types do not know the newer members.
    const usage: object = await this.#worker.send("Runtime.getHeapUsage");
    const { embedderHeapUsedSize = 0, backingStorageSize = 0 } = usage as Record<string, number>;
    return { heap, beside: embedderHeapUsedSize + backingStorageSize };
  }

  /** The stop of some minutes ends. */
  async goOn(): Promise<void> {
    if (this.isStopped) this.#resumed = await this.#release();
    else await this.#call("rest");
    this.#oldestLive = (await this.#call("sums")).oldestLive;
  }

  /** A stop ends while the exchange stands still. @param truth its book. */
  async goOnStill(truth: Rows): Promise<void> {
    this.#still = await this.#release(truth);
  }

  /** @param truth the exchange's book, which stands still. */
  async end(truth: Rows): Promise<Omit<Measured, "minutes" | "rate">> {
    const isEqual = await until(async () => {
      const newest = await this.#call("newest");
      return newest !== undefined && isLive(newest) && isOf(truth, newest);
    }, PATIENCE);
    return {
      of: this.of,
      samples: this.#samples,
      resumed: this.#resumed,
      still: this.#still,
      isEqual,
      sums: { ...(await this.#call("sums")), oldestLive: this.#oldestLive },
    };
  }

  close(): Promise<void> {
    return this.#page.close();
  }

  async #release(truth?: Rows): Promise<Resumed> {
    this.#stops.release(this.of);
    return this.#live(truth);
  }

  async #live(truth?: Rows): Promise<Resumed> {
    // A page that is stopped answers nothing before it goes on.
    const came = await until(async () => (await this.#call("since")).some(isLive), PATIENCE);
    if (!came) throw new Error(`The page ${this.of} did not become live again.`);
    // Rows that came late would be seen within this time.
    if (truth) await sleep(1_000);
    const [commits, resumed] = [await this.#call("since"), await this.#call("resumed")];
    const [first, live] = [commits[0], commits.find(isLive)];
    if (!first || !live || !resumed) throw new Error(`The page ${this.of} forgot what it showed.`);
    return {
      first: { book: first.book, trades: first.trades },
      messages: live.messages - resumed.sums.messages,
      liveAfter: live.at - resumed.at,
      tradeAge: live.at - live.newestTrade,
      told: live.told - resumed.sums.told,
      wrong: truth && commits.filter((one) => isLive(one) && !isOf(truth, one)).length,
    };
  }

  async #call<K extends keyof FrozenPage>(
    method: K,
    ...args: Parameters<FrozenPage[K]>
  ): Promise<Awaited<ReturnType<FrozenPage[K]>>> {
    const call = `window.frozen.${method}(...${JSON.stringify(args)})`;
    return (await this.#page.evaluate(call)) as Awaited<ReturnType<FrozenPage[K]>>;
  }
}
