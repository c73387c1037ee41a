// An error frame does not say which request it answers. One subscription that is rejected for ever must cost the others
// almost nothing.
import { createO2Feed } from "o2-react/feed";
import { expect, onTestFinished, test, vi } from "vitest";
import { answering } from "../support/answering.ts";

const market = (n: number): string => `0x${n.toString(16).padStart(64, "0")}`;
const CULPRIT = market(7);
const error = (code: number): string => JSON.stringify({ code, message: "no" });

/**
 * Fifty markets' trades. The server answers one of them with an error while `code()` gives one. Looks at them each
 * second for an hour.
 */
async function anHour(code: (at: number) => number | undefined) {
  vi.useFakeTimers();
  const began = Date.now();
  const server = answering((text) => {
    const said = text.includes('"subscribe_trades"') && text.includes(CULPRIT) ? code(Date.now() - began) : undefined;
    return said === undefined ? [] : [error(said)];
  });
  const feed = createO2Feed({
    config: { wsUrl: "ws://o2.answering/" },
    WebSocket: server.WebSocket,
    onError: () => undefined,
  });
  onTestFinished(() => {
    feed.close();
    vi.useRealTimers();
  });
  feed.connect();
  feed.retain(Array.from({ length: 50 }, (_, n) => ({ channel: "trades" as const, market: market(n) })));
  let live = 0;
  for (let second = 0; second < 3_600; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    for (const [id, { isLive }] of Object.entries(feed.store.getState().trades))
      if (isLive && id !== CULPRIT) live += 1;
  }
  const subscribes = server.heard.filter((text) => text.includes('"subscribe_trades"') && text.includes(CULPRIT));
  return { share: live / (49 * 3_600), culprit: feed.store.getState().trades[CULPRIT], subscribes, server };
}

test.each([6001, 6002, 2000, 1000])(
  "of fifty subscriptions one is rejected for ever, with code %i: the others are live 99 % of an hour",
  async (code) => {
    const { share, culprit, subscribes, server } = await anHour(() => code);
    expect(share).toBeGreaterThan(0.99);
    expect(culprit).toMatchObject({ isLive: false, error: { name: "O2ServerError", code } });
    // From half a minute to five minutes apart.
    expect(subscribes.length).toBeLessThan(20);
    expect(server.attempts).toBe(1);
  },
);

test("one is rejected with 1003 for the first minute: the others are live 99 % of an hour, and it is live after that", async () => {
  const { share, culprit } = await anHour((at) => (at < 60_000 ? 1003 : undefined));
  expect(share).toBeGreaterThan(0.99);
  expect(culprit).toMatchObject({ isLive: true, error: undefined });
});

test("the clock is set back by an hour while a suspect waits: it is requested again at the usual time", async () => {
  vi.useFakeTimers();
  let setBack = 0;
  const server = answering();
  const feed = createO2Feed({
    config: { wsUrl: "ws://o2.answering/" },
    WebSocket: server.WebSocket,
    now: () => Date.now() - setBack,
    onError: () => undefined,
  });
  onTestFinished(() => {
    feed.close();
    vi.useRealTimers();
  });
  feed.connect();
  feed.retain([{ channel: "trades", market: market(1) }]);
  await vi.advanceTimersByTimeAsync(10_000);
  const isLive = () => feed.store.getState().trades[market(1)]?.isLive;
  expect(isLive()).toBe(true);
  for (const moment of ["before", "behind"] as const) {
    if (moment === "before") setBack += 3_600_000;
    server.say(error(2000));
    await vi.advanceTimersByTimeAsync(100);
    if (moment === "behind") setBack += 3_600_000;
    await vi.advanceTimersByTimeAsync(10_000);
    expect([moment, isLive()]).toEqual([moment, true]);
  }
});
