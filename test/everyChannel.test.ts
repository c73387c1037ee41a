// Each channel is present throughout the library. The tests name each missing step of a new channel that the compiler
// does not name.
import { existsSync, readFileSync } from "node:fs";
import * as o2 from "o2-react";
import { type Identity, O2WebSocket, type Topic } from "o2-react/client";
import { describe, expect, it } from "vitest";
import { CHANNELS as WIRE_CHANNELS } from "../src/client/wire.ts";
import { CHANNELS } from "../src/store/state.ts";
import { simulate } from "./support/simulated.ts";

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

describe.each(WIRE_CHANNELS)("%s", (channel) => {
  it("has an iterator and an unsubscribe of O2WebSocket", () => {
    const methods = Object.getOwnPropertyNames(O2WebSocket.prototype);
    expect(methods).toEqual(expect.arrayContaining([`stream${capital(channel)}`, `unsubscribe${capital(channel)}`]));
  });

  it("is served by the simulated exchange", async () => {
    const { exchange, feed, pass, errors } = await simulate({ auditInterval: false });
    const market = exchange.markets[0].market_id;
    const { identity }: { identity: Identity } = exchange.accounts[0]!;
    const view = { market, precision: 1, frequency: "500ms" };
    const coordinates =
      channel === "depthView"
        ? view
        : channel === "depth"
          ? { market, precision: 1 }
          : channel === "trades"
            ? { market }
            : { identity };
    const topic = { channel, ...coordinates } as Topic;
    feed.session.retain([topic]);
    await pass(500);
    expect([errors, feed.session.subscriptions.isRead(topic)]).toEqual([[], true]);
  });
});

describe.each(CHANNELS)("%s", (channel) => {
  const hook = `use${capital(channel)}`;

  it("has a hook, with a page in the docs", () => {
    expect(o2).toHaveProperty(hook);
    expect(existsSync(`docs/hooks/${hook}.md`)).toBe(true);
  });

  it("can be read ahead on a server", () => {
    expect(readFileSync("src/store/prefetch.ts", "utf8")).toMatch(new RegExp(`^  readonly ${channel}\\?:`, "m"));
  });
});
