// CPU time of a page's main thread, and the script's share, from a Chromium trace and CDP's metrics. Knows nothing of
// what runs. Script is added up from the trace and not taken from CDP's ScriptDuration, which misses code that promises
// run: of 200 ms burnt behind an `await` it counted 0.6, of the same in a callback all. SWR writes its cache behind an
// `await`. Both clocks count the thread's own time, so waits for a busy machine do not count.
import type { CDPSession, Protocol } from "puppeteer-core";

/** CPU milliseconds of the main thread. */
export interface Spent {
  /** In script: the outermost calls from the browser into V8, including their microtasks and garbage collection. */
  readonly script: number;
  /** The share of garbage collection. */
  readonly gc: number;
  /** In all tasks: script, style, layout, paint, and receiving. */
  readonly task: number;
  /** CDP's ScriptDuration, for comparison. */
  readonly scriptDuration: number;
  /** True if the trace is complete. */
  readonly isWhole: boolean;
}

/** One running measurement. */
export interface Watch {
  stop(): Promise<Spent>;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Calls into V8, garbage collection, and microtasks. With `devtools.timeline` added, the tracing itself would cost a
 * third.
 */
const CATEGORIES = ["v8", "v8.execute"];
const SCRIPT = new Set(["v8.callFunction", "v8.callAsConstructor", "v8.evaluateModule", "v8.run", "RunMicrotasks"]);
const isGc = (name: string): boolean => /^(?:MinorGC|MajorGC|V8\.GC)/.test(name);

/** Starts measuring a page. */
export async function watchMainThread(browser: CDPSession, page: CDPSession): Promise<Watch> {
  await page.send("Performance.enable", { timeDomain: "threadTicks" });
  await browser.send("Tracing.start", {
    transferMode: "ReturnAsStream",
    traceConfig: {
      recordMode: "recordUntilFull",
      traceBufferSizeInKb: 400_000,
      includedCategories: CATEGORIES,
      excludedCategories: ["*"],
    },
  });
  const before = await metrics(page);
  return {
    async stop() {
      const after = await metrics(page);
      const spent = (name: string): number => 1_000 * ((after.get(name) ?? 0) - (before.get(name) ?? 0));
      const { events, isWhole } = await readTrace(browser);
      return { ...sum(events), task: spent("TaskDuration"), scriptDuration: spent("ScriptDuration"), isWhole };
    },
  };
}

async function metrics(page: CDPSession): Promise<ReadonlyMap<string, number>> {
  const answer = await page.send("Performance.getMetrics");
  return new Map(answer.metrics.map(({ name, value }) => [name, value]));
}

async function readTrace(browser: CDPSession): Promise<{ events: readonly TraceEvent[]; isWhole: boolean }> {
  const completed = new Promise<Protocol.Tracing.TracingCompleteEvent>((resolve) =>
    browser.once("Tracing.tracingComplete", resolve),
  );
  await browser.send("Tracing.end");
  const { stream: handle = "", dataLossOccurred } = await completed;
  const parts: string[] = [];
  for (let isEnd = false; !isEnd; ) {
    const { data, eof } = await browser.send("IO.read", { handle, size: 1 << 22 });
    parts.push(data);
    isEnd = eof;
  }
  await browser.send("IO.close", { handle });
  const { traceEvents } = JSON.parse(parts.join("")) as { traceEvents: readonly TraceEvent[] };
  return { events: traceEvents, isWhole: dataLossOccurred === false };
}

/** Adds up the outermost events of the busiest renderer's main thread. Nested events are inside their parents' time. */
function sum(events: readonly TraceEvent[]): { script: number; gc: number } {
  const threads = new Map<string, TraceEvent[]>();
  const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  for (const event of events) {
    if (event.name === "thread_name" && event.args?.name === "CrRendererMain") threads.set(thread(event), []);
  }
  for (const event of events) {
    if (event.ph === "X" && (SCRIPT.has(event.name) || isGc(event.name))) threads.get(thread(event))?.push(event);
  }
  let most = { script: 0, gc: 0 };
  for (const own of threads.values()) {
    const script = outermost(own);
    if (script > most.script) most = { script, gc: outermost(own.filter(({ name }) => isGc(name))) };
  }
  return most;
}

function outermost(events: readonly TraceEvent[]): number {
  let until = -Infinity;
  let microseconds = 0;
  for (const { ts, dur = 0, tdur = 0 } of events.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    if (ts + dur <= until) continue;
    until = ts + dur;
    microseconds += tdur;
  }
  return microseconds / 1_000;
}
