// Makes docs/api and llms.txt out of the sources, or with --check says whether they are as the sources have them.
// What has no documentation, or links to nothing, is an error.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Application, Comment, type DeclarationReflection, type ProjectReflection, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { toBrief } from "./brief.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const API = join(ROOT, "docs/api");
const BRIEF = join(ROOT, "llms.txt");

interface Package {
  readonly exports: Readonly<Record<string, string | { readonly "@o2-react/source": string }>>;
}

/** Each entry's import path and source. The vocabulary first: what several entries export is described in the first of them. */
function findEntries(): readonly { readonly path: string; readonly source: string }[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Package;
  // A worker's script has no API.
  const entries = Object.entries(exports).flatMap(([path, target]) =>
    typeof target === "string" || path.endsWith(".js")
      ? []
      : [{ path: `o2-react${path.slice(1)}`, source: target["@o2-react/source"] }],
  );
  const isVocabulary = ({ path }: { path: string }): number => (path === "o2-react/client" ? 0 : 1);
  return entries.toSorted((a, b) => isVocabulary(a) - isVocabulary(b));
}

const entries = findEntries();

const options: TypeDocOptions & Partial<PluginOptions> = {
  entryPoints: entries.map(({ source }) => join(ROOT, source)),
  basePath: join(ROOT, "src"),
  tsconfig: join(ROOT, "tsconfig.json"),
  plugin: ["typedoc-plugin-markdown"],
  name: "API reference",
  readme: "none",
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  // Lines move with every change; a reference that changes with them is read by nobody.
  disableSources: true,
  sort: ["alphabetical"],
  groupOrder: ["Functions", "Classes", "Interfaces", "Type Aliases", "Variables", "References"],
  validation: { notExported: false, invalidLink: true, notDocumented: true, invalidPath: true, rewrittenLink: true },
  requiredToBeDocumented: ["Class", "Function", "Interface", "Method", "Accessor", "TypeAlias", "Variable"],
  packagesRequiringDocumentation: ["o2-react"],
  treatValidationWarningsAsErrors: true,
  outputFileStrategy: "modules",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  indexFormat: "table",
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  propertyMembersFormat: "table",
  typeDeclarationFormat: "table",
  tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true },
  entryFileName: "README.md",
};

/** Modules are called what one imports them by. */
function nameModules(project: ProjectReflection): readonly DeclarationReflection[] {
  const modules = project.children ?? [];
  for (const module of modules) {
    const entry = entries.find(({ source }) => source === `./src/${module.name}.ts`);
    if (!entry) throw new Error(`No entry is made from the module ${module.name}.`);
    module.name = entry.path;
    const [, said = ""] = /^\/\/ (.*(?:\n\/\/ .*)*)/m.exec(readFileSync(join(ROOT, entry.source), "utf8")) ?? [];
    module.comment = new Comment([{ kind: "text", text: said.replaceAll("\n// ", " ") }]);
  }
  return modules;
}

function filesIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return new Map(
    files
      .map((file) => join(file.parentPath, file.name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );
}

const app = await Application.bootstrapWithPlugins(options);
const project = await app.convert();
if (!project) process.exit(1);
const modules = nameModules(project);
app.validate(project);
const out = mkdtempSync(join(tmpdir(), "o2-react-api-"));
await app.outputs.writeOutput({ name: "markdown", path: out }, project);
const brief = toBrief(readFileSync(join(import.meta.dirname, "llms.head.md"), "utf8"), modules);

let hasFailed = app.logger.hasErrors() || app.logger.hasWarnings();
if (process.argv.includes("--check")) {
  const [fresh, kept] = [filesIn(out), filesIn(API)];
  const files = [...new Set([...fresh.keys(), ...kept.keys()])];
  const differing = files.filter((file) => fresh.get(file) !== kept.get(file)).map((file) => `docs/api/${file}`);
  if (brief !== readFileSync(BRIEF, "utf8")) differing.push("llms.txt");
  for (const file of differing) console.error(`${file} is not what the sources say. Run: npm run docs:api`);
  hasFailed ||= differing.length > 0;
} else {
  rmSync(API, { recursive: true, force: true });
  cpSync(out, API, { recursive: true });
  writeFileSync(BRIEF, brief);
}
rmSync(out, { recursive: true });
if (brief.length > 46 * 1024) throw new Error(`llms.txt has ${brief.length} characters: make it brief again.`);
console.log(`${modules.length} entries, ${Math.round(brief.length / 100) / 10} kB of llms.txt`);
process.exitCode = hasFailed ? 1 : 0;
