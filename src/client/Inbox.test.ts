import { expect, it } from "vitest";
import { Inbox } from "./Inbox.ts";

it("frames are read in the order in which they came, whichever of them may wait", () => {
  const read: unknown[] = [];
  const inbox = new Inbox((frame) => read.push(frame));
  expect(inbox.push(1, true)).toBe(true);
  expect(inbox.push(2, true)).toBe(false);
  expect(read).toEqual([]);
  expect(inbox.push(3, false)).toBe(false);
  expect(read).toEqual([1, 2, 3]);
  expect(inbox.push(4, true)).toBe(true);
  inbox.readAll();
  inbox.readAll();
  expect(read).toEqual([1, 2, 3, 4]);
});

it("what comes while frames are read is read behind them", () => {
  const read: unknown[] = [];
  const inbox = new Inbox((frame) => {
    if (frame === 1) {
      inbox.push(3, false);
      inbox.push(4, true);
      inbox.readAll();
    }
    read.push(frame);
  });
  inbox.push(1, true);
  inbox.push(2, true);
  inbox.readAll();
  expect(read).toEqual([1, 2, 3, 4]);
});

it("a page that never looks keeps at most a thousand frames", () => {
  let read = 0;
  const inbox = new Inbox(() => {
    read += 1;
  });
  for (let frame = 0; frame < 10_500; frame += 1) inbox.push(frame, true);
  expect(read).toBe(10_000);
});

it("a frame that cannot be read takes no other with it", () => {
  const read: unknown[] = [];
  const inbox = new Inbox((frame) => {
    if (frame === 2) throw new Error("2");
    read.push(frame);
  });
  for (const frame of [1, 2, 3]) inbox.push(frame, true);
  expect(() => inbox.readAll()).toThrow("2");
  inbox.push(4, false);
  expect(inbox.push(5, true)).toBe(true);
  expect(read).toEqual([1, 3, 4]);
});
