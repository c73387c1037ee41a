// The audit step, with the real npm and a registry that answers as each test says.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** Runs the step. The registry answers no audits, or these advisories. It has no packages. */
async function audit(advisories: object | undefined, env: Readonly<Record<string, string>>) {
  const registry = createServer(({ method }, response) => {
    const status = method !== "POST" ? 404 : advisories ? 200 : 405;
    response.writeHead(status).end(JSON.stringify(advisories ?? {}));
  }).listen(0, "127.0.0.1");
  await once(registry, "listening");
  await using cache = await mkdtempDisposable(join(tmpdir(), "o2-react-audit-"));
  const npm = {
    npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
    npm_config_cache: cache.path,
    npm_config_loglevel: "silent",
  };
  const child = spawn(process.execPath, ["scripts/audit.ts"], {
    env: { ...process.env, GITHUB_ACTIONS: "", ...npm, ...env },
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  registry.close();
  return { said, code };
}

test("is skipped, and says so, where the registry answers no audits", async () => {
  const { said, code } = await audit(undefined, {});
  // scripts/check.ts searches for this line.
  expect(said).toMatch(/^skipped: /m);
  expect(code).toBe(0);
});

test("fails there on GitHub", async () => {
  const { said, code } = await audit(undefined, { GITHUB_ACTIONS: "true" });
  expect(said).not.toMatch(/^skipped: /m);
  expect(code).toBe(1);
});

test("fails for a vulnerable package that users install", async () => {
  const advisory = { id: 1, title: "a fault", severity: "high", url: "", vulnerable_versions: "*" };
  const { said, code } = await audit({ zustand: [advisory] }, {});
  expect(said).toMatch(/zustand/);
  expect(code).toBe(1);
});
