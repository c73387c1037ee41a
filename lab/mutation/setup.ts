// Runs before each suite of a mutation run: fixes random values, skips slow tests, and makes clean-up part of its test.
import fc from "fast-check";
import { afterEach, beforeEach } from "vitest";

const SLOW = [
  "a book that the stream contradicts > is asked for at most once a second while the trouble lasts",
  "comes first: the end is the same, also for an order that closes in between",
  "an honest busy stream is not accused",
  "an honest stream at a high rate is never accused",
  "while nearly every frame is wrong, a snapshot is asked for at most once a second",
  "bars of every resolution, between two times",
  "after a drop > readers get the book anew, and no change of the old life lands in it",
  "a text of megabytes among bare numbers",
];

// Stryker finds a test again by its name, which contains the seed. One failure is enough, so no shorter one is
// searched. There is no time limit: on a slow machine it would fail a test, and a change would seem to be found.
fc.configureGlobal({ seed: 1, endOnFailure: true });

beforeEach(({ task, skip }) => {
  if (SLOW.some((name) => task.fullTestName.includes(name))) skip();
});

// Stryker ends a test before its `onTestFinished`, and takes code that runs outside of tests for code that runs while
// files load. It tries changes of such code against every test, so clean-up has to be part of its test.
const stryker = (globalThis as { __stryker__?: { currentTestId?: string | undefined } }).__stryker__ ?? {};
stryker.currentTestId = undefined;
afterEach(({ onTestFinished }) => {
  const { currentTestId } = stryker;
  onTestFinished(() => {
    stryker.currentTestId = currentTestId;
  });
});
