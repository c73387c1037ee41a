// A version is published only if it is signed for the repository that it was built in.
import { expect, test } from "vitest";
import { obstacles } from "../scripts/publishable.ts";

const repository = { url: "git+https://github.com/owner/o2-react.git" };
const env = { CI: "true", GITHUB_REPOSITORY: "owner/o2-react" };

test("by CI, from the repository that package.json names", () => {
  expect(obstacles({ repository }, env)).toEqual([]);
});

test.each([
  ["without a repository", {}, env, /no "repository"/],
  [
    "from another repository",
    { repository },
    { ...env, GITHUB_REPOSITORY: "fork/o2-react" },
    /but this is fork\/o2-react/,
  ],
  ["by hand", { repository }, {}, /published by CI/],
])("not %s", (_, manifest, environment, reason) => {
  expect(obstacles(manifest, environment)).toEqual([expect.stringMatching(reason)]);
});
