// The conditions for publishing a version. Runs before every `npm publish`.
import { readFileSync } from "node:fs";

interface Manifest {
  readonly repository?: { readonly url?: string };
}

/** The obstacles to publishing, in words; empty if there are none. */
export function obstacles({ repository }: Manifest, env: Readonly<Record<string, string | undefined>>): string[] {
  const found: string[] = [];
  const url = repository?.url;
  const here = env.GITHUB_REPOSITORY;
  if (!url) {
    found.push(
      'package.json has no "repository". npm signs where a package was built, and refuses without: add { "type": "git", "url": "git+https://github.com/OWNER/NAME.git" }, with "homepage" and "bugs".',
    );
  } else if (here && !url.toLowerCase().endsWith(`/${here}.git`.toLowerCase())) {
    found.push(`package.json's "repository" is ${url}, but this is ${here}. npm refuses what was built elsewhere.`);
  }
  if (!env.CI)
    found.push("A version is published by CI, which can sign it: push to main, and merge the release's pull request.");
  return found;
}

if (import.meta.main) {
  const found = obstacles(JSON.parse(readFileSync("package.json", "utf8")), process.env);
  for (const obstacle of found) console.error(obstacle);
  process.exitCode = found.length === 0 ? 0 : 1;
}
