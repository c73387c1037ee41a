// Writes a recording into a file, so that a difference between two reads well. Needs Node.
import { writeFileSync } from "node:fs";
import type { FeedFixture } from "./fixture.ts";

/** Writes a fixture as JSON, one frame a line: `replayFeed(readFileSync(file, "utf8"))` replays it. */
export const saveFixture = (file: string, { requests, frames, reads, ...rest }: FeedFixture): void => {
  const lines = (items: readonly unknown[]): string =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
  const parts = Object.entries(rest).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const lists = Object.entries({ requests, frames, reads }).map(([key, list]) => `  "${key}": ${lines(list)}`);
  writeFileSync(file, `{\n${[...parts, ...lists].join(",\n")}\n}\n`);
};
