// Checks the documents: their code compiles, their numbers are the code's or were measured, and their links lead
// somewhere.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MAX_IDENTITIES } from "o2-react";
import { WIRE } from "o2-react/testing";
import { describe, expect, it, test } from "vitest";
import { readmeTable } from "../lab/bench/tables.ts";
import { figures, PAGES, withFigures } from "../scripts/figures.ts";
import { check, DOCUMENTS, findSnippets, inMarkdown, inTsdoc } from "../scripts/snippets.ts";
import { withLinks } from "../stories/docs/links.ts";

const documents = new Map(
  globSync(DOCUMENTS)
    .filter((file) => file !== "CHANGELOG.md")
    .map((file) => [file, readFileSync(file, "utf8")] as const),
);
const readme = documents.get("README.md") ?? "";

describe("the code blocks", () => {
  const snippets = findSnippets();

  it("are found, in documents and in the sources, and none is left out", () => {
    expect(snippets.filter(({ file }) => file.startsWith("docs/")).length).toBeGreaterThan(40);
    expect(snippets.filter(({ file }) => file.startsWith("src/")).length).toBeGreaterThan(8);
    expect(snippets.filter(({ isUnchecked }) => isUnchecked)).toEqual([]);
  });

  it("compile, and one that does not is told of by its document's line", async () => {
    const page = ["# A page", "", "```tsx", "const { data } = useDepth({ market });", "data.bits;", "```"];
    const file = [
      '```ts title="a.ts"',
      'import { NETWORKS } from "o2-react/client";',
      "createO2Feed(NETWORKS);",
      "```",
    ];
    const comment = ["/** Says.", " * @example", ' * formatPrice(market, "1")', " */"];
    const wrong = [
      ...inMarkdown("wrong.md", page),
      ...inMarkdown("file.md", file),
      ...inTsdoc("wrong.ts", comment.join("\n")),
    ];
    // The first example, in the form that the README gives for a page without network.
    const [book, simulated] = snippets.filter(({ file: from }) => from === "README.md");
    const inPage = book?.code
      .replace(/^.*\n/, `${simulated?.code}\n`)
      .replace(/<O2Provider .*<\/O2Provider>/, "<SimulatedO2>{book}</SimulatedO2>");
    expect(inPage).toContain("useDepth } from");
    const offline = inMarkdown("offline.md", ["```tsx", ...(inPage ?? "").split("\n"), "```"]);
    const problems = await check([...snippets, ...offline, ...wrong]);
    expect(problems.map(({ at, message }) => `${at} ${message}`)).toEqual([
      expect.stringMatching(/^file\.md:3:1 .*'createO2Feed'/),
      expect.stringMatching(/^wrong\.md:5:1 .*'data' is possibly 'undefined'/),
      expect.stringMatching(/^wrong\.md:5:6 .*'bits'/),
      expect.stringMatching(/^wrong\.ts:3:\d+ .*'string'.*'bigint'/),
    ]);
  });
});

test.each([
  "test/recipes/vitest.test.tsx",
  "lab/compat/jest/jest.config.js",
  "examples/playwright/book.spec.ts",
  "examples/playwright/playwright.config.ts",
])("the recipe in docs/testing.md is %s, which is run", (file) => {
  expect(readFileSync("docs/testing.md", "utf8")).toContain(`\n${readFileSync(file, "utf8").trim()}\n\`\`\``);
});

test("the figures in the documents are those of the runs that are kept, and each is in one", () => {
  const pages = PAGES.map((page) => readFileSync(page, "utf8"));
  // If this fails: npm run docs:figures.
  for (const page of pages) expect(withFigures(page, figures())).toBe(page);
  const named = [...pages.join("\n").matchAll(/<!-- figure: ([\w-]+) -->/g)].map(([, name]) => name);
  expect(Object.keys(figures()).filter((name) => !named.includes(name))).toEqual([]);
  expect(() => withFigures("<!-- figure: luck -->1<!-- /figure -->", figures())).toThrow(/no figure "luck"/);
});

describe("the page on the wire", () => {
  const page = documents.get("docs/wire-facts.md") ?? "";
  const rows = [...page.matchAll(/^\| .*? \| `(\w+)` \| `([^`]+)` \| (`.*?`) \| .* \|$/gm)].map(
    ([, name = "", likely, others = ""]) => [
      name,
      [likely, ...[...others.matchAll(/`([^`]+)`/g)].map(([, one]) => one)],
    ],
  );

  it("lists each answer that the simulated exchange can give, the likely one first", () => {
    expect(Object.fromEntries(rows)).toEqual(WIRE);
  });
});

describe("the numbers", () => {
  const sources = [
    "src/client/{excerpt,maxTrades,numbers,options,request,audits,bookComparison,rest,values,pairs,subscription}.ts",
    "src/store/{settings,feedSettings,topicAudits}.ts",
    "src/react/*.ts",
    "src/store/Loading.ts",
    "src/port/{Lease,Views}.ts",
  ]
    .flatMap((files) => globSync(files))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");

  /** A default or a constant, read from the code. */
  function numberOf(name: string): number {
    const constant = name.replace(/[A-Z]/g, "_$&").toUpperCase();
    const spellings = [`\\b(?:${name}|${constant})(?:: number)? = ([\\d_]+)`, `^ +${name}: \\[?([\\d_]+)`];
    const [value] = spellings.flatMap((spelling) => new RegExp(spelling, "m").exec(sources)?.[1] ?? []);
    return Number(value?.replaceAll("_", ""));
  }

  const seconds = (name: string): string => `${numberOf(name) / 1_000} s`;
  const limitOf = (name: string): string =>
    new RegExp(`"${name}",[\\s\\S]*? limit: "([\\d.]+ kB)"`).exec(readFileSync(".size-limit.js", "utf8"))?.[1] ?? "";
  const budget = limitOf("all of o2-react");

  const rows = [...(documents.get("docs/options.md") ?? "").matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(
    ([, name = "", value]) => [name, Number(value)] as const,
  );

  it("of the options are found", () => {
    expect(rows.length).toBeGreaterThan(15);
  });

  it.each(rows)("%s defaults to %d", (name, value) => {
    expect(numberOf(name)).toBe(value);
  });

  // Two reels of text, a byte a character.
  const reel = /characters: ([\d_]+)/.exec(readFileSync("src/devtools/Reel.ts", "utf8"))?.[1] ?? "";

  /** The number of our test files, which are not part of the package. */
  const tried = (file: string, spelling: RegExp): string => spelling.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  const patience = Number(tried("lab/chaos/settings.ts", /patience: ([\d_]+)/).replaceAll("_", "")) / 1_000;

  /** Numbers in the documents, as the code or a measurement has them. */
  const claims: readonly (readonly [file: string, text: string])[] = [
    ["README.md", `a linger of ${seconds("linger")}`],
    ["README.md", `${numberOf("staleAfter") / 1_000 + 1} s after the last byte`],
    ["README.md", `Under ${budget} gzipped`],
    ["README.md", `${limitOf("first load of all of o2-react")} gzipped before the first paint for every hook`],
    ["README.md", `${limitOf("first load of one hook and the provider")} for one`],
    ["README.md", `by its market id is live after ${limitOf("until the first live row, by id")}`],
    ["README.md", `by its pair after ${limitOf("until the first live row, by pair")}`],
    ["docs/performance.md", `After ${numberOf("PATIENCE") / 1_000} s without a word`],
    ["docs/performance.md", `after ${seconds("FIRST_RETRY")} first, doubling to ${seconds("LAST_RETRY")}`],
    ...["precision", "levels", "limit"].map((name) => ["README.md", `${name} = ${numberOf(name)}`] as const),
    ["README.md", `limit = 50`],
    ["README.md", `limit = 300`],
    ["docs/devtools.md", `at most some ${(2 * Number(reel.replaceAll("_", ""))) / 1_000_000} MB of text`],
    ["docs/freshness.md", `a PING within ${seconds("probeTimeout")}`],
    ["docs/freshness.md", `must answer a PING within ${seconds("probeTimeout")}`],
    ["docs/options.md", `at most ${MAX_IDENTITIES} identities a channel`],
    ["docs/options.md", `at most ${numberOf("REJECTED_DELAY") / 2_000} s, doubling`],
    ["docs/options.md", `at most ${(5 * numberOf("REJECTED_DELAY")) / 60_000} min`],
    ["docs/reliability.md", `nothing is live for more than ${tried("lab/silence/links.ts", /BOUND = (\d+)_000/)} s`],
    ["docs/reliability.md", `${numberOf("staleAfter") / 1_000 + 1} s after the last byte`],
    ["docs/reliability.md", `not right ${patience} s after all was well`],
    ["docs/reliability.md", `Each may take ${tried("lab/fuzz/fuzz.ts", /any: (\d+)/)} ms`],
    ["docs/security.md", `more than ${numberOf("LARGEST")} MiB is not read`],
    ["docs/security.md", `After ${numberOf("MOST").toLocaleString("en-US")} entries`],
    ["docs/security.md", `more than ${numberOf("EXCERPT")} characters of what the server said`],
    ["docs/security.md", `of the names of markets ${numberOf("LONGEST").toLocaleString("en-US")}`],
    ...["docs/security.md", "docs/options.md"].map((file) => [file, `at most ${numberOf("MOST_ERRORS")}`] as const),
    ["docs/without-react.md", `more than ${numberOf("maxBufferedUpdates").toLocaleString("en-US")} updates behind`],
  ];

  it.each(claims)("%s says: %s", (file, text) => {
    expect(documents.get(file)).toContain(text);
  });

  it("written as words are the code's too", () => {
    expect([numberOf("LOOK_BACK"), numberOf("CATCH_UP"), numberOf("auditInterval")]).toEqual([5_000, 1_000, 60_000]);
    expect(documents.get("docs/freshness.md")).toContain("About once a minute each shown market's book");
    expect(documents.get("docs/freshness.md")).toContain("five seconds before the request to one second after");
    expect([numberOf("QUIET"), numberOf("SETTLE")]).toEqual([10_000, 2_000]);
    expect(documents.get("docs/freshness.md")).toContain("had two more seconds, and still lacks it");
    expect(documents.get("docs/freshness.md")).toContain("since ten seconds before the request");
    // The interval plus a quarter, plus two reads.
    expect((1.25 * numberOf("auditInterval") + 2 * numberOf("SETTLE")) / 1_000).toBeCloseTo(80, -1);
    expect(documents.get("docs/freshness.md")).toContain("about 80 seconds");
    expect(sources).toContain("const { market, limit = 50 }");
    expect(sources).toContain('const { market, resolution = "1m", limit = 300 }');
  });

  it("of the benchmarks are those of the last runs", () => {
    expect(readme).toContain(readmeTable("lab/bench/results"));
    const { figures } = JSON.parse(readFileSync("lab/bench/results/node.json", "utf8")) as {
      figures: Record<string, number>;
    };
    const sized = (name: string) => Number(figures[name]?.toFixed(1));
    expect(documents.get("lab/bench/README.md")).toContain(
      `${sized("size_first_kb")} kB before the first paint where 5 were wanted, ${sized("size_first_all_kb")} kB for all hooks where 9 were, ${sized("size_id_kb")} kB until the first live row by id where 24 were, ${sized("size_pair_kb")} kB by pair where 29 were, ${sized("size_client_kb")} kB of the client where 15 were.`,
    );
  });

  it("with a unit are all among these", () => {
    // Times on the benchmarks' own page belong to one machine, and the page says so.
    const pages = [...documents].filter(([file]) => !file.startsWith("lab/") && file !== "CONTRIBUTING.md");
    const unknown = pages.flatMap(([file, text]) => {
      const known = claims.filter(([where]) => where === file).map(([, claim]) => claim);
      const prose = text
        .replace(/<!-- figure: [\s\S]*?<!-- \/figure -->/g, "")
        .replace(/^```[\s\S]*?^```$/gm, "")
        .replace(/`[^`\n]*`/g, "");
      const rest = known.reduce((left, claim) => left.replaceAll(claim, ""), prose);
      return [...rest.matchAll(/\d[\d,.]*\s?(?:ms|µs|s|kB|MB|GB|KiB|%|×|min|h|Hz)(?![\w-])/g)].map(
        ([found]) => `${file}: ${found}`,
      );
    });
    expect(unknown).toEqual([]);
  });
});

describe("the links", () => {
  const anchorsOf = (text: string): string[] =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );

  const links = [...documents].flatMap(([file, text]) =>
    [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\((?!https?:)([^)#?]*)(?:#([^)]*))?\)/g)].map(
      ([, path = "", anchor]) => [file, path, anchor] as const,
    ),
  );

  it.each(links)("%s → %s#%s", (file, path, anchor) => {
    const target = path === "" ? file : join(dirname(file), path);
    expect(existsSync(target)).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(readFileSync(target, "utf8"))).toContain(anchor);
  });

  it("the files that a recipe of CONTRIBUTING.md names are there", () => {
    const recipes = /^## Recipes$[\s\S]*?^## /m.exec(readFileSync("CONTRIBUTING.md", "utf8"))?.[0] ?? "";
    const paths = [...recipes.matchAll(/`((?:src|test|lab|docs)\/[\w./-]+)`/g)].map(([, path = ""]) => path);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("lead from page to page in Storybook, and a file without a page is its path, said once", () => {
    const from = (words: string, to: string) => withLinks(`[${words}](${to})`, "docs/security.md");
    expect(from("options", "options.md")).toBe("[options](?path=/docs/guides-the-provider--docs)");
    expect(from("useDepth", "hooks/useDepth.md")).toBe("[useDepth](?path=/docs/hooks-usedepth--docs)");
    expect(from("a test", "../test/results.test.ts")).toBe("a test (`test/results.test.ts`)");
    for (const words of ["results", "results.test.ts", "test/results.test.ts"])
      expect(from(words, "../test/results.test.ts")).toBe("`test/results.test.ts`");
    expect(from("THIRD_PARTY.md", "../THIRD_PARTY.md")).toBe("`THIRD_PARTY.md`");
    expect(from("exchange", "https://o2.app")).toBe("[exchange](https://o2.app)");
  });
});
