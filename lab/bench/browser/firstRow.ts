// Measures how long a page on a slow line takes until the first row of a book is live, for each way to load its engine.
// The browser throttles HTTP, and a proxy delays the WebSocket.
import { TcpProxy } from "../../chaos/TcpProxy.ts";
import { openFar } from "../../far/remoteFar.ts";
import { serveBuilt } from "../../serveBuilt.ts";
import { median } from "../../statistics.ts";
import { aligned, type Figures } from "../tables.ts";
import type { Chrome } from "./chrome.ts";
import type { FirstRow } from "./FirstRow.tsx";

/** Lighthouse's slow 4G: the time of a round trip in milliseconds, and bytes a second. */
export const SLOW_4G = { roundTrip: 150, rate: 1_600_000 / 8 } as const;

/** Levels a side of each book, which make a snapshot of a few kilobytes. */
const LEVELS = 50;

/** The pages, each a file in pages/. The first one is the baseline. */
const PAGES = ["whole", "later", "preloaded"] as const;
type Page = (typeof PAGES)[number];

/** The two ways in which a page names its market. */
const NAMINGS = ["id", "pair"] as const;
type Naming = (typeof NAMINGS)[number];

/** One load of a page. */
export interface Load extends FirstRow {
  readonly page: Page;
  readonly by: Naming;
  readonly round: number;
}

/** The plan of a run. Default: all pages, each by id and by pair, in seven rounds. */
export interface FirstRowPlan {
  readonly pages?: readonly Page[];
  readonly namings?: readonly Naming[];
  readonly rounds?: number;
}

/**
 * Loads each page in turn, each time in a new profile without a cache.
 * @param onLoad called with each load.
 */
export async function firstRows(
  chrome: Chrome,
  { pages = PAGES, namings = NAMINGS, rounds = 7 }: FirstRowPlan = {},
  onLoad: (loads: readonly Load[]) => void = () => undefined,
): Promise<readonly Load[]> {
  const line = await openLine();
  const sites = await Promise.all(pages.map(async (page) => ({ page, site: await serve(page) })));
  const loads: Load[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      // The order is rotated, so that each page is first in one round and last in another.
      const turn = round % sites.length;
      for (const { page, site } of [...sites.slice(turn), ...sites.slice(0, turn)]) {
        for (const by of namings) {
          const loaded = await load(chrome, `${site.url}${fileOf(page)}?${line.query(by)}`);
          loads.push({ page, by, round, ...loaded });
          onLoad(loads);
        }
      }
    }
  } finally {
    for (const { site } of sites) site.close();
    await line.close();
  }
  return loads;
}

/** A slow line to an exchange. */
interface Line {
  /** The address of its WebSocket, half a round trip away in each direction. */
  readonly ws: string;
  /** The query of a page's address. */
  query(by: Naming): string;
  close(): Promise<void>;
}

/** Opens a line to an exchange of its own. */
export async function openLine(): Promise<Line> {
  const far = openFar({ levels: LEVELS }, true);
  const { config, places } = await far.call.about();
  const proxy = await TcpProxy.open(Number(new URL(config.wsUrl).port));
  proxy.weather({ delay: SLOW_4G.roundTrip / 2 });
  const ws = `ws://127.0.0.1:${proxy.port}/v1/ws`;
  const markets = { id: places.markets[0] ?? "", pair: places.pairs[0] ?? "" };
  return {
    ws,
    query: (by) => `${new URLSearchParams({ ws, api: config.apiBase, market: markets[by] })}`,
    async close() {
      await proxy.close();
      await far.close();
    },
  };
}

const fileOf = (page: Page): string => `first_${page}`;

/** Each page is built by itself, because two pages in one build would share chunks that neither has alone. */
function serve(page: Page): ReturnType<typeof serveBuilt> {
  return serveBuilt({
    root: new URL(".", import.meta.url),
    input: { [fileOf(page)]: `pages/${fileOf(page)}.tsx` },
    head: "",
    body: '<div id="root"></div>',
    conditions: ["@o2-react/source"],
    isPreloading: true,
  });
}

async function load(chrome: Chrome, url: string): Promise<FirstRow> {
  const page = await chrome.open(url, "firstRow", async (session) => {
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: SLOW_4G.roundTrip,
      downloadThroughput: SLOW_4G.rate,
      uploadThroughput: SLOW_4G.rate,
    });
  });
  try {
    return (await page.evaluate("window.firstRow")) as FirstRow;
  } finally {
    await page.close();
  }
}

const medianOf = (loads: readonly Load[], page: Page, by: Naming, read: (load: Load) => number): number =>
  median(loads.filter((load) => load.page === page && load.by === by).map(read));

const rowOf = ({ row }: Load): number => row;

/** The figures that have budgets: medians of the rounds, relative to the page with its engine in its first load. */
export function firstRowFigures(loads: readonly Load[]): Figures {
  const figures = NAMINGS.flatMap((by) => {
    const of = (page: Page): number => medianOf(loads, page, by, rowOf);
    return [
      [`first_row_preloaded_${by}`, of("preloaded") / of("whole")],
      [`first_row_later_${by}_ms`, of("later") - of("whole")],
    ] as const;
  });
  return Object.fromEntries(figures.map(([name, figure]) => [name, Number.isNaN(figure) ? null : figure]));
}

/** The kept results of a run. The requests of one load of each page stand for those of all. */
export function firstRowFindings(loads: readonly Load[]) {
  return {
    figures: firstRowFigures(loads),
    loads: loads.map(({ requests: _, ...rest }) => rest),
    requests: loads.filter(({ round }) => round === 0).map(({ page, by, requests }) => ({ page, by, requests })),
  };
}

/** The medians of each page as a table, in milliseconds since the navigation began. */
export function firstRowTable(loads: readonly Load[]): string {
  const lines = NAMINGS.flatMap((by) =>
    PAGES.map((page) => {
      const [paint, row, whole] = [
        medianOf(loads, page, by, (load) => load.paint),
        medianOf(loads, page, by, rowOf),
        medianOf(loads, "whole", by, rowOf),
      ];
      return [
        `${page}, by ${by}`,
        paint.toFixed(0),
        row.toFixed(0),
        (row / whole).toFixed(3),
        (row - whole).toFixed(0),
      ];
    }),
  );
  return aligned([["", "first paint", "first row", "÷ whole", "− whole"], ...lines]);
}
