// The cost of error frames and of harmless frames of the second exchange.
import { describe, expect, it } from "vitest";
import type { Spelling } from "../../lab/second/spelling.ts";
import { meet } from "../support/second.ts";

describe("a subscription that is rejected", () => {
  /** A feed without REST that follows trades, and then those of a market that the server answers with this frame. */
  const reject = async (frame: object) => {
    const { exchange, feed, pass } = await meet({}, false);
    exchange.faults.corrupt(
      (said) => typeof said === "object" && said !== null && "code" in said,
      () => JSON.stringify(frame),
      Number.POSITIVE_INFINITY,
    );
    const market = exchange.markets[0].market_id;
    const unknown = `0x${"7".repeat(64)}`;
    feed.retain([{ channel: "trades", market }]);
    await pass(1_000);
    feed.retain([{ channel: "trades", market: unknown }]);
    await pass(20_000);
    const { trades } = feed.store.getState();
    return { rejected: trades[unknown], other: trades[market] };
  };
  const isNotLive = async (frame: object): Promise<void> => {
    expect((await reject(frame)).rejected).toMatchObject({ isLive: false, error: { name: "O2ServerError" } });
  };

  it.each([{ code: 6001 }, { code: 6002 }, { action: "error", code: 6002 }, { action: "error" }])(
    "is not live, and its error says why: %j",
    (words) => isNotLive({ ...words, message: "no" }),
  );

  // Any code of the table may reject a subscription.
  it.each([{ code: 1001 }, { code: 1003 }, { code: 2000 }, { code: 2001 }, { action: "error", code: 2000 }])(
    "is not live, and its error says why: %j",
    (words) => isNotLive({ ...words, message: "no" }),
  );
  it("is not live, and its error says why: { error }", () => isNotLive({ error: "no" }));

  // An error that names nothing concerns the last request.
  it("costs what was subscribed to before nothing for long", async () => {
    const { other } = await reject({ code: 6002, message: "no" });
    expect(other).toMatchObject({ isLive: true, error: undefined });
  });
});

describe("harmless frames", () => {
  /** The requests and reports of the client in a minute, for an exchange that also sends these frames. */
  const hear = async (spelling: Spelling, ...frames: readonly string[]) => {
    const { exchange, feed, errors, pass } = await meet(spelling);
    const market = exchange.markets[0].market_id;
    feed.retain([
      { channel: "depth", market, precision: 1 },
      { channel: "trades", market },
    ]);
    for (let second = 0; second < 60; second += 1) {
      for (const frame of frames) exchange.faults.garbage(frame);
      await pass(1_000);
    }
    return { asked: exchange.requests.length, errors };
  };
  const TWO = { asked: 2, errors: [] };

  it("what a newer server adds makes nothing be asked for again", async () =>
    expect(await hear({ additions: "alt" })).toMatchObject({ asked: 2 }));

  it("what a newer server adds is reported once of each kind", async () => {
    const { errors } = await hear({ additions: "alt" });
    expect(new Set(errors).size).toBe(errors.length);
  });

  it("a receipt for each request costs nothing", async () => expect(await hear({ receipts: "alt" })).toEqual(TWO));
  it("a PING costs nothing", async () => expect(await hear({}, "PING")).toEqual(TWO));
  it("a resync_required without a market costs nothing", async () =>
    expect(await hear({}, '{"action":"error","resync_required":true}')).toEqual(TWO));

  it("an echo of an unsubscribe, and frames of the margin venue, cost nothing", async () => {
    const turbo = '{"action":"subscribe_trades","turbo":true,"trades":[{"trade_id":"1"}]}';
    expect(await hear({}, '{"action":"unsubscribe_orders"}', turbo)).toEqual(TWO);
  });
});
