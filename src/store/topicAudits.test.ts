// When topics are read, and when a difference counts. The session and the server are made up.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { account as accountOf, order as made } from "../../test/support/made.ts";
import type { Identity, Market, Order } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import { O2Rest } from "../client/rest.ts";
import type { Session } from "../client/session.ts";
import { patch, withTopic } from "./entries.ts";
import { INITIAL_STATE } from "./state.ts";
import { TopicAudits } from "./topicAudits.ts";
import { feedId } from "./topics.ts";

const MINUTE = 60_000;
const identity: Identity = { ContractId: "0xacc0" };
const nonce = { channel: "nonce", identity } as const;
const orders = { channel: "orders", identity } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

function auditing(interval = MINUTE) {
  const held = withTopic(withTopic(INITIAL_STATE, nonce), orders);
  const world = { state: patch(held, "nonce", feedId(nonce), { data: 7n }), epoch: 1, nonce: 7n };
  const rest = new O2Rest("http://x.y/");
  const account = vi.spyOn(rest, "account").mockImplementation(() => Promise.resolve(accountOf("0x1", world.nonce)));
  const list = vi.spyOn(rest, "orders").mockResolvedValue([]);
  const doubt = vi.fn();
  const report = vi.fn();
  const whenRead = vi.fn((then: () => void) => then());
  const session = {
    doubt,
    report,
    whenRead,
    page: { isVisible: true },
    connection: { isSilent: false },
    subscriptions: { epochOf: () => world.epoch },
  } as unknown as Session;
  const audits = new TopicAudits({
    session,
    rest,
    interval,
    random: () => 0.5,
    state: () => world.state,
    isWhole: () => true,
    isFollowed: () => true,
    markets: () => Promise.resolve([{ market_id: "0x1" } as Market]),
    accountOf: (one) => one,
  });
  return { audits, world, account, list, doubt, report, whenRead };
}

it("a topic is doubted after two reads in a row that differ, each once the stream has caught up and two seconds passed", async () => {
  const { audits, world, account, doubt, whenRead } = auditing();
  audits.start(nonce);
  world.nonce = 8n;
  await pass(MINUTE - 1);
  expect(account).not.toHaveBeenCalled();
  whenRead.mockImplementation(() => undefined);
  await pass(1);
  expect(account).toHaveBeenCalledTimes(1);
  await pass(MINUTE);
  expect(account).toHaveBeenCalledTimes(1);
  whenRead.mockImplementation((then) => then());
  whenRead.mock.calls[0]?.[0]();
  await pass(1_999);
  expect(account).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(account).toHaveBeenCalledTimes(2);
  await pass(1_999);
  expect(doubt).not.toHaveBeenCalled();
  await pass(1);
  expect(doubt.mock.calls).toEqual([
    [nonce, expect.objectContaining({ message: expect.stringContaining("subscribed to anew") })],
  ]);
  // The fill of a gap goes first.
  for (const [query] of account.mock.calls) expect(query).toMatchObject({ identity, retries: 0, isUrgent: false });
});

it("a second read that agrees ends the audit", async () => {
  const { audits, world, account, doubt } = auditing();
  audits.start(nonce);
  world.nonce = 8n;
  await pass(MINUTE);
  world.nonce = 7n;
  await pass(10 * MINUTE);
  expect(doubt).not.toHaveBeenCalled();
  expect(account.mock.calls.length).toBeLessThan(12);
});

it.each([1, 5_000, 11_000, 13_000])(
  "what was read for a subscription that was made anew proves nothing, if that was %d ms after the audit began",
  async (after) => {
    const { audits, world, doubt } = auditing();
    audits.start(nonce);
    await pass(MINUTE - 10_000);
    world.nonce = 8n;
    await pass(after);
    world.epoch = 2;
    await pass(MINUTE);
    expect(doubt).not.toHaveBeenCalled();
    await pass(MINUTE);
    expect(doubt).toHaveBeenCalled();
  },
);

it("one that is stopped, or restarted for another link, is given up whatever it waits for", async () => {
  for (const at of [1_000, MINUTE - 5_000, MINUTE, MINUTE + 1_000, MINUTE + 3_000]) {
    const { audits, world, account, doubt } = auditing();
    audits.start(nonce);
    world.nonce = 8n;
    await pass(at);
    const reads = account.mock.calls.length;
    audits.restart();
    await pass(MINUTE - 1);
    expect([account.mock.calls.length, doubt.mock.calls.length]).toEqual([reads, 0]);
    audits.stop(nonce);
    await pass(10 * MINUTE);
    expect([account.mock.calls.length, doubt.mock.calls.length]).toEqual([reads, 0]);
    expect(vi.getTimerCount()).toBe(0);
  }
});

it("only doubts in a row make audits rare", async () => {
  const { audits, world, doubt, report } = auditing();
  audits.start(nonce);
  for (const differs of [true, true, false, true, true, false, true, true]) {
    world.nonce = differs ? 8n : 7n;
    await pass(MINUTE + (differs ? 4_000 : 2_000));
  }
  expect([doubt.mock.calls.length, report.mock.calls.length]).toEqual([6, 0]);
  await pass(MINUTE + 4_000);
  expect([doubt.mock.calls.length, report.mock.calls.length]).toEqual([7, 1]);
  await pass(9 * MINUTE);
  expect(doubt).toHaveBeenCalledTimes(7);
  await pass(2 * MINUTE);
  expect([doubt.mock.calls.length, report.mock.calls.length]).toEqual([8, 1]);
});

it("audits that are rare and ten times rarer still are no flood, though a timer for so long fires at once", async () => {
  const interval = 2 ** 29;
  const { audits, world, account, doubt } = auditing(interval);
  audits.start(nonce);
  world.nonce = 8n;
  await pass(3 * (interval + 4_000));
  expect(doubt).toHaveBeenCalledTimes(3);
  account.mockClear();
  await pass(interval);
  expect(account).not.toHaveBeenCalled();
});

const askedOf = (list: {
  readonly mock: { readonly calls: readonly (readonly [{ readonly market?: string | undefined }])[] };
}) => list.mock.calls.map(([{ market }]) => market);

it("orders are read market by market once the list of all is refused, but not after a failure that may pass", async () => {
  const { audits, list } = auditing();
  audits.start(orders);
  list.mockRejectedValueOnce(new O2RestError("busy", { isTransient: true }));
  list.mockRejectedValueOnce(new O2RestError("no"));
  await pass(4 * MINUTE + 10_000);
  expect(askedOf(list)).toEqual([undefined, undefined, "0x1", "0x1"]);
});

it("orders are read market by market once a market's own list contradicts the list of all", async () => {
  const { audits, world, list, doubt } = auditing();
  const own: Order[] = [made("a", 1, { market_id: "0x1" })];
  world.state = patch(world.state, "orders", feedId(orders), { data: own });
  list.mockImplementation(({ market }) => Promise.resolve(market === undefined ? [] : own));
  audits.start(orders);
  await pass(3 * MINUTE + 10_000);
  expect(askedOf(list)).toEqual([undefined, "0x1", "0x1", "0x1"]);
  expect(doubt).not.toHaveBeenCalled();
});

it("books and candles are not audited here", async () => {
  const { audits } = auditing();
  audits.start({ channel: "depth", market: "0x1", precision: 1 });
  audits.start({ channel: "candles", market: "0x1", resolution: "1m", limit: 5 });
  expect(vi.getTimerCount()).toBe(0);
});
