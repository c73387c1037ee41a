// Before each suite of the hooks in Chromium: the runner makes its fake time when it is first asked about it.
import { vi } from "vitest";
import { withQuickSteps } from "./turns.ts";

withQuickSteps(() => vi.isFakeTimers());
