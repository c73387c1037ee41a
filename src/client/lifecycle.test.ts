import { describe, expect, it } from "vitest";
import type { Connection } from "./connection.ts";
import { lifecycleEvents } from "./lifecycle.ts";

const connection = (status: Connection["status"], attempt = 0, reason?: string): Connection => ({
  status,
  attempt,
  retryAt: undefined,
  latency: undefined,
  isSilent: false,
  code: undefined,
  reason,
});
const IDLE = connection("idle");
const FIRST = connection("connecting");
const UP = connection("connected");

describe("what streamLifecycle() yields of a change", () => {
  it.each<[string, Connection, Connection, unknown[]]>([
    ["the first attempt: nothing yet", IDLE, FIRST, []],
    ["the first opening", FIRST, UP, [{ state: "connected", attempt: 0, message: "The connection is open." }]],
    ["a latency", UP, { ...UP, latency: 5 }, []],
    [
      "a first attempt that failed",
      FIRST,
      connection("connecting", 1, "it fell"),
      [{ state: "reconnecting", attempt: 1, message: "it fell" }],
    ],
    [
      "a loss",
      UP,
      connection("reconnecting", 1, "it fell"),
      [
        { state: "disconnected", attempt: 0, message: "it fell" },
        { state: "reconnecting", attempt: 1, message: "it fell" },
      ],
    ],
    [
      "a loss of which nothing is known",
      UP,
      connection("reconnecting"),
      [{ state: "disconnected", attempt: 0, message: "" }],
    ],
    [
      "the next attempt",
      connection("reconnecting", 1),
      connection("reconnecting", 2, "again"),
      [{ state: "reconnecting", attempt: 2, message: "again" }],
    ],
    ["an attempt that begins", connection("reconnecting", 2), { ...connection("reconnecting", 2), retryAt: 7 }, []],
    [
      "the way back",
      connection("reconnecting", 3),
      UP,
      [{ state: "reconnected", attempt: 3, message: "Connected again; what was said meanwhile is lost." }],
    ],
    ["the end", UP, connection("closed", 0, "enough"), [{ state: "closed", attempt: 0, message: "enough" }]],
    ["what was never begun", IDLE, IDLE, []],
  ])("%s", (_, before, after, events) => {
    expect(lifecycleEvents(before, after)).toEqual(events);
  });
});
