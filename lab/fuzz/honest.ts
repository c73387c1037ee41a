// Honest frames and REST answers, recorded from a simulated exchange. The fuzzer edits them.
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { marginScript, tierOf } from "../../test/support/margin.ts";

/** Texts by kind: the action of a frame, or the read of an answer. */
export type Texts = ReadonlyMap<string, readonly string[]>;

/** An exchange after some trading. Before that there is no trade, order, balance or nonce. */
function trading(): SimulatedExchange {
  const exchange = createExchange({ now: () => 1_768_478_400_000 });
  exchange.tick(1_000);
  exchange.turbo().tick(1_000);
  return exchange;
}

/** Frames of every kind, by action. */
export function honestFrames(): Texts {
  const exchange = trading();
  const frames: string[] = ["PONG"];
  const link = exchange.host.connect({
    send: (text) => void frames.push(text),
    close: () => undefined,
    terminate: () => undefined,
    stall: () => undefined,
    resume: () => undefined,
  });
  const identities = exchange.accounts.map((account) => account.identity);
  for (const { market_id } of exchange.markets) {
    link.receive(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10" }));
    link.receive(JSON.stringify({ action: "subscribe_trades", market_id }));
    frames.push(JSON.stringify({ action: "unsubscribe_depth", market_id }));
  }
  for (const channel of ["orders", "balances", "nonce"])
    link.receive(JSON.stringify({ action: `subscribe_${channel}`, identities }));
  const venue = exchange.turbo();
  const [market_id, turbo] = [venue.markets[0].market_id, true];
  link.receive(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10", turbo }));
  link.receive(JSON.stringify({ action: "subscribe_trades", market_id, turbo }));
  link.receive(
    JSON.stringify({ action: "subscribe_orders", identities: venue.accounts.map(({ identity }) => identity), turbo }),
  );
  frames.push(JSON.stringify({ action: "error", market_id, turbo, resync_required: true }));
  exchange.tick(1_000);
  venue.tick(300);
  // A second subscription of one slot is answered with an error.
  link.receive(JSON.stringify({ action: "subscribe_trades", market_id: exchange.markets[0].market_id }));
  link.end();
  exchange.close();
  // The server has a second spelling for some frames.
  for (const text of [...frames]) {
    if (/"subscribe_(trades|nonce)"/.test(text)) frames.push(text.replace('"subscribe_', '"'));
    if (text.startsWith('{"action":"subscribe_depth"'))
      frames.push(text.replace('"orders":{', '"view":{"precision":1,'));
    if (text.startsWith('{"code":')) frames.push(text.replace("{", '{"action":"error",'));
  }
  const nameOf = (text: string): string =>
    /"action":"(\w+)"/.exec(text)?.[1] ?? (text.startsWith('{"code":') ? "error" : text);
  return grouped(frames.map((text) => [nameOf(text), text]));
}

/** Answers to every read, by read. */
export function honestAnswers(): Texts {
  const exchange = trading();
  const paths: [read: string, path: string][] = [
    ["markets", "markets"],
    ["nowhere", "nowhere"],
  ];
  for (const { market_id, quote } of exchange.markets) {
    paths.push(
      ["depth", `depth?market_id=${market_id}&precision=1000`],
      ["trades", `trades?market_id=${market_id}&direction=desc&count=5`],
      ["bars", `bars?market_id=${market_id}&resolution=1m&from=0&to=2000000000000`],
      ["ticker", `markets/ticker?market_id=${market_id}`],
      ["summary", `markets/summary?market_id=${market_id}`],
    );
    for (const { id, owner } of exchange.accounts)
      paths.push(
        ["orders", `orders?market_id=${market_id}&contract=${id}&direction=desc&count=5`],
        ["balance", `balance?asset_id=${quote.asset}&contract=${id}`],
        ["account", `accounts?owner=${owner}`],
      );
  }
  const [{ id }] = exchange.accounts;
  exchange.turbo().setMarginState(id, marginScript(exchange.markets, id));
  exchange.turbo().setMarginTiers([tierOf(exchange.markets)]);
  paths.push(["marginState", `margin/state?account=${id}`], ["marginTiers", "margin/tiers"]);
  const { host } = exchange;
  const answers = grouped(paths.map(([read, path]) => [read, host.reply(new URL(`http://x/v1/${path}`), "GET").text]));
  exchange.close();
  return answers;
}

function grouped(pairs: readonly (readonly [name: string, text: string])[]): Texts {
  const texts = new Map<string, string[]>();
  for (const [name, text] of pairs) texts.set(name, [...(texts.get(name) ?? []), text]);
  return texts;
}
