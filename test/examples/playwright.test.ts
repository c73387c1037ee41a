// The end-to-end test of the documentation, run by Playwright's own runner as users run it.
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { chromiumPath } from "../../scripts/chromium.ts";
import { run } from "./run.ts";

/** A free port. */
function freePort(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(String(typeof address === "object" ? address?.port : "")));
    });
  });
}

test("Playwright sees the app live, stale and live again", async () => {
  const folder = join(inject("examples"), "playwright");
  const output = await run(folder, ["node_modules/@playwright/test/cli.js", "test", "--reporter", "line"], {
    O2_PORT: await freePort(),
    APP_PORT: await freePort(),
    CHROMIUM_PATH: chromiumPath(),
  });
  expect(output).toMatch(/1 passed/);
});
