// @vitest-environment happy-dom
// Where lab/mutation/runner.ts lives in a worker with a page.
import { it } from "vitest";

it("is there", () => undefined);
