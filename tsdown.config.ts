import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    client: "src/client.ts",
    server: "src/server.ts",
    testing: "src/testing.ts",
    "testing-node": "src/testing-node.ts",
    "testing-react": "src/testing-react.ts",
    "testing-storybook": "src/testing-storybook.ts",
  },
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: { sourcemap: true },
  sourcemap: true,
  failOnWarn: true,
  // Said of every TypeScript 7; its types are checked by attw below.
  suppressWarnings: "TypeScript 7.0 does not yet have a stable API",
  // Nothing is bundled: an accidental copy of React would break every hook.
  deps: { onlyBundle: [], neverBundle: [/^node:/] },
  publint: { strict: true },
  attw: { profile: "esm-only" },
  inputOptions: {
    onLog(level, log, handler) {
      // "use client" of the entry survives as line 1 of the built file; the warning is about the modules behind it.
      if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
    },
  },
});
