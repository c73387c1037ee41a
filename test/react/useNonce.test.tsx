// @vitest-environment happy-dom
import { type UseNonceParams, useNonce } from "o2-react";
import type { Account } from "o2-react/testing";
import { expect, test } from "vitest";
import { marketsOf, openPage, record, settle } from "../support/react.tsx";

const recordNonce = () => record((params: UseNonceParams) => useNonce(params));

test("is the exchange's nonce from the first live render on", async () => {
  const { exchange, trade, show } = openPage();
  const [ada] = exchange.accounts;
  const nonce = recordNonce();
  await show(<nonce.Probe params={{ identity: ada.identity }} />);
  expect(nonce.last).toMatchObject({ status: "live", data: exchange.nonce(ada) });
  await trade(60, 20);
  expect(nonce.last).toMatchObject({ status: "live", data: exchange.nonce(ada) });
  expect(typeof nonce.last.data).toBe("bigint");
});

test("each account has its own, over one subscription", async () => {
  const { exchange, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const accounts = exchange.accounts.slice(0, 2) as [Account, Account];
  const nonces = accounts.map((account) => ({ account, recorded: recordNonce() }));
  await show(
    nonces.map(({ account, recorded: { Probe } }) => (
      <Probe key={account.id} params={{ identity: account.id.toUpperCase().replace("0X", "") }} />
    )),
  );
  expect(sent()).toEqual([{ action: "subscribe_nonce", identities: accounts.map(({ identity }) => identity) }]);
  exchange.settle(accounts[0], market);
  exchange.settle(accounts[0], market);
  exchange.settle(accounts[1], market);
  await settle();
  for (const { account, recorded } of nonces) expect(recorded.last.data).toBe(exchange.nonce(account));
  expect(exchange.nonce(accounts[0])).not.toBe(exchange.nonce(accounts[1]));
});

test("never goes back", async () => {
  const { exchange, show } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const nonce = recordNonce();
  await show(<nonce.Probe params={{ identity: ada.id }} />);
  exchange.settle(ada, market);
  await settle();
  const truth = exchange.nonce(ada);
  exchange.faults.garbage(
    JSON.stringify({ action: "subscribe_nonce", contract_id: ada.id, nonce: String(truth - 1n) }),
  );
  await settle();
  expect(nonce.last.data).toBe(truth);
});

test("keeps a nonce above 2^53 exact", async () => {
  const { exchange, show } = openPage();
  const [ada] = exchange.accounts;
  const nonce = recordNonce();
  await show(<nonce.Probe params={{ identity: ada.id }} />);
  exchange.faults.garbage(`{"action":"subscribe_nonce","contract_id":"${ada.id}","nonce":18446744073709551615}`);
  await settle();
  expect(nonce.last.data).toBe(18_446_744_073_709_551_615n);
});
