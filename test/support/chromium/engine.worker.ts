// A real worker with the engines of a page in fake time. Its time is fake too, and passes when the page says so. It
// reaches the page's exchange by messages. See lockstep.ts.
import FakeTimers from "@sinonjs/fake-timers";
import { serveEngine } from "o2-react/feed";
import { type Count, counted, type Failed, type Passed, type ToWorker } from "./messages.ts";
import { turn, withQuickSteps } from "./turns.ts";
import { wireTo } from "./wire.ts";

const count: Count = { sent: 0, heard: 0 };
const clock = withQuickSteps(() => FakeTimers.withGlobal(globalThis as unknown as typeof window)).install({
  toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"],
});

function say(message: Passed | Failed): void {
  (self as unknown as MessagePort).postMessage(message);
}

/** The page's clock may have been set. */
function itIs(now: number): void {
  if (clock.now !== now) clock.setSystemTime(now);
}

/** The time until the next timer. */
function untilNext(): number {
  const { timers } = clock as unknown as { readonly timers?: ReadonlyMap<number, { readonly callAt: number }> };
  return Math.min(...[...(timers?.values() ?? [])].map(({ callAt }) => callAt - clock.now));
}

async function pass(now: number, milliseconds: number): Promise<void> {
  itIs(now);
  await clock.tickAsync(milliseconds);
  // The body of an answer needs some turns.
  for (let turns = 0; turns < 3; turns += 1) await turn();
  say({ type: "passed", ...count, timers: clock.countTimers(), next: untilNext() });
}

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "pass") void pass(data.now, data.milliseconds);
  else {
    itIs(data.now);
    const { chance } = data;
    const { WebSocket, fetch } = wireTo(counted(data.wire, count));
    serveEngine(counted(data.port, count), {
      ...(data.has.includes("WebSocket") && { WebSocket }),
      ...(data.has.includes("fetch") && { fetch }),
      ...(chance !== undefined && { random: () => chance }),
    });
  }
});
self.addEventListener("error", ({ message }) => say({ type: "failed", why: message }));
self.addEventListener("unhandledrejection", ({ reason }) => say({ type: "failed", why: String(reason) }));
