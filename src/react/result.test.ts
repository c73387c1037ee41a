// A hook's memory by itself: what is looked at again, and what is the same object.
import { expect, test, vi } from "vitest";
import { createMemory, type Result } from "./result.ts";

const live = (data: readonly object[], updatedAt = 0): Result<readonly object[]> => ({
  status: "live",
  data,
  error: undefined,
  retryAt: undefined,
  isStale: false,
  complete: true,
  updatedAt,
});

test("the same inputs under the same parameters are not looked at again, nor while other parameters are asked for in turn", () => {
  const remember = createMemory<readonly object[]>();
  const make = vi.fn((count: number) => live(Array.from({ length: count }, (_, id) => ({ id }))));
  const ask = (limit: number, entry: number) => remember(["topic", limit], [entry], () => make(limit + entry));
  for (let entry = 0; entry < 10; entry += 1) {
    make.mockClear();
    const [ten, twenty] = [ask(10, entry), ask(20, entry)];
    expect([ask(10, entry), ask(20, entry), ask(20, entry), ask(10, entry)]).toEqual([ten, twenty, twenty, ten]);
    expect([ten.data?.length, twenty.data?.length]).toEqual([10 + entry, 20 + entry]);
    expect(make).toHaveBeenCalledTimes(2);
  }
});

test("however often one set of parameters gets news, the other ones stay remembered", () => {
  const remember = createMemory<readonly object[]>();
  const other = remember(["topic", 2], [0], () => live([{ id: 0 }]));
  for (let id = 1; id <= 10; id += 1) remember(["topic", 1], [id], () => live([{ id }]));
  expect(remember(["topic", 2], [0], () => live([]))).toBe(other);
});

test("what changed shares its unchanged items with what the same parameters gave before, not with what others gave", () => {
  const remember = createMemory<readonly object[]>();
  const rows = (first: number, count: number) => live(Array.from({ length: count }, (_, id) => ({ id: first + id })));
  const before = remember(["topic", 1], [0], () => rows(0, 2)).data;
  remember(["topic", 2], [0], () => rows(5, 5));
  const after = remember(["topic", 1], [1], () => rows(0, 3)).data;
  expect([after?.[0], after?.[1]].map((row, index) => row === before?.[index])).toEqual([true, true]);
});

test("the same content is the same object under any parameters of one topic, and another one under another topic", () => {
  const remember = createMemory<readonly object[]>();
  const first = remember(["topic", 1], [0], () => live([{ id: 1 }], 1));
  remember(["topic", 2], [0], () => live([{ id: 2 }], 2));
  expect(remember(["topic", 3], [0], () => live([{ id: 1 }], 3))).toBe(first);
  expect(remember(["other", 1], [0], () => live([{ id: 1 }], 4))).toEqual(live([{ id: 1 }], 4));
});
