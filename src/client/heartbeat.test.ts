// When a link is asked, no longer believed, and dead; and whose answer a PONG is.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Heartbeat } from "./heartbeat.ts";

const ping = vi.fn();
const onDead = vi.fn();
const onLatency = vi.fn();
const onSilence = vi.fn();
const onUnaskedPong = vi.fn();
let isWatched = true;

/** A heartbeat with the shipped defaults. */
const start = (change: object = {}): Heartbeat =>
  new Heartbeat({
    pingInterval: 30_000,
    staleAfter: 9_000,
    deadAfter: 30_000,
    probeTimeout: 5_000,
    isWatched: () => isWatched,
    now: Date.now,
    ping,
    onDead,
    onLatency,
    onSilence,
    onUnaskedPong,
    ...change,
  });
const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  isWatched = true;
});
afterEach(() => {
  vi.useRealTimers();
});

describe("silence, while somebody watches", () => {
  it("is broken by a PING after 4.5 s, not believed after 9 s, and dead after 30 s", () => {
    start();
    pass(4_499);
    expect(ping).not.toHaveBeenCalled();
    pass(1);
    expect(ping).toHaveBeenCalledTimes(1);
    pass(4_499);
    expect(onSilence).not.toHaveBeenCalled();
    pass(1);
    expect(onSilence).toHaveBeenCalledExactlyOnceWith(true);
    pass(20_999);
    expect(onDead).not.toHaveBeenCalled();
    pass(1);
    expect(onDead).toHaveBeenCalledExactlyOnceWith("nothing was heard for 30000 ms");
    // One PING in flight is enough.
    expect([ping.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it("is over with anything that arrives, also a PONG that is late", () => {
    const heartbeat = start();
    pass(9_000);
    heartbeat.heard(true);
    expect(onSilence.mock.calls).toEqual([[true], [false]]);
    expect(onLatency).toHaveBeenCalledExactlyOnceWith(4_500);
    pass(9_000);
    heartbeat.heard(false);
    expect(onSilence.mock.calls).toEqual([[true], [false], [true], [false]]);
    expect(onDead).not.toHaveBeenCalled();
  });

  it("is counted from the last frame of any kind", () => {
    const heartbeat = start();
    for (let second = 0; second < 60; second += 1) {
      heartbeat.heard(false);
      pass(1_000);
    }
    expect(onSilence).not.toHaveBeenCalled();
    // The server wants to hear something, however much it says itself.
    expect(ping).toHaveBeenCalled();
    heartbeat.stop();
  });

  it("deadAfter below pingInterval kills no quiet link that answers", () => {
    const heartbeat = start({ deadAfter: 8_000 });
    ping.mockImplementation(() => setTimeout(() => heartbeat.heard(true), 50));
    pass(600_000);
    expect(onDead).not.toHaveBeenCalled();
    ping.mockReset();
    heartbeat.stop();
  });

  it.each([
    ["at once, where it lasted too long", 12_000, 12_000],
    ["9 s after the last byte, where it has not yet", 8_000, 9_000],
  ])("is not believed %s, when somebody begins to watch while a probe is under way", (_, watchedAt, silentAt) => {
    isWatched = false;
    const silences: number[] = [];
    const began = Date.now();
    onSilence.mockImplementationOnce(() => silences.push(Date.now() - began));
    const heartbeat = start();
    pass(watchedAt - 3_000);
    heartbeat.probe();
    pass(3_000);
    isWatched = true;
    // The page is shown.
    heartbeat.probe();
    pass(10_000);
    expect(silences).toEqual([silentAt]);
  });
});

it("a probe is over as soon when the clock is set back meanwhile and somebody asks again", () => {
  let ahead = 3_600_000;
  const heartbeat = start({ now: () => Date.now() + ahead });
  heartbeat.probe();
  pass(1_000);
  ahead = 0;
  heartbeat.probe();
  pass(5_000);
  expect(onDead).toHaveBeenCalledExactlyOnceWith("no PONG came within 5000 ms of a PING");
});

describe("silence, while nobody watches", () => {
  it("casts no doubt on anything: a PING each 30 s, and dead after 60 s", () => {
    isWatched = false;
    start();
    pass(29_999);
    expect(ping).not.toHaveBeenCalled();
    pass(1);
    expect(ping).toHaveBeenCalledTimes(1);
    pass(29_999);
    expect([onSilence.mock.calls.length, onDead.mock.calls.length]).toEqual([0, 0]);
    pass(1);
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("that lasted is not believed once somebody watches: the link is probed", () => {
    isWatched = false;
    const heartbeat = start();
    pass(20_000);
    isWatched = true;
    heartbeat.probe();
    expect(onSilence).toHaveBeenCalledExactlyOnceWith(true);
    expect(ping).toHaveBeenCalledTimes(1);
    heartbeat.heard(true);
    expect(onSilence).toHaveBeenLastCalledWith(false);
    heartbeat.stop();
  });
});

describe("PONGs", () => {
  it("at most one PING is in flight: whoever asks meanwhile waits for the next", () => {
    const heartbeat = start();
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    heartbeat.whenRead(first);
    heartbeat.whenRead(second);
    heartbeat.whenRead(third);
    expect(ping).toHaveBeenCalledTimes(1);
    heartbeat.heard(true);
    expect([first, second, third].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0]);
    expect(ping).toHaveBeenCalledTimes(2);
    heartbeat.heard(true);
    expect([first, second, third].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
    expect(ping).toHaveBeenCalledTimes(2);
    heartbeat.stop();
  });

  it("one that nobody asked for is told, with the time of the last PING", () => {
    const heartbeat = start();
    heartbeat.heard(true);
    const sentAt = Date.now();
    heartbeat.whenRead(() => undefined);
    pass(100);
    heartbeat.heard(true);
    expect(onUnaskedPong).toHaveBeenCalledTimes(1);
    heartbeat.heard(true);
    expect(onUnaskedPong).toHaveBeenLastCalledWith(sentAt);
    expect(onLatency).toHaveBeenCalledExactlyOnceWith(100);
    heartbeat.stop();
  });

  it("one that does not come is asked for again while something else arrives", () => {
    const heartbeat = start();
    const then = vi.fn();
    heartbeat.whenRead(then);
    for (let second = 0; second < 5; second += 1) {
      pass(1_000);
      heartbeat.heard(false);
    }
    pass(1_000);
    expect(ping).toHaveBeenCalledTimes(2);
    heartbeat.heard(true);
    expect(then).toHaveBeenCalledTimes(1);
    expect(onDead).not.toHaveBeenCalled();
    heartbeat.stop();
  });

  it("stopped by whoever is told of a latency, it stays stopped and calls nobody back", () => {
    const heartbeat = start();
    const then = vi.fn();
    onLatency.mockImplementationOnce(() => heartbeat.stop());
    heartbeat.whenRead(then);
    heartbeat.heard(true);
    expect([then.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });
});

describe("a probe", () => {
  it("wants its PONG in time; what waited in a buffer may be older than the link's death", () => {
    const heartbeat = start();
    heartbeat.probe();
    pass(1_000);
    heartbeat.heard(false);
    pass(4_000);
    expect(onDead).toHaveBeenCalledExactlyOnceWith("no PONG came within 5000 ms of a PING");
  });

  it("never kills a link that goes on receiving", () => {
    const heartbeat = start();
    heartbeat.probe();
    for (let second = 0; second < 20; second += 1) {
      pass(1_000);
      heartbeat.heard(false);
    }
    expect(onDead).not.toHaveBeenCalled();
    heartbeat.stop();
  });

  it("is not ended by the PONG of an older PING", () => {
    const heartbeat = start();
    heartbeat.whenRead(() => undefined);
    pass(10);
    heartbeat.probe();
    heartbeat.heard(true);
    pass(4_999);
    expect([heartbeat.isProbing, onDead.mock.calls.length]).toEqual([true, 0]);
    pass(1);
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("asks again where an older PING has no answer: it may have been lost long ago", () => {
    const heartbeat = start();
    heartbeat.whenRead(() => undefined);
    pass(10);
    heartbeat.probe();
    pass(2_500);
    expect(ping).toHaveBeenCalledTimes(2);
    heartbeat.heard(true);
    expect(heartbeat.isProbing).toBe(false);
    heartbeat.stop();
  });

  it("does not lengthen the silence that is believed", () => {
    const heartbeat = start();
    // A PING is in flight since 4.5 s: the probe waits for it before it sends its own.
    pass(8_000);
    expect(ping).toHaveBeenCalledTimes(1);
    heartbeat.probe();
    pass(999);
    expect(onSilence).not.toHaveBeenCalled();
    pass(1);
    expect(onSilence).toHaveBeenCalledExactlyOnceWith(true);
    pass(1_500);
    expect(ping).toHaveBeenCalledTimes(2);
    pass(5_000);
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("ends as soon when the clock is set back meanwhile, also where it waits for an older PING", () => {
    let setBack = 0;
    const heartbeat = start({ now: () => Date.now() - setBack });
    heartbeat.whenRead(() => undefined);
    pass(10);
    heartbeat.probe();
    setBack = 3_600_000;
    pass(7_500);
    expect([ping.mock.calls.length, onDead.mock.calls.length]).toEqual([2, 1]);
  });

  it("that is answered goes on as before", () => {
    const heartbeat = start();
    heartbeat.probe();
    heartbeat.probe();
    pass(250);
    heartbeat.heard(true);
    expect(onLatency).toHaveBeenCalledExactlyOnceWith(250);
    expect(ping).toHaveBeenCalledTimes(1);
    pass(4_500);
    expect(ping).toHaveBeenCalledTimes(2);
    heartbeat.stop();
  });
});

describe("a clock that cannot be trusted", () => {
  it.each([
    ["the machine slept for an hour", 3_600_000],
    ["the clock went back an hour", -3_600_000],
  ])("%s: that proves nothing, so the link is asked", (_, jump) => {
    const heartbeat = start();
    vi.setSystemTime(Date.now() + jump);
    pass(4_500);
    expect(onDead).not.toHaveBeenCalled();
    expect(ping).toHaveBeenCalledTimes(1);
    heartbeat.heard(true);
    pass(5_000);
    expect(ping).toHaveBeenCalledTimes(2);
    expect(onDead).not.toHaveBeenCalled();
    heartbeat.stop();
  });

  it("a sleep that the link did not survive is found within the probe's deadline", () => {
    start();
    vi.setSystemTime(Date.now() + 3_600_000);
    pass(4_500);
    expect(onSilence).toHaveBeenCalledExactlyOnceWith(true);
    pass(5_000);
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("a PONG sets the timer anew: a chain of timers alone runs once a minute in a page that Chrome has hidden", () => {
    isWatched = false;
    const heartbeat = start();
    pass(30_000);
    expect(ping).toHaveBeenCalledTimes(1);
    // No spy: vitest would put the faked timer that it replaced back after the file, for all files that follow.
    const set = vi.fn(setTimeout);
    vi.stubGlobal("setTimeout", set);
    heartbeat.heard(true);
    vi.unstubAllGlobals();
    expect(set).toHaveBeenCalledExactlyOnceWith(expect.any(Function), 30_000);
    expect(vi.getTimerCount()).toBe(1);
    heartbeat.stop();
  });
});

it("stop() leaves no timer", () => {
  start().stop();
  expect(vi.getTimerCount()).toBe(0);
});
