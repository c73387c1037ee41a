// What a page pays for each entry at most: bundled alone from dist with all dependencies but React, minified, gzipped.
const page = {
  ignore: ["react", "react-dom"],
  gzip: true,
  // Vite and webpack leave licence comments out of a page's code as well.
  modifyRolldownConfig: (config) => ({ ...config, output: { ...config.output, comments: false } }),
};
/** Beside a page that has the rest. */
const devtools = { ...page, ignore: [...page.ignore, "o2-react"] };

/** Without the chunks that a page loads later: before its first paint it needs no more. */
const first = { ...page, entry: "index" };
/** By name, as pages take them: with `*` a page pays for an object of all names as well. */
const all = `{ ${Object.keys(await import("./dist/index.js")).join(", ")} }`;

export default [
  {
    ...first,
    name: "first load of one hook and the provider",
    path: "dist/index.js",
    import: "{ O2Provider, useDepth }",
    limit: "9.8 kB",
  },
  { ...first, name: "first load of all of o2-react", path: "dist/index.js", import: all, limit: "22.45 kB" },
  {
    ...page,
    entry: ["index", "feed"],
    name: "until the first live row, by id",
    path: "dist/index.js",
    import: "{ O2Provider, useDepth }",
    limit: "35.65 kB",
  },
  {
    ...page,
    entry: ["index", "feed", "addReads"],
    name: "until the first live row, by pair",
    path: "dist/index.js",
    import: "{ O2Provider, useDepth }",
    limit: "41.95 kB",
  },
  {
    ...page,
    name: "one hook, with the engine",
    path: "dist/index.js",
    import: "{ O2Provider, useDepth }",
    limit: "79.6 kB",
  },
  { ...page, name: "all of o2-react", path: "dist/index.js", limit: "92.05 kB" },
  { ...page, name: "o2-react/feed", path: "dist/feed.js", import: "{ createO2Feed }", limit: "65.5 kB" },
  { ...page, name: "o2-react/server", path: "dist/server.js", import: "{ prefetch }", limit: "28.5 kB" },
  ...Object.keys(await import("./dist/trading.js")).map((name) => ({
    ...page,
    name: `o2-react/trading, ${name} alone`,
    path: "dist/trading.js",
    import: `{ ${name} }`,
    // checkOrder knows the names of fourteen rules and of all that they need; orderForm is it with their sentences.
    limit: { checkOrder: "1.9 kB", orderForm: "2.95 kB" }[name] ?? "1.5 kB",
  })),
  {
    ...page,
    name: "o2-react/charts/lightweight",
    path: "dist/charts-lightweight.js",
    import: "{ bindCandles, priceFormatOf }",
    limit: "1.65 kB",
  },
  {
    ...page,
    name: "o2-react/charts/tradingview, beside a feed",
    path: "dist/charts-tradingview.js",
    import: "{ createDatafeed }",
    limit: "3.95 kB",
  },
  { ...page, name: "o2-react/client", path: "dist/client.js", import: "{ O2WebSocket }", limit: "25.65 kB" },
  { ...page, name: "the worker's script", path: "dist/engine.worker.js", limit: "68.75 kB" },
  { ...devtools, name: "devtools, until opened", path: "dist/devtools.js", entry: "devtools", limit: "10.1 kB" },
  { ...devtools, name: "devtools, their panel", path: "dist/Panel-*.js", limit: "16.15 kB" },
];
