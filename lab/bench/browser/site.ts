// Builds the pages of the benchmark, with o2-react from its sources.
import { serveBuilt } from "../../serveBuilt.ts";

/** The participants, each a file in pages/. */
export const PARTICIPANTS = ["floor", "ours", "worker", "drawn", "ruw", "ruw_callback", "swr", "zustand"] as const;
export type Participant = (typeof PARTICIPANTS)[number];
const PAGES = [...PARTICIPANTS, "transition"] as const;

export interface Site {
  page(page: (typeof PAGES)[number], wsUrl: string): string;
  close(): void;
}

const HEAD = `<style>
  body { margin: 0; font: 12px/16px monospace }
  ol { margin: 0; padding: 0; list-style: none; width: 320px }
  li { display: flex; justify-content: space-between; height: 16px }
  #probe { position: fixed; contain: strict; visibility: hidden; width: 1px; height: 1px }
</style>`;

/**
 * @param isReadable keeps names and one file per module, for profiles.
 * @param book chooses the peers' book.
 */
export async function serveSite(isReadable: boolean, book: string): Promise<Site> {
  const { url, close } = await serveBuilt({
    root: new URL(".", import.meta.url),
    input: Object.fromEntries(PAGES.map((name) => [name, `pages/${name}.tsx`])),
    head: HEAD,
    body: '<div id="root"></div><div id="probe"></div>',
    conditions: ["@o2-react/source"],
    isReadable,
  });
  return {
    page: (page, wsUrl) => `${url}${page}?ws=${encodeURIComponent(wsUrl)}&book=${book}`,
    close,
  };
}
