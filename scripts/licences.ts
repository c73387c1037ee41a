// What a user of o2-react installs with it, and under which licences: written to THIRD_PARTY.md, which is shipped.
import { readFileSync, writeFileSync } from "node:fs";

export const THIRD_PARTY = "THIRD_PARTY.md";

/** Licences that ask nothing of our users but to keep the notice. */
export const ALLOWED: readonly string[] = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0"];

/** Why each is there; one that is missing here is an error. */
const REASONS: Readonly<Record<string, string>> = {
  "is-network-error": "tells a failed connection from a fault of the program",
  "p-limit": "bounds how many REST reads are under way at once",
  "p-retry": "tries a REST read again that may succeed later",
  "reconnecting-websocket": "the socket: connects, and connects again",
  "yocto-queue": "the reads that wait for their turn",
  zustand: "the store, and how components read it",
};

export interface Package {
  readonly name: string;
  /** Of us or of another package: who asks for it. */
  readonly askedBy: string;
  /** The versions asked for. */
  readonly range: string;
  readonly licence: string;
  readonly why: string;
}

interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (path: string): Manifest => JSON.parse(readFileSync(`${path}/package.json`, "utf8"));

/** Every package that comes with ours, its own dependencies included, sorted by name. */
export function packages(): readonly Package[] {
  const { packages: locked } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const found: Package[] = [];
  const visit = (path: string): void => {
    const manifest = manifestOf(path || ".");
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      const nested = `${path && `${path}/`}node_modules/${name}`;
      const place = nested in locked ? nested : `node_modules/${name}`;
      const { license } = manifestOf(place);
      if (license !== locked[place].license)
        throw new Error(`${name}: package-lock.json says ${locked[place].license}, its package.json ${license}.`);
      const why = REASONS[name];
      if (!why) throw new Error(`Say in scripts/licences.ts why ${name} is there, which ${manifest.name} asks for.`);
      found.push({ name, askedBy: manifest.name, range, licence: license ?? "none", why });
      if (!found.slice(0, -1).some((other) => other.name === name)) visit(place);
    }
  };
  visit("");
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a user has or brings, with its licence. */
export function peers(): readonly { readonly name: string; readonly licence: string }[] {
  const names = Object.keys(manifestOf(".").peerDependencies ?? {});
  return names.map((name) => ({ name, licence: manifestOf(`node_modules/${name}`).license ?? "none" }));
}

/** The text of THIRD_PARTY.md. */
export function thirdParty(): string {
  const brought = peers().map(({ name, licence }) => `\`${name}\` (${licence})`);
  const rows = packages().map(
    ({ name, askedBy, range, licence, why }) => `| \`${name}\` | \`${range}\` | ${askedBy} | ${licence} | ${why} |`,
  );
  return `# What comes with o2-react

o2-react itself is [MIT](LICENSE) licensed and bundles nothing of others. npm installs these packages beside it, each with its licence; \`npm run licences\` writes this list, and a test keeps it true.

| package | versions | asked for by | licence | what for |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

What you bring yourself, where you use what needs it: ${brought.join(", ")}.
`;
}

if (import.meta.main) writeFileSync(THIRD_PARTY, thirdParty());
