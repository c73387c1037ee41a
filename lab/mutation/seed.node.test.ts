// Where lab/mutation/runner.ts lives in a plain Node worker.
import { it } from "vitest";

it("is there", () => undefined);
