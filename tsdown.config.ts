import { defineConfig, type UserConfig } from "tsdown";

const shared: UserConfig = {
  format: "esm",
  platform: "neutral",
  target: "es2022",
  // The declarations of what is published, and of nothing else: a test or a lab page is no part of the build.
  tsconfig: "tsconfig.build.json",
  dts: { sourcemap: true },
  sourcemap: true,
  failOnWarn: true,
  // Said of every TypeScript 7; its types are checked by attw below.
  suppressWarnings: "TypeScript 7.0 does not yet have a stable API",
  inputOptions: {
    // Two at a time take longer each than one alone.
    checks: { pluginTimings: false },
    onLog(level, log, handler) {
      // "use client" of the entry survives as line 1 of the built file; the warning is about the modules behind it.
      if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
    },
  },
};

export default defineConfig([
  {
    ...shared,
    entry: {
      index: "src/index.ts",
      client: "src/client.ts",
      feed: "src/feed.ts",
      server: "src/server.ts",
      trading: "src/trading.ts",
      worker: "src/worker.ts",
      "charts-lightweight": "src/charts-lightweight.ts",
      "charts-tradingview": "src/charts-tradingview.ts",
      testing: "src/testing.ts",
      "testing-node": "src/testing-node.ts",
    },
    // A file for each module, so that a bundler loads each with the pages that need it, and not one of a chunk with all others of it.
    unbundle: true,
    // Nothing is bundled: an accidental copy of React would break every hook.
    deps: { onlyBundle: [], neverBundle: [/^node:/] },
  },
  {
    // The worker's script is one file with all that it needs: bundlers that know workers bundle it again, and with others it can be
    // served as it is.
    ...shared,
    entry: { "engine.worker": "src/engine.worker.ts" },
    platform: "browser",
    clean: false,
    minify: true,
    deps: {
      alwaysBundle: [/./],
      onlyBundle: ["p-limit", "p-retry", "is-network-error", "yocto-queue", "reconnecting-websocket", "zustand"],
    },
    outputOptions: { codeSplitting: false },
  },
  {
    // Built apart, so that what they share with the core does not cut the core into other chunks: it is the same with
    // and without them, byte for byte. They find the feed through the core itself.
    ...shared,
    entry: {
      devtools: "src/devtools.ts",
      "testing-react": "src/testing-react.ts",
      "testing-storybook": "src/testing-storybook.ts",
    },
    clean: false,
    deps: { onlyBundle: [], neverBundle: [/^o2-react/] },
    publint: { strict: true },
    attw: { profile: "esm-only" },
  },
]);
