// The shipped code in a user's page: no text becomes code or markup, nothing is kept in the browser, and the console
// gets only errors that nothing else reports. The four dependencies run nothing at their installation.
import { globSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bundle } from "../support/bundle.ts";

const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];

const FORBIDDEN = {
  "text as code": /\beval\s*\(|\bnew Function\b|[^\w$.]Function\s*\(|\bsetTimeout\s*\(\s*["'`]|\bimportScripts\b/,
  "text as markup":
    /\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML|srcdoc|DOMParser/,
  "the browser's memory": /localStorage|sessionStorage|indexedDB|\.cookie\b|\bcaches\b/,
  // Only the engine's own thread receives messages.
  "other windows": /(?<!\bport\.)postMessage|BroadcastChannel|window\.open\b|sendBeacon/,
} as const;

/** The bundled pages, by their code, because several tests look at each. */
const pages = new Map<string, Promise<string>>();

/** All code of a page that imports this, with its dependencies except React. */
function pageOf(code: string): Promise<string> {
  const page = pages.get(code) ?? bundled(code);
  pages.set(code, page);
  return page;
}

const bundled = async (code: string): Promise<string> =>
  (await bundle(code, [/^react(-dom)?($|\/)/], conditions)).map((chunk) => chunk.code).join("\n");

const PAGES = {
  "the hooks": 'export * from "o2-react"',
  "the devtools, opened": 'export * from "o2-react"; export * from "o2-react/devtools"',
  "the server's part": 'export * from "o2-react/server"',
} as const;

describe.each(Object.entries(PAGES))("%s", (_, code) => {
  it.each(Object.entries(FORBIDDEN))("have nothing of: %s", async (_name, pattern) => {
    expect((await pageOf(code)).match(pattern)?.[0]).toBeUndefined();
  });

  it("say on the console what onError would be told, a line an outage in development, and what reconnecting-websocket's debug option asks for, no more", async () => {
    const said = (await pageOf(code)).match(/console\.\w+(?:\.apply)?/g) ?? [];
    const others = said.filter((each) => each !== "console.error" && each !== "console.log.apply");
    expect(others.filter((each) => each !== "console.warn")).toEqual([]);
    expect(others.length).toBeLessThanOrEqual(1);
    expect(said.filter((each) => each === "console.error").length).toBeLessThanOrEqual(2);
    // The option is never given.
    expect(globSync("src/**/*.ts").filter((file) => /\bdebug\b\s*:/.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});

it("the patterns find what they are for", () => {
  const samples = ['eval("1")', "element.innerHTML=x", 'localStorage.setItem("a","b")', 'parent.postMessage("a")'];
  for (const [index, pattern] of Object.values(FORBIDDEN).entries()) expect(samples[index]).toMatch(pattern);
});

const NOTICE_ONLY = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0"];

/** An entry of package-lock.json. */
interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
}

describe("the dependencies", () => {
  const { packages: locked } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, Locked>;
  };
  const own = JSON.parse(readFileSync("package.json", "utf8"));
  /** The packages that npm installs for a user, by path. */
  const installed = Object.entries(locked).filter(
    ([place, { dev, devOptional }]) => place !== "" && dev === undefined && devOptional === undefined,
  );

  it("are four, and two of theirs", () => {
    expect(Object.keys(own.dependencies)).toEqual(["p-limit", "p-retry", "reconnecting-websocket", "zustand"]);
    expect(installed).toHaveLength(6);
  });

  it("run nothing when they are installed, and neither do we", () => {
    const SCRIPTS = ["preinstall", "install", "postinstall", "prepare"];
    for (const [place, { hasInstallScript, integrity }] of installed) {
      const manifest = JSON.parse(readFileSync(`${place}/package.json`, "utf8"));
      // npm runs no `prepare` for a registry's tarball.
      const run = SCRIPTS.slice(0, 3).filter((script) => manifest.scripts?.[script]);
      expect(run, place).toEqual([]);
      expect(hasInstallScript, place).toBeUndefined();
      expect(integrity, place).toMatch(/^sha512-/);
    }
    expect(SCRIPTS.filter((script) => own.scripts[script])).toEqual([]);
  });

  it("are listed in THIRD_PARTY.md with their licences, which ask only that a notice is kept", () => {
    const list = readFileSync("THIRD_PARTY.md", "utf8");
    const rows = [...list.matchAll(/^\| `(.+?)` \| (.+?) \|/gm)].map(([, name, licence]) => [name, licence]);
    const licences = installed.map(([place, { license }]) => [place.replace(/^.*node_modules\//, ""), license]);
    expect(rows).toEqual(licences);
    const peers = Object.keys(own.peerDependencies).map((name) => [name, locked[`node_modules/${name}`]?.license]);
    expect(list).toContain(`needs it: ${peers.map(([name, licence]) => `\`${name}\` (${licence})`).join(", ")}.`);
    for (const [name, licence] of [...licences, ...peers]) expect(NOTICE_ONLY, name).toContain(licence);
  });

  it("have ranges on purpose: exact where we lean on the inside, else up to the next major", () => {
    expect(own.dependencies["reconnecting-websocket"]).toMatch(/^\d+\.\d+\.\d+$/);
    for (const name of ["p-limit", "p-retry", "zustand"]) expect(own.dependencies[name]).toMatch(/^\^\d+\.\d+\.\d+$/);
  });

  it("weigh in a page what docs/security.md says", async () => {
    const weigh = async (without: string): Promise<number> => {
      const external = [/^react(-dom)?($|\/)/, ...(without ? [new RegExp(`^${without}($|/)`)] : [])];
      const chunks = await bundle(PAGES["the hooks"], external, conditions);
      return gzipSync(chunks.map((chunk) => chunk.code).join("")).length;
    };
    const all = await weigh("");
    const rows = readFileSync("docs/security.md", "utf8").matchAll(/^\| `([\w-]+)` \|.*\| ([\d,]+) \|$/gm);
    const told = [...rows].map(([, name = "", bytes = ""]) => [name, Number(bytes.replace(",", ""))] as const);
    expect(told.map(([name]) => name).sort()).toEqual(Object.keys(own.dependencies));
    for (const [name, bytes] of told) expect(Math.abs(all - (await weigh(name)) - bytes), name).toBeLessThan(150);
  });

  it("are asked for as docs/security.md says", () => {
    const guide = readFileSync("docs/security.md", "utf8");
    for (const [name, range] of Object.entries(own.dependencies))
      expect(guide).toMatch(
        new RegExp(`^\\| \`${name}\` \\|[^|]*\\| \`${String(range).replace(/[.^]/g, "\\$&")}\``, "m"),
      );
  });
});
