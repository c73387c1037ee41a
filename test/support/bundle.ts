// Bundles and minifies a page's code in memory. .size-limit.js has the budgets of such pages.
import { resolve } from "node:path";
import { build, type OutputChunk } from "rolldown";

const PAGE = resolve("page.js");

/** The chunks of a page with this code. `conditions` select which build of o2-react is used. */
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
