// One page whose engine is in a worker. Stops it, resumes it, and measures its worker from outside. Knows nothing of
// the exchange.
import type { CDPSession } from "puppeteer-core";
import { sleep, until } from "../../waiting.ts";
import { type Chrome, heapOf } from "./chrome.ts";
import type { Case, Measured, Resumed, Sample } from "./frozenResults.ts";
import type { FrozenPage, Shown } from "./pages/frozen.tsx";
import type { Stops } from "./Stops.ts";

/** The most milliseconds until a page is live, or equal to the exchange. */
const PATIENCE = 120_000;
/** The number of looks at a worker's memory for one sample, and the milliseconds between two looks. */
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

  /** Opens the page and waits until it is live. */
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

  /** True if this case stops the page, false if it makes it slow. */
  get isStopped(): boolean {
    return this.of.startsWith("frozen");
  }

  /** Takes the first sample, then stops the page or makes it slow. */
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

  /**
   * The least of several looks, because up to 1,000 frames wait in the worker for its next commit, which comes once a
   * second.
   */
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

  /** Ends the long stop. */
  async goOn(): Promise<void> {
    if (this.isStopped) this.#resumed = await this.#release();
    else await this.#call("rest");
    this.#oldestLive = (await this.#call("sums")).oldestLive;
  }

  /**
   * Ends a stop while the exchange stands still.
   * @param truth its book.
   */
  async goOnStill(truth: Rows): Promise<void> {
    this.#still = await this.#release(truth);
  }

  /** @param truth the exchange's book, which does not change meanwhile. */
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
    // A stopped page answers nothing until it goes on.
    const came = await until(async () => (await this.#call("since")).some(isLive), PATIENCE);
    if (!came) throw new Error(`The page ${this.of} did not become live again.`);
    // Late rows would be seen within this time.
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
