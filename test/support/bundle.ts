// A page's code, bundled and minified in memory. What a page weighs against its budget: .size-limit.js.
import { resolve } from "node:path";
import { build, type OutputChunk } from "rolldown";

const PAGE = resolve("page.js");

/** The chunks of a page that is this code. `conditions` beyond the usual ones say what o2-react is. */
export async function bundle(
  code: string,
  external: readonly (string | RegExp)[],
  conditions: readonly string[] = [],
): Promise<readonly OutputChunk[]> {
  const { output } = await build({
    input: "page",
    external: [...external],
    resolve: { conditionNames: [...conditions, "production", "browser", "import", "default"] },
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === "page" ? PAGE : null),
        load: (id) => (id === PAGE ? code : null),
      },
    ],
    logLevel: "silent",
    write: false,
    output: { minify: true, comments: false },
  });
  return output.filter((one) => one.type === "chunk");
}
