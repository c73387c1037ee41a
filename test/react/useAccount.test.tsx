// @vitest-environment happy-dom
// A wallet's trade account, existing or not: its session, its nonce and its margin accounts, each true or stale.
import { act, render } from "@testing-library/react";
import { O2InputError, type TradeAccount, type UseAccountParams, useAccount, useNonce } from "o2-react";
import type { Account, SimulatedExchange, SimulatedExchangeOptions } from "o2-react/testing";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { FRAME, marketsOf, openPage, pass, record, retryAhead, settle, steps } from "../support/react.tsx";

const MINUTE = 60_000;
const WALLET = `0x${"7".repeat(64)}`;
const KEY = `0x${"5".repeat(64)}`;

/** A page that records its reads of accounts. */
function openAccounts(options: SimulatedExchangeOptions = {}) {
  const page = openPage(options);
  const { exchange, Provider } = page;
  const reads: string[] = [];
  const counted: typeof globalThis.fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    if (pathname === "/v1/accounts") reads.push(search);
    return exchange.fetch(input, init);
  };
  const Page = ({ children }: { children?: ReactNode }) => <Provider fetch={counted}>{children}</Provider>;
  return { ...page, Page, reads, account: record((params: UseAccountParams) => useAccount(params)) };
}

/** Lets a key act for an account, as its owner's signature does. */
function startSession(exchange: SimulatedExchange, { id }: Account, key: string, expiry: bigint): void {
  const body = {
    contract_id: id,
    session_id: { Address: key },
    signature: { Secp256k1: `0x${"1".repeat(128)}` },
    contract_ids: exchange.markets.map(({ contract_id }) => contract_id),
    nonce: String(exchange.nonce({ ContractId: id })),
    expiry: String(expiry),
  };
  const url = new URL(`${exchange.config.apiBase}/v1/session`);
  const { status } = exchange.host.reply(url, "PUT", { body: JSON.stringify(body), owner: WALLET });
  expect(status).toBe(200);
}

const expiryIn = (milliseconds: number): bigint => BigInt(Math.floor((Date.now() + milliseconds) / 1_000));

const known = ({ last }: { readonly last: { readonly data: TradeAccount | undefined } }) => {
  if (!last.data?.exists) throw new Error("there is no account");
  return last.data;
};

test.each(["owner", "account"] as const)("is the account by its %s, in each way to write it", async (by) => {
  const { exchange, Page, sent } = openAccounts();
  const [ada] = exchange.accounts;
  const id = by === "owner" ? ada.owner : ada.id;
  const whole = by === "owner" ? { owner: { Address: id } } : { account: { ContractId: id } };
  const shapes = [{ [by]: id }, { [by]: id.slice(2).toUpperCase() }, whole];
  const accounts = shapes.map(() => record((params: UseAccountParams) => useAccount(params)));
  render(
    <Page>
      {accounts.map(({ Probe }, index) => (
        <Probe key={String(index)} params={shapes[index] as UseAccountParams} />
      ))}
    </Page>,
  );
  for (const each of accounts) expect(each.last.status).toBe("pending");
  await act(() => settle());
  for (const { last, renders } of accounts) {
    expect(last).toMatchObject({ status: "live", complete: true });
    expect(last.data).toEqual({
      exists: true,
      trade_account_id: ada.id,
      owner: { Address: ada.owner },
      nonce: exchange.nonce(ada),
    });
    expect(steps(renders.map(({ result }) => result.status))).toEqual(["pending", "live"]);
  }
  expect(sent()).toEqual([{ action: "subscribe_nonce", identities: [ada.identity] }]);
});

test("a wallet without an account is shown as such, beside others too, and its first account is there within ten seconds", async () => {
  const { exchange, Page, account, reads } = openAccounts();
  const [ada] = exchange.accounts;
  const other = record(() => useNonce({ identity: ada.id }));
  render(
    <Page>
      <account.Probe params={{ owner: WALLET }} />
      <other.Probe params={null} />
    </Page>,
  );
  await act(() => settle());
  expect([account.last.status, account.last.data]).toEqual(["live", { exists: false }]);
  await act(() => pass(MINUTE));
  expect(account.last.status).toBe("live");
  expect(reads.filter((search) => search.includes(WALLET)).length).toBeLessThanOrEqual(7);
  exchange.host.reply(new URL(`${exchange.config.apiBase}/v1/accounts`), "POST", {
    body: JSON.stringify({ identity: { Address: WALLET } }),
  });
  await act(() => pass(13_000));
  const { id } = exchange.account({ Address: WALLET }) as Account;
  expect(account.last).toMatchObject({
    status: "live",
    data: { exists: true, trade_account_id: id, nonce: 0n, session: undefined },
  });
});

test("a session is there as soon as it is read after the nonce that it moved, and the account is stale until then", async () => {
  const { exchange, Page, account } = openAccounts();
  const [ada] = exchange.accounts;
  render(
    <Page>
      <account.Probe params={{ owner: ada.owner }} />
    </Page>,
  );
  await act(() => settle());
  await act(() => pass(20_000));
  const expiry = expiryIn(30 * 24 * 60 * MINUTE);
  startSession(exchange, ada, KEY, expiry);
  await act(() => pass(2_000));
  expect(account.last).toMatchObject({
    status: "live",
    data: {
      session: {
        session_id: { Address: KEY },
        expiry,
        contract_ids: exchange.markets.map(({ contract_id }) => contract_id),
      },
      nonce: exchange.nonce(ada),
    },
  });
  // No live render had the new nonce with the old session.
  for (const { result } of account.renders)
    if (result.status === "live" && result.data.exists && result.data.nonce === exchange.nonce(ada))
      expect(result.data.session?.expiry).toBe(expiry);
});

test("a session is there at once even after a quiet hour", async () => {
  const { exchange, Page, account, reads } = openAccounts();
  const [ada] = exchange.accounts;
  render(
    <Page>
      <account.Probe params={{ owner: ada.owner }} />
    </Page>,
  );
  await act(() => settle());
  await act(() => pass(60 * MINUTE));
  const { length } = reads;
  while (reads.length === length) await act(() => pass(1_000));
  const expiry = expiryIn(MINUTE);
  startSession(exchange, ada, KEY, expiry);
  await act(() => pass(2_000));
  expect(account.last).toMatchObject({ status: "live", data: { session: { expiry } } });
});

test("an account that acts all the time is read once a second at most", async () => {
  const { exchange, Page, account, reads } = openAccounts();
  const [ada] = exchange.accounts;
  const [market] = marketsOf(exchange);
  render(
    <Page>
      <account.Probe params={{ account: ada.id }} />
    </Page>,
  );
  await act(() => settle());
  const before = reads.length;
  for (let action = 0; action < 100; action += 1) {
    exchange.settle(ada, market);
    await act(() => pass(100));
  }
  expect(reads.length - before).toBeLessThanOrEqual(12);
  await act(() => pass(2_000));
  expect(account.last).toMatchObject({ status: "live", data: { nonce: exchange.nonce(ada) } });
  expect(reads.length - before).toBeLessThanOrEqual(14);
});

test("after minutes in which nothing happened, an account that acts is live again within two seconds", async () => {
  const { exchange, Page, account } = openAccounts();
  const [ada] = exchange.accounts;
  const [market] = marketsOf(exchange);
  render(
    <Page>
      <account.Probe params={{ account: ada.id }} />
    </Page>,
  );
  await act(() => settle());
  for (let time = 0; time < 8; time += 1) {
    // Each time at another moment between two reads.
    await act(() => pass(6 * MINUTE + time * 7_000));
    exchange.settle(ada, market);
    await act(() => pass(2_000));
    expect(account.last).toMatchObject({ status: "live", data: { nonce: exchange.nonce(ada) } });
  }
});

test("REST that stays behind the stream is asked less and less often, and nothing is live meanwhile", async () => {
  const { exchange, Provider, account } = openAccounts();
  const [ada] = exchange.accounts;
  const [market] = marketsOf(exchange);
  let old: string | undefined;
  let reads = 0;
  const behind: typeof globalThis.fetch = async (input, init) => {
    const answer = await exchange.fetch(input, init);
    if (!String(input).includes("/v1/accounts")) return answer;
    reads += 1;
    old ??= await answer.clone().text();
    return new Response(old, { headers: { "content-type": "application/json" } });
  };
  render(
    <Provider fetch={behind} auditInterval={false}>
      <account.Probe params={{ account: ada.id }} />
    </Provider>,
  );
  await act(() => settle());
  expect(account.last.status).toBe("live");
  const before = reads;
  exchange.settle(ada, market);
  await act(() => pass(2 * MINUTE));
  expect(account.last).toMatchObject({ status: "stale", data: { nonce: exchange.nonce(ada) } });
  expect(reads - before).toBeGreaterThan(4);
  expect(reads - before).toBeLessThan(12);
});

test.each(["objects", "ids"] as const)(
  "its margin accounts, which a server gives as %s, are there within a minute",
  async (marginAccounts) => {
    const { exchange, Page, account } = openAccounts({ wire: { marginAccounts } });
    const [ada] = exchange.accounts;
    const first = exchange.openMarginAccount(ada);
    render(
      <Page>
        <account.Probe params={{ owner: ada.owner }} />
      </Page>,
    );
    await act(() => settle());
    expect(known(account).margin_accounts).toEqual([{ contract_id: first, index: 0 }]);
    const next = known(account).next_margin_account;
    const second = exchange.openMarginAccount(ada);
    await act(() => pass(64_000));
    expect(account.last.status).toBe("live");
    expect(known(account).margin_accounts).toEqual([
      { contract_id: first, index: 0 },
      { contract_id: second, index: 1 },
    ]);
    expect(next).toEqual({ contract_id: second, index: 1 });
    expect(known(account).next_margin_account?.index).toBe(2);
  },
);

test("if a server gives only the id, the rest is read by it", async () => {
  const { exchange, Page, account, reads } = openAccounts({ wire: { byOwner: "idOnly" } });
  const [ada] = exchange.accounts;
  startSession(exchange, ada, KEY, expiryIn(MINUTE));
  render(
    <Page>
      <account.Probe params={{ owner: ada.owner }} />
    </Page>,
  );
  await act(() => settle());
  expect(known(account).session?.session_id).toEqual({ Address: KEY });
  expect(reads.slice(0, 2)).toEqual([`?owner=${ada.owner}`, `?trade_account_id=${ada.id}`]);
});

test("it is stale while the link is down, and live again with the changes made meanwhile", async () => {
  const { exchange, Page, account } = openAccounts();
  const [ada] = exchange.accounts;
  render(
    <Page>
      <account.Probe params={{ account: ada.id }} />
    </Page>,
  );
  await act(() => settle());
  exchange.faults.drop();
  await act(() => pass(FRAME));
  expect(account.last.status).toBe("stale");
  const expiry = expiryIn(MINUTE);
  startSession(exchange, ada, KEY, expiry);
  await act(() => pass(8_000));
  expect(account.last).toMatchObject({ status: "live", data: { session: { expiry }, nonce: exchange.nonce(ada) } });
});

test("while it cannot be read it is pending, with the error and the next attempt, and recovers by itself", async () => {
  const { exchange, Page, account } = openAccounts();
  exchange.faults.rest({ path: "/v1/accounts", fail: true, times: 2 });
  render(
    <Page>
      <account.Probe params={{ owner: WALLET }} />
    </Page>,
  );
  await act(() => settle());
  expect(account.last).toMatchObject({ status: "pending", error: { name: "O2RestError" } });
  expect(retryAhead(account)).toBeGreaterThan(0);
  await act(() => pass(10_000));
  expect(account.last).toMatchObject({ status: "live", data: { exists: false } });
});

test("without a component nothing is read and nothing subscribed", async () => {
  const { exchange, Page, account, reads, sent } = openAccounts();
  const [ada] = exchange.accounts;
  const tree = (params: UseAccountParams | undefined) => <Page>{params && <account.Probe params={params} />}</Page>;
  const { rerender } = render(tree({ owner: null }));
  await act(() => settle());
  expect([account.last.status, reads]).toEqual(["idle", []]);
  rerender(tree({ owner: ada.owner }));
  await act(() => settle());
  rerender(tree(undefined));
  await act(() => pass(10_000));
  expect(
    sent()
      .filter(({ action }) => action?.endsWith("_nonce"))
      .map(({ action }) => action),
  ).toEqual(["subscribe_nonce", "unsubscribe_nonce"]);
  const { length } = reads;
  await act(() => pass(10 * MINUTE));
  expect(reads.length).toBe(length);
});

test.each([
  [
    { owner: { ContractId: WALLET } },
    "conflict",
    ["account"],
    /is a trade account, where a wallet is expected. Pass it as account/,
  ],
  [
    { account: { Address: WALLET } },
    "conflict",
    ["owner"],
    /is a wallet, where a trade account is expected. Pass it as owner/,
  ],
  [
    { owner: WALLET, account: WALLET },
    "conflict",
    ["owner", "account"],
    /given beside account. Expected one of the two/,
  ],
  [{ owner: "0x12" }, "malformed", undefined, /"0x12" is not a wallet. Expected 32 bytes of hex/],
  [{ account: 7 }, "malformed", undefined, /7 is not a trade account. Expected 32 bytes of hex/],
  [{ owner: { Address: WALLET, ContractId: WALLET } }, "conflict", ["account"], /Pass it as account/],
])("%j is an error that names valid input, and nothing is sent for it", async (params, code, allowed, message) => {
  const { Page, account, reads, sent } = openAccounts();
  render(
    <Page>
      <account.Probe params={params as UseAccountParams} />
    </Page>,
  );
  await act(() => settle());
  const { status, error } = account.last;
  expect(status).toBe("error");
  expect(error).toBeInstanceOf(O2InputError);
  expect(error).toMatchObject({ code, allowed, parameter: Object.keys(params)[0] });
  expect(error?.message).toMatch(message);
  expect([reads, sent()]).toEqual([[], []]);
});
