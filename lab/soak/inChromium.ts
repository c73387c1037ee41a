// A page in real Chromium, built for production, served from memory and commanded over CDP.
// It knows nothing of the schedule.
import { chromiumPath } from "../../scripts/chromium.ts";
import { startChrome } from "../bench/browser/chrome.ts";
import { remoted } from "../far/members.ts";
import { serveBuilt } from "../serveBuilt.ts";
import type { Measured } from "./Measured.ts";

/** A page that is not opened yet. */
export async function measureInChromium(): Promise<Measured> {
  const path = chromiumPath();
  if (path === undefined) throw new Error("No Chromium found: run `npm run pretest`, or set CHROMIUM_PATH.");
  // With o2-react as it was built, and production React.
  const site = await serveBuilt({ root: new URL(".", import.meta.url), input: { soak: "browser.ts" }, head: HEAD });
  const chrome = await startChrome(path);
  const page = await chrome.open(`${site.url}soak`, "soak");
  return {
    name: "chromium",
    version: chrome.version,
    page: remoted((path, args) => page.evaluate(`window.soak.${path.join(".")}(...${JSON.stringify(args)})`)),
    async collect() {
      const heap = await page.heap();
      const { documents, nodes, jsEventListeners } = await page.session.send("Memory.getDOMCounters");
      return { heap, objects: { documents, nodes, listeners: jsEventListeners } };
    },
    held: () => ({}),
    async close() {
      await chrome.close();
      site.close();
    },
  };
}

/** Lines of a fixed size, because the browser's layout is not under test. */
const HEAD = "<style>pre { contain: strict; height: 80px; width: 300px }</style>";
