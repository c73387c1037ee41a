// Opens every documentation page of the built Storybook, at the width of a desk and of a phone. Fails if a page shows
// an error, is wider than its window, has a dead link, or shows a story that does not appear.
// npm run docs:pages [-- --shots folder]
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright";
import { preview } from "vite";
import { chromiumFlags, chromiumPath } from "./chromium.ts";

const FOLDER = "storybook-static";
const WINDOWS = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;

interface Entry {
  readonly id: string;
  readonly type: "docs" | "story";
}

const { values } = parseArgs({ options: { shots: { type: "string" }, only: { type: "string", default: "" } } });
const { entries } = JSON.parse(readFileSync(join(FOLDER, "index.json"), "utf8")) as { entries: Record<string, Entry> };
const ids = Object.values(entries).flatMap(({ id, type }) => (type === "docs" && id.includes(values.only) ? [id] : []));
if (values.shots) mkdirSync(values.shots, { recursive: true });

const server = await preview({ logLevel: "error", build: { outDir: FOLDER }, preview: { port: 0, host: "127.0.0.1" } });
const [address] = server.resolvedUrls?.local ?? [];
const path = chromiumPath();
const browser = await chromium.launch({ ...(path ? { executablePath: path } : {}), args: [...chromiumFlags] });
const problems: string[] = [];

for (const id of ids) {
  const page = await browser.newPage({ locale: "en-US", timezoneId: "UTC" });
  // Only a hang takes this long. A busy machine may need many times what a quiet one does.
  page.setDefaultTimeout(60_000);
  for (const said of await look(page, id)) problems.push(`${id}: ${said}`);
  await page.close();
}
await browser.close();
await server.close();

for (const problem of problems) console.error(problem);
console.log(`${ids.length} pages, ${problems.length} problems`);
process.exitCode = problems.length > 0 || ids.length === 0 ? 1 : 0;

async function look(page: Page, id: string): Promise<string[]> {
  const said: string[] = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(`${address}iframe.html?viewMode=docs&id=${id}`);
  try {
    await page.locator("#storybook-docs h1").first().waitFor();
    // Every story there is shows something.
    for (const story of await page.locator(".docs-story").all()) {
      await story.locator('[id^="story--"] :is(p, table, section)').first().waitFor();
    }
  } catch (error) {
    said.push(error instanceof Error ? error.message : String(error));
  }
  const overlay = page.locator(".sb-errordisplay");
  if (await overlay.isVisible()) said.push(await overlay.innerText());
  const links = await page
    .locator('a[href*="path=/docs/"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  for (const link of links) {
    const target = /path=\/docs\/([\w-]+)/.exec(link)?.[1] ?? "";
    if (!entries[target]) said.push(`its link to ${target} leads nowhere`);
  }
  for (const [name, window] of Object.entries(WINDOWS)) {
    await page.setViewportSize(window);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > window.width) said.push(`it is ${width} pixels wide in a window of ${window.width}`);
    if (values.shots) await page.screenshot({ path: join(values.shots, `${id}.${name}.png`), fullPage: true });
  }
  return said;
}
