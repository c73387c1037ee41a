// @vitest-environment happy-dom
// docs/recipes.md runs: its code blocks, unchanged, over simulated exchanges. Its relay, which has no page, is in relay.test.ts.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { formatPrice, formatQuantity, type Market, type O2ProviderProps, useBestPrices, useConnection } from "o2-react";
import { type Account, createExchange, type SimulatedExchange } from "o2-react/testing";
import { renderWithO2 } from "o2-react/testing/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { inMarkdown, writeModules } from "../scripts/snippets.ts";

type Options = Omit<Extract<O2ProviderProps, { feed?: undefined }>, "children">;

/** The page's files, and the exports of each. */
interface PageModules {
  "LastPrice.tsx": { LastPrice(props: { market: Market }): ReactNode };
  "Accounts.tsx": { Accounts(props: { accounts: readonly string[]; market: Market }): ReactNode };
  "Networks.tsx": { Networks(props: { networks: Readonly<Record<string, Options>>; children: ReactNode }): ReactNode };
  "Bounded.tsx": { BoundedBid(props: { market: Market }): ReactNode };
  "Screen.tsx": { Screen(props: { options: Options; children: ReactNode }): ReactNode };
  "Alerts.tsx": {
    PriceAlert(props: { market: Market; above: bigint }): ReactNode;
    FillSound(props: { account: string; play: (name: "fill" | "missed") => void }): ReactNode;
  };
}

const DOCUMENT = "docs/recipes.md";
const snippets = inMarkdown(DOCUMENT, readFileSync(DOCUMENT, "utf8").split("\n"));
const root = join(".played", process.env.O2_REACT_TARGET ?? "source");
writeModules(root, snippets);
const page = <Name extends keyof PageModules>(name: Name): Promise<PageModules[Name]> =>
  import(/* @vite-ignore */ resolve(root, DOCUMENT, name));

const [{ LastPrice }, { Accounts }, { Networks }, { BoundedBid }, { Screen }, { PriceAlert, FillSound }] =
  await Promise.all([
    page("LastPrice.tsx"),
    page("Accounts.tsx"),
    page("Networks.tsx"),
    page("Bounded.tsx"),
    page("Screen.tsx"),
    page("Alerts.tsx"),
  ]);

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("every file of the page is played", () => {
  expect(snippets.flatMap(({ title }) => title ?? [])).toEqual([
    "LastPrice.tsx",
    "Accounts.tsx",
    "Networks.tsx",
    "firstBook.ts",
    "Bounded.tsx",
    "PopOut.tsx",
    "Screen.tsx",
    "Alerts.tsx",
    "relay.ts",
  ]);
});

/** In chain units of FUEL/USDC: a price of 0.012, and its tick. */
const PRICE = 12_000_000n;
const UNIT = 10_000n;
const QUANTITY = 10n ** 12n;

/** A bid that rests, and is filled at once: a trade at its price. */
const trade = (exchange: SimulatedExchange, account: Account, price: bigint): void => {
  const { market_id } = exchange.markets[0];
  const { order_id } = exchange.place(account, { marketId: market_id, side: "buy", price, quantity: QUANTITY });
  exchange.fill(account, order_id);
};

describe("in fake time", () => {
  beforeEach(() => void vi.useFakeTimers());

  test("a price flashes up and down with each move, in a new element, and neither at first nor while it is stale", async () => {
    const { exchange, step, container } = renderWithO2(
      (exchange) => {
        trade(exchange, exchange.accounts[0], PRICE);
        return <LastPrice market={exchange.markets[0]} />;
      },
      { ticks: 0 },
    );
    const [[ada], [market]] = [exchange.accounts, exchange.markets];
    const shown = () => container.querySelector("b")!;
    await step(2_000);
    expect([shown().textContent, shown().className]).toEqual([formatPrice(market, PRICE), ""]);
    trade(exchange, ada, PRICE + UNIT);
    await step();
    expect([shown().textContent, shown().className]).toEqual([formatPrice(market, PRICE + UNIT), "up"]);
    const before = shown();
    trade(exchange, ada, PRICE + 2n * UNIT);
    await step();
    expect(shown()).not.toBe(before);
    trade(exchange, ada, PRICE);
    await step();
    expect(shown().className).toBe("down");
    exchange.faults.refuse();
    exchange.faults.drop();
    await step();
    expect([shown().textContent, shown().className]).toEqual([formatPrice(market, PRICE), "stale"]);
  });

  test("the balances of several accounts, each by itself and all together, with what is in orders", async () => {
    const { exchange, step, container } = renderWithO2(
      ({ accounts: [ada, ben], markets: [market] }) => <Accounts accounts={[ada.id, ben.id]} market={market} />,
      { ticks: 0 },
    );
    const [[ada, ben], [market]] = [exchange.accounts, exchange.markets];
    await step(2_000);
    const cells = () => [...container.querySelectorAll("td")].map(({ textContent }) => textContent);
    const has = (account: Account) =>
      exchange.balances(account).find(({ asset_id }) => asset_id === market.base.asset)!;
    const written = () => {
      const [one, other] = [has(ada), has(ben)];
      const all = one.total_unlocked + one.total_locked + other.total_unlocked + other.total_locked;
      return [one.total_unlocked, other.total_unlocked, all].map((amount) => formatQuantity(market, amount));
    };
    expect(cells()).toEqual(written());
    const before = cells();
    exchange.place(ada, { marketId: market.market_id, side: "sell", price: 2n * PRICE, quantity: QUANTITY });
    await step();
    expect(cells()).toEqual(written());
    expect([cells()[0] === before[0], cells()[2] === before[2]]).toEqual([false, true]);
  });

  test("a book that does not come is an error of the boundary after its time, and is waited for anew when asked", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    // React goes on with what suspends in a test only where the first render is waited for.
    const { exchange, step, container } = await act(async () =>
      renderWithO2(
        ({ markets: [market], faults }) => {
          faults.refuse();
          faults.rest({ status: 503, path: "/v1/depth", times: Number.POSITIVE_INFINITY });
          return <BoundedBid market={market} />;
        },
        { ticks: 50 },
      ),
    );
    const { bid } = exchange.top(exchange.markets[0].market_id);
    await step();
    expect(container.textContent).toBe("Waiting for the book …");
    await step(11_000);
    expect(screen.getByRole("alert").textContent).toMatch(/10,?000 ms/);
    exchange.faults.clear();
    exchange.faults.accept();
    await act(async () => fireEvent.click(screen.getByText("Try again")));
    await step(60_000);
    expect(container.querySelector("b")!.textContent).toBe(formatPrice(exchange.markets[0], bid!));
    expect(container.querySelector("b")!.className).toBe("live");
  });

  test("a market that cannot be had is an error of the boundary", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { step } = renderWithO2(
      ({ markets: [market] }) => <BoundedBid market={{ ...market, market_id: "0x12" as Market["market_id"] }} />,
      { ticks: 0 },
    );
    await step(15_000);
    expect(screen.getByRole("alert").textContent).toContain("0x12");
  });

  test("an alert is told once, of a trade that reaches the price, also of one that was made while the link was down", async () => {
    const { exchange, step } = renderWithO2(
      ({ markets: [market] }) => <PriceAlert market={market} above={PRICE + UNIT} />,
      { ticks: 0 },
    );
    const [[ada], [market]] = [exchange.accounts, exchange.markets];
    const alert = () => screen.getByRole("alert").textContent;
    await step(1_000);
    trade(exchange, ada, PRICE);
    await step();
    expect(alert()).toBe("");
    exchange.faults.refuse();
    exchange.faults.drop();
    trade(exchange, ada, PRICE + UNIT);
    trade(exchange, ada, PRICE);
    exchange.faults.accept();
    await step(30_000);
    const first = `Traded at ${formatPrice(market, PRICE + UNIT)}.`;
    expect(alert()).toBe(first);
    trade(exchange, ada, PRICE + 2n * UNIT);
    await step();
    expect(alert()).toBe(first);
  });

  test("a fill sounds, and one that was missed sounds otherwise; an order that is placed does not", async () => {
    const played: string[] = [];
    const play = (name: string) => void played.push(name);
    const { exchange, step } = renderWithO2(({ accounts: [ada] }) => <FillSound account={ada.id} play={play} />, {
      ticks: 0,
    });
    const [[ada], [market]] = [exchange.accounts, exchange.markets];
    const order = { marketId: market.market_id, side: "buy", price: PRICE, quantity: QUANTITY } as const;
    await step(2_000);
    const [first, second] = [exchange.place(ada, order), exchange.place(ada, order)];
    await step();
    expect(played).toEqual([]);
    exchange.fill(ada, first.order_id);
    await step();
    expect(played).toEqual(["fill"]);
    exchange.faults.refuse();
    exchange.faults.drop();
    exchange.fill(ada, second.order_id);
    exchange.faults.accept();
    await step(30_000);
    expect(played).toEqual(["fill", "missed"]);
  });
});

/** An exchange with a book, and the options of a provider over it. */
const world = (seed: number): { readonly exchange: SimulatedExchange; readonly options: Options } => {
  const exchange = createExchange({ seed });
  exchange.tick(100);
  onTestFinished(() => exchange.close());
  const { config, WebSocket, fetch } = exchange;
  return { exchange, options: { config, WebSocket, fetch, linger: 0 } };
};

const bidOf = ({ exchange }: ReturnType<typeof world>) => `live ${exchange.top(exchange.markets[0].market_id).bid}`;

function Bid() {
  const { data, status } = useBestPrices({ market: "FUEL/USDC" });
  const { status: link } = useConnection();
  return <output title={link}>{data ? `${status} ${data.bid}` : status}</output>;
}

describe("in real time", () => {
  const WAIT = { timeout: 60_000 };

  test("another network shows nothing of the one before, and closes its connection", async () => {
    const [one, two] = [world(1), world(2)];
    expect(bidOf(one)).not.toBe(bidOf(two));
    const seen = new Set<string | null>();
    render(
      <Networks networks={{ One: one.options, Two: two.options }}>
        <Bid />
      </Networks>,
    );
    await screen.findByText(bidOf(one), {}, WAIT);
    const observer = new MutationObserver(() => seen.add(screen.queryByRole("status")?.textContent ?? null));
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    onTestFinished(() => observer.disconnect());
    fireEvent.change(screen.getByLabelText("Network"), { target: { value: "Two" } });
    await screen.findByText(bidOf(two), {}, WAIT);
    expect([...seen].filter((text) => text?.includes(bidOf(one).slice(5)))).toEqual([]);
    await vi.waitFor(() => expect([one.exchange.connections, two.exchange.connections]).toEqual([0, 1]), WAIT);
  });

  test("a panel in a window of its own shares the connection, keeps its styles, and comes back when that closes", async () => {
    const far = world(3);
    const other = document.implementation.createHTMLDocument();
    const events = new EventTarget();
    const close = vi.fn();
    const panel = Object.assign(events, {
      document: other,
      close,
      requestAnimationFrame: (frame: () => void) => setTimeout(frame, 5),
      cancelAnimationFrame: clearTimeout,
    });
    const open = vi.spyOn(window, "open").mockReturnValue(panel as unknown as Window);
    const style = document.head.appendChild(document.createElement("style"));
    style.textContent = ".stale { opacity: 0.5; }";
    onTestFinished(() => {
      style.remove();
      open.mockRestore();
    });
    render(
      <Screen options={far.options}>
        <Bid />
      </Screen>,
    );
    fireEvent.click(await screen.findByText("Pop out"));
    await vi.waitFor(() => expect(other.body.textContent).toBe(bidOf(far)), WAIT);
    expect(other.head.textContent).toContain("opacity: 0.5");
    expect(far.exchange.connections).toBe(1);
    far.exchange.tick(50);
    await vi.waitFor(() => expect(other.body.textContent).toBe(bidOf(far)), WAIT);
    act(() => void events.dispatchEvent(new Event("pagehide")));
    expect(await screen.findByText("Pop out")).toBeDefined();
    expect(other.body.textContent).toBe("");
    expect(close).toHaveBeenCalledOnce();
  });

  test("a window that the browser blocks leaves the button where it is", async () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    onTestFinished(() => open.mockRestore());
    render(<Screen options={world(4).options}>none</Screen>);
    fireEvent.click(await screen.findByText("Pop out"));
    expect(screen.getByText("Pop out")).toBeDefined();
  });
});
