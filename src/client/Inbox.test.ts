// The queue of frames that may wait.
import { expect, it } from "vitest";
import { Inbox } from "./Inbox.ts";

it("gives frames in the order in which they came, also those that came while others were taken", () => {
  const inbox = new Inbox();
  inbox.push(1);
  inbox.push(2);
  expect([inbox.size, inbox.shift()]).toEqual([2, 1]);
  inbox.push(3);
  expect([inbox.size, inbox.shift(), inbox.shift(), inbox.size]).toEqual([2, 2, 3, 0]);
  inbox.push(undefined);
  expect([inbox.size, inbox.shift(), inbox.size]).toEqual([1, undefined, 0]);
});

it("is full with a thousand frames", () => {
  const inbox = new Inbox();
  for (let frame = 0; frame < 999; frame += 1) inbox.push(frame);
  expect(inbox.isFull).toBe(false);
  inbox.push(999);
  expect(inbox.isFull).toBe(true);
  inbox.shift();
  expect(inbox.isFull).toBe(false);
});
