// The exchange's clock, whatever ours says.
import { describe, expect, it } from "vitest";
import { ServerClock } from "./ServerClock.ts";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 0, 15, 12);

function clocks(offBy: number) {
  const world = { ours: NOON + offBy, server: NOON, elapsed: 5 };
  const clock = new ServerClock(
    () => world.ours,
    () => world.elapsed,
  );
  return {
    world,
    clock,
    pass(milliseconds: number) {
      world.ours += milliseconds;
      world.server += milliseconds;
      world.elapsed += milliseconds;
    },
    error: () => clock.now - world.server,
  };
}

describe("the exchange's time", () => {
  it("is ours until it has said one", () => {
    expect(clocks(HOUR).clock.now).toBe(NOON + HOUR);
  });

  it.each([-3 * HOUR, 0, 3 * HOUR, 400 * 24 * HOUR])("is right while ours is off by %i ms", (offBy) => {
    const { clock, world, pass, error } = clocks(offBy);
    // A frame that took its time, a fast one, and some more slow ones.
    for (const late of [2_000, 40, 900, 5_000]) {
      clock.hear(world.server - late);
      pass(1_000);
    }
    expect(error()).toBe(-40);
    pass(24 * HOUR);
    expect(error()).toBe(-40);
  });

  it.each([-3 * HOUR, -20_000, -7_000, 500, 7_000, 20_000, 3 * HOUR])(
    "is right with the next frame after ours was set by %i ms",
    (by) => {
      const { clock, world, pass, error } = clocks(0);
      for (let second = 0; second < 400; second += 1) {
        clock.hear(world.server - 30);
        pass(1_000);
      }
      world.ours += by;
      clock.hear(world.server - 30);
      expect(error()).toBe(-30);
      // Nothing was computed by a wrong one.
      expect(clock.corrections).toBe(0);
    },
  );

  it.each([-3 * HOUR, 3 * HOUR])(
    "is at least what has passed since its last frame, after ours was set by %i ms",
    (by) => {
      const { clock, world, pass } = clocks(HOUR);
      expect(clock.earliest).toBe(clock.now);
      clock.hear(world.server - 30);
      pass(60_000);
      expect(clock.earliest - world.server).toBe(-30);
      world.ours += by;
      expect(clock.earliest - world.server).toBe(-30);
      clock.hear(world.server - 30);
      expect(clock.earliest - world.server).toBe(-30);
    },
  );

  it("that was taken from a clock that was just set is counted as wrong with the first stamp", () => {
    const { clock, world, pass } = clocks(0);
    pass(5_000);
    world.ours += HOUR;
    expect(clock.earliest).toBe(world.server + HOUR);
    clock.hear(world.server);
    expect([clock.earliest, clock.corrections]).toEqual([world.server, 1]);
  });

  it("is in whole milliseconds, whatever the fractions of the time that passes", () => {
    const { clock, world, pass } = clocks(0);
    pass(0.3);
    world.ours = Math.floor(world.ours);
    clock.hear(NOON - 30);
    world.elapsed += 0.456;
    for (const by of [0, HOUR, -2 * HOUR]) {
      world.ours += by;
      expect(Number.isInteger(clock.earliest)).toBe(true);
    }
  });

  it("was wrong by more than a minute: that is counted, once", () => {
    const { clock, world, pass } = clocks(3 * HOUR);
    for (let minute = 0; minute < 20; minute += 1) {
      clock.hear(world.server - 30);
      expect(clock.corrections).toBe(1);
      pass(60_000);
    }
  });

  it("is right with the next frame after the machine slept, whether the time that passes stood still or not", () => {
    const { clock, world, error } = clocks(HOUR);
    clock.hear(world.server - 30);
    world.ours += 72 * HOUR;
    world.server += 72 * HOUR;
    expect(error()).toBe(-30);
    clock.hear(world.server - 50);
    expect(error()).toBe(-50);
  });

  it("goes by the fastest frame of the last minutes, also where the way has become longer", () => {
    const { clock, world, pass, error } = clocks(0);
    clock.hear(world.server - 10);
    for (let minute = 0; minute < 15; minute += 1) {
      pass(60_000);
      clock.hear(world.server - 200);
    }
    expect(error()).toBe(-200);
  });
});
