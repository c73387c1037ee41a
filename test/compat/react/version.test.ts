// The suites that run with an older React really use that version, in every part.
import { version } from "react";
import { version as domVersion } from "react-dom";
import { version as serverVersion } from "react-dom/server";
import { expect, inject, test } from "vitest";

test("React is the version meant", () => {
  const versions = [version, domVersion, serverVersion];
  expect(versions.map((each) => /^\d+\.\d+/.exec(each)?.[0])).toEqual(versions.map(() => inject("react")));
});
