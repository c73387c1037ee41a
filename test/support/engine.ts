// Loads the engine before any suite begins, so that a provider has it in its first render and fake time has nothing to
// wait for. test/browser/engine.browser.test.tsx tests how a page loads it.
import { preloadEngine } from "o2-react";
import { isElsewhere } from "./thread.ts";

await preloadEngine();
// The same for an engine in another thread.
if (isElsewhere) await import("../../src/port/openWorker.ts");
