// What npm knows against the packages that come with ours, and whether they are those that were published: fails for what
// users get, reports the rest. Where the registry answers no audits, that is said and nothing is passed; on GitHub it fails.
import { spawnSync } from "node:child_process";

/** What a run of npm gave. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is to be said, and whether the check `passed`, `failed`, or could not be made. */
export interface Verdict {
  readonly outcome: "passed" | "failed" | "skipped";
  readonly lines: readonly string[];
}

interface Report {
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly name: string; readonly severity: string; readonly range: string }>
  >;
}

/** Runs npm's own client. */
function npm(...args: string[]): Said {
  const { status, stdout, stderr } = spawnSync(
    "npm",
    [...args, "--json", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
    {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
      timeout: 180_000,
    },
  );
  return { code: status, stdout, stderr };
}

/** What an audit found; `undefined` when there was none. */
function found({ stdout }: Said): readonly string[] | undefined {
  try {
    const { vulnerabilities }: Report = JSON.parse(stdout);
    return vulnerabilities && Object.values(vulnerabilities).map((one) => `${one.severity}: ${one.name} ${one.range}`);
  } catch {
    return undefined;
  }
}

/** Judges the audits of what users get and of the whole tree, and the check of all signatures. */
export function judge(
  { users, all, signatures }: { readonly users: Said; readonly all: Said; readonly signatures: Said },
  env: Readonly<Record<string, string | undefined>>,
): Verdict {
  const [theirs, ours] = [found(users), found(all)];
  if (!theirs || !ours || !isAnswer(signatures)) {
    const isGitHub = env.GITHUB_ACTIONS === "true";
    const what = isGitHub ? "failed" : "skipped";
    return { outcome: what, lines: [`${what}: the registry here answers no audits, so that nothing is known.`] };
  }
  const lines = [
    `what users install: ${theirs.length} known to be vulnerable`,
    ...theirs.map((one) => `  ${one}`),
    `everything, tools included: ${ours.length}`,
    ...ours.map((one) => `  ${one}`),
    `signatures: ${signatures.code === 0 ? "all are right" : `some are not\n${signatures.stdout}`}`,
  ];
  return { outcome: theirs.length === 0 && signatures.code === 0 ? "passed" : "failed", lines };
}

/** It names what is invalid or missing, be it nothing; where the keys cannot be had it does not get so far. */
function isAnswer({ stdout }: Said): boolean {
  return /"(?:invalid|missing)"/.test(stdout);
}

if (import.meta.main) {
  const { outcome, lines } = judge(
    { users: npm("audit", "--omit=dev"), all: npm("audit"), signatures: npm("audit", "signatures") },
    process.env,
  );
  for (const line of lines) console.log(line);
  process.exitCode = outcome === "failed" ? 1 : 0;
}
