import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Heartbeat } from "./heartbeat.ts";

describe("Heartbeat", () => {
  const ping = vi.fn();
  const onDead = vi.fn();
  const onLatency = vi.fn();
  const start = (): Heartbeat =>
    new Heartbeat({ interval: 30_000, timeout: 60_000, probeTimeout: 5_000, now: Date.now, ping, onDead, onLatency });

  beforeEach(() => {
    vi.useFakeTimers();
    vi.clearAllMocks();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is dead exactly at the deadline of silence, not before, and stops there", () => {
    start();
    vi.advanceTimersByTime(59_999);
    expect(onDead).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onDead).toHaveBeenCalledExactlyOnceWith("nothing was heard for 60000 ms");
    expect(ping).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("counts silence from the last frame of any kind", () => {
    const heartbeat = start();
    vi.advanceTimersByTime(45_000);
    heartbeat.heard(false);
    vi.advanceTimersByTime(59_999);
    expect(onDead).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("a PONG that nobody asked for changes nothing", () => {
    const heartbeat = start();
    heartbeat.heard(true);
    expect(onLatency).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("pings no more often than asked to, also where it looks more often", () => {
    const options = { interval: 100_000, timeout: 10_000, probeTimeout: 5_000, now: Date.now, ping, onDead, onLatency };
    const heartbeat = new Heartbeat(options);
    for (let second = 1; second < 100; second += 1) {
      vi.advanceTimersByTime(1_000);
      heartbeat.heard(false);
    }
    expect(ping).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(ping).toHaveBeenCalledTimes(1);
    heartbeat.stop();
  });

  it("a probe wants its PONG in time; data may be older than the link's death", () => {
    const heartbeat = start();
    heartbeat.probe();
    vi.advanceTimersByTime(1_000);
    heartbeat.heard(false);
    vi.advanceTimersByTime(4_000);
    expect(onDead).toHaveBeenCalledExactlyOnceWith("no PONG came within 5000 ms of a PING");
  });

  it("the PONG of an older PING ends no probe: it may have waited in the machine's buffers since before the link died", () => {
    const heartbeat = start();
    vi.advanceTimersByTime(30_000);
    heartbeat.probe();
    heartbeat.heard(true);
    vi.advanceTimersByTime(4_999);
    expect([heartbeat.isProbing, onDead.mock.calls.length]).toEqual([true, 0]);
    vi.advanceTimersByTime(1);
    expect(onDead).toHaveBeenCalledExactlyOnceWith("no PONG came within 5000 ms of a PING");
  });

  it("stopped by whoever is told of a latency, it stays stopped and confirms nothing", () => {
    const heartbeat = start();
    const onPong = vi.fn();
    onLatency.mockImplementationOnce(() => heartbeat.stop());
    heartbeat.ask(onPong);
    heartbeat.heard(true);
    expect([onPong.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("a probe that is answered goes on as before", () => {
    const heartbeat = start();
    heartbeat.probe();
    heartbeat.probe();
    vi.advanceTimersByTime(250);
    heartbeat.heard(true);
    expect(onLatency).toHaveBeenCalledExactlyOnceWith(250);
    expect(ping).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(29_750);
    expect(ping).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["the machine slept for an hour", 3_600_000],
    ["the clock went back an hour", -3_600_000],
  ])("%s: that proves nothing, so the link is asked", (_, jump) => {
    const heartbeat = start();
    vi.setSystemTime(Date.now() + jump);
    vi.advanceTimersByTime(30_000);
    expect(onDead).not.toHaveBeenCalled();
    expect(ping).toHaveBeenCalledTimes(1);
    heartbeat.heard(true);
    vi.advanceTimersByTime(31_000);
    expect(ping).toHaveBeenCalledTimes(2);
    expect(onDead).not.toHaveBeenCalled();
  });

  it("a sleep that the link did not survive is found within the probe's deadline", () => {
    start();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(35_000);
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("a PONG sets the timer anew: a chain of timers alone runs once a minute in a page that Chrome has hidden", () => {
    const heartbeat = start();
    vi.advanceTimersByTime(30_000);
    expect(ping).toHaveBeenCalledTimes(1);
    // No spy: vitest would put the faked timer that it replaced back after the file, for all files that follow.
    const set = vi.fn(setTimeout);
    vi.stubGlobal("setTimeout", set);
    heartbeat.heard(true);
    vi.unstubAllGlobals();
    expect(set).toHaveBeenCalledExactlyOnceWith(expect.any(Function), 30_000);
    expect(vi.getTimerCount()).toBe(1);
  });

  it("a PONG that comes late answers its own PING, and no later one", () => {
    const heartbeat = start();
    const first = vi.fn();
    const second = vi.fn();
    heartbeat.ask(first);
    vi.advanceTimersByTime(3_000);
    heartbeat.ask(second);
    vi.advanceTimersByTime(3_000);
    heartbeat.heard(true);
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).not.toHaveBeenCalled();
    heartbeat.heard(true);
    expect(second).toHaveBeenCalledTimes(1);
    heartbeat.stop();
  });

  it("stop() leaves no timer", () => {
    start().stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
