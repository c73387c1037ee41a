// Before each suite: the same random values in every run, or Stryker would not find a test again by its name, and not as
// many as there is time for; and without
// the tests that take long, which would be held against every mutant that they reach.
import fc from "fast-check";
import { beforeEach } from "vitest";

const SLOW = [
  "a book that the stream contradicts > is asked for at most once a second while the trouble lasts",
  "comes first: the end is the same, also for an order that closes in between",
  "a fill that fails keeps the data, says stale with the error, and tries again until it holds",
  "an honest busy stream is not accused",
  "an honest stream at a high rate is never accused",
  "while nearly every frame is wrong, a snapshot is asked for at most once a second",
  "bars of every resolution, between two times",
  "clocks that jump an hour forth and back: no false death, nothing spins, and what is shown is true (busy)",
  "after a drop > readers get the book anew, and no change of the old life lands in it",
  "a text of megabytes among bare numbers",
];

fc.configureGlobal({ seed: 1, interruptAfterTimeLimit: 250 });
beforeEach(({ task, skip }) => {
  if (SLOW.some((name) => task.fullTestName.includes(name))) skip();
});
