// Writes the files of the pages that are played in Chromium, where a suite cannot write them itself.
import { readFileSync } from "node:fs";
import { inMarkdown, writeModules } from "../../scripts/snippets.ts";

const PAGES = ["docs/lists.md"];

export default function setup(): void {
  for (const page of PAGES) writeModules(".played/chromium", inMarkdown(page, readFileSync(page, "utf8").split("\n")));
}
