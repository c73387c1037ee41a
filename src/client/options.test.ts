import { describe, expect, it, vi } from "vitest";
import type { WebSocketClass } from "./attempt.ts";
import { O2ConnectionError, O2Error, O2InputError } from "./errors.ts";
import { NETWORKS } from "./networks.ts";
import { toSettings, toUrl, toWebSocket } from "./options.ts";

describe("the addresses of the public networks", () => {
  it("are those of the O2 Exchange, each with its own REST", () => {
    expect(NETWORKS).toEqual({
      mainnet: { wsUrl: "wss://api.o2.app/v1/ws", apiBase: "https://api.o2.app" },
      testnet: { wsUrl: "wss://api.testnet.o2.app/v1/ws", apiBase: "https://api.testnet.o2.app" },
      devnet: { wsUrl: "wss://api.devnet.o2.app/v1/ws", apiBase: "https://api.devnet.o2.app" },
    });
  });

  it.each(Object.values(NETWORKS))("can be connected to: $wsUrl", (config) => {
    expect(toUrl(config)).toBe(config.wsUrl);
  });

  it.each([undefined, 7, "", "o2.app", "https://o2.app", "wss://o2.app/#part"])("no feed is at %j", (wsUrl) => {
    expect(() => toUrl({ wsUrl: wsUrl as string })).toThrow(O2InputError);
  });
});

describe("options", () => {
  it("one that is given leaves the others at their defaults, also for the client after it", () => {
    expect(toSettings({ pingInterval: 5 })).toMatchObject({ pingInterval: 5, deadAfter: 30_000 });
    expect(toSettings({})).toMatchObject({
      pingInterval: 30_000,
      staleAfter: 9_000,
      deadAfter: 30_000,
      probeTimeout: 5_000,
      connectTimeout: 10_000,
      minReconnectDelay: 1_000,
      maxReconnectDelay: 60_000,
      minUptime: 5_000,
      maxBufferedUpdates: 1_024,
      snapshotTimeout: 10_000,
      minResyncDelay: 1_000,
      maxResyncDelay: 60_000,
    });
  });

  it.each([0, -1, Number.NaN, "5"])("a time of %j is refused by name", (pingInterval) => {
    expect(() => toSettings({ pingInterval: pingInterval as number })).toThrow(
      expect.objectContaining({ name: "O2InputError", parameter: "pingInterval" }),
    );
  });
});

describe("onError", () => {
  const error = new O2Error("so it is");

  it("is told of twenty errors in a second, of more as soon as the first is a second old", () => {
    let time = 5_000;
    const onError = vi.fn();
    const { onError: tell } = toSettings({ onError, now: () => time });
    for (let count = 0; count < 30; count += 1) tell(error);
    expect(onError).toHaveBeenCalledTimes(20);
    time += 999;
    tell(error);
    expect(onError).toHaveBeenCalledTimes(20);
    time += 1;
    tell(error);
    expect(onError).toHaveBeenCalledTimes(21);
  });

  it("falls silent for no longer when the clock is set back", () => {
    let time = 9_000_000;
    const onError = vi.fn();
    const { onError: tell } = toSettings({ onError, now: () => time });
    for (let count = 0; count < 20; count += 1) tell(error);
    time = 1_000;
    tell(error);
    expect(onError).toHaveBeenCalledTimes(21);
  });
});

describe("the WebSocket class", () => {
  it("that is none, or not there, is told with what to pass", () => {
    expect(() => toWebSocket({} as unknown as WebSocketClass)).toThrow(/not a WebSocket class.*package "ws"/);
    vi.stubGlobal("WebSocket", undefined);
    expect(() => toWebSocket(undefined)).toThrow(O2ConnectionError);
    expect(() => toWebSocket(undefined)).toThrow(/There is no WebSocket class here\. .*package "ws"/);
    vi.unstubAllGlobals();
  });
});
