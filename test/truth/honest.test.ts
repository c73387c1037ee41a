// The audits of trades, orders, balances and nonces raise no false alarm about a correct exchange, however late or
// early REST is.
import { describe, expect, it, onTestFinished } from "vitest";
import { ALWAYS, type Audited, audited, bid, MINUTE } from "../support/audited.ts";

/** The shortest possible interval between audits. */
const OFTEN = { auditInterval: 1_000 } as const;

/** Trades at each of some rates for some minutes, then not at all. The store must be live and true throughout. */
async function expectNoDoubt({ exchange, errors, pass, wrong, doubted }: Audited, plan: readonly [number, number][]) {
  for (const [rate, minutes] of plan) {
    exchange.start({ rate });
    await pass(minutes * MINUTE);
  }
  exchange.stop();
  await pass(10_000);
  expect([wrong(), [...doubted], exchange.requests, errors]).toEqual([[], [], [], []]);
}

const EVERYBODY: Pick<Parameters<typeof audited>[0] & object, "whom"> = {
  whom: ({ accounts }) => accounts.map(({ identity }) => identity),
};

describe("an honest exchange is not accused", () => {
  it("in twenty calm minutes at the shipped defaults: all is live throughout, for one read a topic and minute", async () => {
    const shown = await audited();
    const { reads } = shown;
    await expectNoDoubt(shown, [[1, 20]]);
    expect(reads.length).toBeGreaterThan(4 * 17);
    expect(reads.length).toBeLessThan(4 * 22);
    expect(new Set(reads)).toEqual(
      new Set(["/v1/trades", "/v1/orders", "/v1/orders/active", "/v1/balance", "/v1/accounts"]),
    );
  });

  it.each([
    ["REST is slow", 900, 0],
    ["the stream is slow", 0, 3_000],
    ["both are", 500, 300],
  ])("under load, when %s", async (_, restDelay, streamDelay) => {
    const shown = await audited({ ...OFTEN, ...EVERYBODY });
    const { faults } = shown.exchange;
    faults.delay(streamDelay);
    faults.rest({ path: "/v1/", delay: restDelay, times: ALWAYS });
    await expectNoDoubt(shown, [
      [0.2, 2],
      [1, 2],
      [50, 0.5],
    ]);
  });

  it("when REST answers what was true 5 s ago", async () => {
    const past = new Map<string, { readonly at: number; readonly text: string }[]>();
    const shown = await audited({
      ...OFTEN,
      ...EVERYBODY,
      answer: (url, ask) => {
        if (!past.has(url.href)) past.set(url.href, []);
        const old = past.get(url.href)?.findLast(({ at }) => at <= Date.now() - 5_000);
        return old ? Promise.resolve(new Response(old.text)) : ask();
      },
    });
    const record = setInterval(() => {
      for (const [url, answers] of past) {
        const at = Date.now();
        const keep = async (answer: Response) => answers.push({ at, text: await answer.text() });
        // Some reads are under way when the exchange is closed.
        shown.exchange.fetch(url).then(keep, () => undefined);
        if (answers.length > 10) answers.shift();
      }
    }, 1_000);
    onTestFinished(() => clearInterval(record));
    await expectNoDoubt(shown, [
      [0.2, 2],
      [0.5, 2],
      [2, 2],
    ]);
    expect(past.size).toBeGreaterThan(6);
  });

  it("when REST is a second ahead of the stream, which answers a PING at once", async () => {
    const shown = await audited({ ...OFTEN, ...EVERYBODY });
    const { faults } = shown.exchange;
    faults.withhold((_, text) => {
      if (text === "PONG") return false;
      setTimeout(() => faults.garbage(text), 1_000);
      return true;
    }, ALWAYS);
    await expectNoDoubt(shown, [
      [0.2, 2],
      [0.5, 2],
      [2, 2],
    ]);
  });

  it("when closed orders are let go of at once", async () => {
    const { exchange, pass, doubted, ada } = await audited({ ...OFTEN, maxClosedOrders: 0 });
    for (let done = 0; done < 100; done += 1) {
      const order = bid(exchange, ada);
      await pass(1_500);
      exchange.cancel(ada, order);
      await pass(done * 200);
    }
    expect([[...doubted], exchange.requests]).toEqual([[], []]);
  });

  it("when REST fails, or answers what cannot be read", async () => {
    const { exchange, errors, reads, pass, doubted, act } = await audited();
    for (const fault of [{ status: 503 }, { fail: true }, { html: "<p>hello</p>" }, { status: 200, body: {} }]) {
      exchange.faults.rest({ ...fault, times: ALWAYS });
      await pass(5 * MINUTE);
      exchange.faults.clear();
    }
    expect([[...doubted], exchange.requests, errors]).toEqual([[], [], []]);
    expect(reads.length).toBeLessThan(4 * 24);
    act();
    await pass(2 * MINUTE);
    expect([[...doubted], exchange.requests]).toEqual([[], []]);
  });
});

it("a REST that disagrees with fresh subscriptions too is asked ten times less often, and that is said once", async () => {
  let nonce: bigint | undefined;
  const { exchange, ada, errors, pass, stale, subscribes } = await audited({
    answer: (url, ask) => {
      if (nonce === undefined || url.pathname !== "/v1/accounts") return ask();
      // Each case is a longer delay.
      nonce += 1n;
      const account = { trade_account_id: ada.id, trade_account: { nonce: String(nonce) }, session: null };
      return Promise.resolve(Response.json(account));
    },
  });
  nonce = exchange.nonce(ada.identity);
  await pass(5 * MINUTE);
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("ten times less often")]);
  expect(subscribes()).toBe(3);
  await pass(60 * MINUTE);
  expect(subscribes()).toBeLessThan(3 + 9);
  expect([stale(), errors.length]).toEqual([[], 1]);
});
