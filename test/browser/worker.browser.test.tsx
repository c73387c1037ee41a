// An engine in a real worker works for the page. If the worker cannot be made, or dies, the page works itself. No data
// of a dead one is live for longer than its lease.
import { cleanup, fireEvent, render, within } from "@testing-library/react";
import {
  type O2Error,
  O2Provider,
  type O2ProviderProps,
  type Result,
  useConnection,
  useDepth,
  useO2Feed,
} from "o2-react";
import { O2Devtools } from "o2-react/devtools";
import { recordFeed } from "o2-react/testing";
import { createWorker } from "o2-react/worker";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { serveRemote } from "../support/remote-exchange.ts";

afterEach(cleanup);

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 10 });

/** Renders a book whose engine is in a worker that `worker` makes. */
async function open(worker: NonNullable<Extract<O2ProviderProps, { worker?: unknown }>["worker"]>, tools?: ReactNode) {
  const exchange = await serveRemote();
  const market = exchange.markets[0]!.market_id;
  const errors: O2Error[] = [];
  const seen: { status: Result<unknown>["status"]; isHere: boolean; at: number }[] = [];
  let handle: ReturnType<typeof useO2Feed> | undefined;
  function Probe() {
    const { status } = useDepth({ market });
    useConnection();
    handle = useO2Feed();
    seen.push({ status, isHere: handle.feed !== undefined, at: performance.now() });
    return null;
  }
  const page = render(
    <O2Provider config={exchange.config} linger={100} worker={worker} onError={(error) => errors.push(error)}>
      <Probe />
      {tools}
    </O2Provider>,
  );
  return { exchange, page, errors, seen, last: () => seen.at(-1), handle: () => handle! };
}

test("the book is live and its engine is not in the page; the worker ends with the last unmount", async () => {
  const made: Worker[] = [];
  const ended = vi.spyOn(Worker.prototype, "terminate");
  const { exchange, page, errors, last, handle } = await open(() => {
    made.push(createWorker());
    return made[0];
  });
  await until(() => expect(last()).toMatchObject({ status: "live", isHere: false }));
  // A page that worked itself would report an error.
  expect(errors).toEqual([]);
  expect(await handle().rest!.markets()).toEqual(
    exchange.markets.map(({ market_id }) => expect.objectContaining({ market_id })),
  );
  await expect(handle().whenLoaded()).rejects.toThrow(/in a worker/);
  page.unmount();
  await until(async () => expect(await exchange.connections()).toBe(0));
  await until(() => expect(ended.mock.contexts).toEqual(made));
  expect(errors).toEqual([]);
  ended.mockRestore();
});

test("tools work with a worker: the devtools show its frames and slots, and a recording has its frames word for word", async () => {
  const { page, last, handle } = await open(createWorker, <O2Devtools initialIsOpen />);
  await until(() => expect(last()).toMatchObject({ status: "live", isHere: false }));
  const recording = recordFeed(handle());
  handle().reconnect();
  await until(() => {
    const { requests, frames } = recording.fixture();
    const actions = (list: readonly (readonly [number, string | null])[]) =>
      list.map(([, text]) => text && JSON.parse(text).action);
    expect(actions(requests)).toContain("subscribe_depth");
    expect(actions(frames)).toContain("subscribe_depth");
  });
  recording.stop();
  const panel = () => within(document.querySelector("o2-devtools")?.shadowRoot?.querySelector(".o2") as HTMLElement);
  await until(() => expect(panel().getByText("in a worker")).toBeDefined());
  fireEvent.click(panel().getByRole("tab", { name: "Topics" }));
  await until(() =>
    expect(panel().getByRole("region", { name: "Slots on the server" }).textContent).toContain('1 "10"'),
  );
  fireEvent.click(panel().getByRole("tab", { name: "Frames" }));
  await until(() => expect(panel().getByRole("rowheader", { name: "subscribe_depth" })).toBeDefined());
  page.unmount();
});

test.each([
  ["cannot be loaded", () => new Worker("/there-is-no-such-file.js", { type: "module" }), /its script failed/],
  [
    "is forbidden",
    (): Worker => {
      throw new DOMException("Blocked by the policy", "SecurityError");
    },
    /Blocked by the policy/,
  ],
  ["is not there", () => undefined, /there is none/],
])("if a worker %s the page does the work, which is reported once", async (_, make, why) => {
  const { errors, last } = await open(make);
  await until(() => expect(last()).toMatchObject({ status: "live", isHere: true }));
  expect(errors.map(String)).toEqual([expect.stringMatching(why)]);
});

test("a worker that dies is stale after ten seconds, and the page does the work later", async () => {
  let worker: Worker | undefined;
  const { exchange, errors, seen, last } = await open(() => (worker = createWorker()));
  await until(() => expect(last()?.status).toBe("live"));
  worker?.terminate();
  const killed = performance.now();
  await exchange.tick(50);
  await until(() => expect(last()?.status).toBe("stale"));
  expect(last()!.at - killed).toBeLessThan(12_000);
  await until(() => expect(last()).toMatchObject({ status: "live", isHere: true }));
  expect(seen.filter(({ at, status }) => at > killed + 12_000 && status === "live").every(({ isHere }) => isHere)).toBe(
    true,
  );
  expect(errors.map(String)).toEqual([expect.stringMatching(/it said nothing for 30 s/)]);
});
