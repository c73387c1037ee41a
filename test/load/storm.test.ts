// A reconnect storm in fake time: after an outage the server accepts only so many connections a second. The real one,
// over sockets and with data, is `npm run load -- --only storm`.
import { O2WebSocket } from "o2-react/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { seeded } from "../../lab/bench/seeded.ts";
import { Door } from "../../lab/far/Door.ts";

const CLIENTS = 200;
const OUTAGE = 6_000;
/** Connections a second. */
const DOOR = 10;

test("with limited admission no client waits longer than the admission of all plus one longest wait, and half of them no longer than twice that admission", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const began = Date.now();
  const door = new Door(DOOR, began + OUTAGE);
  /** The time at which each was accepted, since the server is back. */
  const taken: number[] = [];
  class Socket extends EventTarget {
    static readonly CLOSING = 2;
    readyState = 0;
    constructor() {
      super();
      const isTaken = door.enter();
      if (isTaken) taken.push(Date.now() - began - OUTAGE);
      setTimeout(() => {
        this.readyState = isTaken ? 1 : 3;
        this.dispatchEvent(Object.assign(new Event(isTaken ? "open" : "close"), { code: 1006 }));
      }, 1);
    }
    send(text: string): void {
      if (text === "PING") this.dispatchEvent(Object.assign(new Event("message"), { data: "PONG" }));
    }
    close(): void {
      this.readyState = 3;
    }
  }
  const clients = Array.from({ length: CLIENTS }, (_, index) => {
    const random = seeded(index + 1);
    return new O2WebSocket({ wsUrl: "ws://o2.narrow/" }, { WebSocket: Socket, random });
  });
  for (const client of clients) void client.connect().catch(() => undefined);
  await vi.advanceTimersByTimeAsync(OUTAGE + (CLIENTS / DOOR) * 1_000 + 60_000);
  const outside = clients.filter(({ connection }) => connection.status !== "connected").length;
  for (const client of clients) client.disconnect();
  expect(outside).toBe(0);
  // Clients without jitter leave the server idle between their waves, while all of them wait.
  expect(taken[CLIENTS / 2] ?? Number.NaN).toBeLessThan(2 * (CLIENTS / 2 / DOOR) * 1_000);
  expect(vi.getTimerCount()).toBe(0);
});
