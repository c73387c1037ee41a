// The judge counts growth, and only growth.
import { expect, test } from "vitest";
import { growthOf, type Sample, whatGrew, whatIsLeft } from "../../lab/soak/judge.ts";

/** An hour of samples, one a minute. */
const hour = (of: (minute: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 60 }, (_, minute) => ({ minutes: minute + 1, heap: 30e6, held: { timers: 5 }, ...of(minute) }));

const grew = (of: (minute: number) => Partial<Sample>): string[] => whatGrew(growthOf(hour(of)));

test("a steady count has not grown, nor has one that is higher in a sample now and then, or only at first", () => {
  expect(grew(() => ({}))).toEqual([]);
  expect(grew((minute) => (minute % 4 === 0 ? { heap: 35e6, held: { timers: 6 } } : {}))).toEqual([]);
  expect(grew((minute) => (minute < 6 ? { heap: 20e6, held: { timers: 3 } } : {}))).toEqual([]);
});

test("a heap that grows by more than a megabyte an hour is found", () => {
  expect(grew((minute) => ({ heap: 30e6 + minute * 16_660 }))).toEqual([]);
  expect(grew((minute) => ({ heap: 30e6 + minute * 16_690 }))).toEqual(["the heap grew by 1001 kB"]);
});

test("one timer more in the end is found, and so is anything left after everything was unmounted", () => {
  expect(grew((minute) => (minute < 40 ? {} : { held: { timers: 6 } }))).toEqual(["there were 1 timers more"]);
  expect(whatIsLeft({ timers: 1, sockets: 0 }, { timers: 1, sockets: 2 })).toEqual([
    "2 sockets were left after the unmount",
  ]);
});
