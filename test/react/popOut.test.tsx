// @vitest-environment happy-dom
// A book in a popped-out window, in front of a hidden page: the provider's option `commits`.
import { act, render } from "@testing-library/react";
import { type CommitPace, O2InputError, useDepth } from "o2-react";
import { expect, onTestFinished, test, vi } from "vitest";
import { isElsewhere, marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

/** Counts how often, in a hundred looks 50 ms apart, a live book of a hidden page was not the exchange's. */
async function openHidden(first: CommitPace | undefined) {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market }));
  const page = (commits: CommitPace | undefined) => (
    <Provider commits={commits}>
      <book.Probe params={null} />
    </Provider>
  );
  const view = render(page(first));
  await act(() => settle());
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  onTestFinished(() => hidden.mockRestore());
  document.dispatchEvent(new Event("visibilitychange"));
  return {
    setCommits: (commits: CommitPace | undefined) => view.rerender(page(commits)),
    behind: async () => {
      let behind = 0;
      for (let look = 0; look < 100; look += 1) {
        exchange.tick(5);
        await act(() => pass(50));
        const { status, data } = book.last;
        expect(status).toBe("live");
        if (data?.bids[0]?.quantity !== trueDepth(exchange, market).bids[0]?.quantity) behind += 1;
      }
      return behind;
    },
  };
}

/** The frames of a visible window. */
const popOut = () => ({
  closed: false,
  document: { visibilityState: "visible" },
  requestAnimationFrame: (call: () => void) => Number(setTimeout(call, 16)),
  cancelAnimationFrame: (frame: number) => clearTimeout(frame),
});

test("without it a hidden page is committed once a second", async () => {
  const { behind } = await openHidden(undefined);
  expect(await behind()).toBeGreaterThan(50);
});

test.each([
  ["milliseconds", 25],
  ["the frames of the window it is drawn in", popOut()],
])("by %s the book is current while it claims to be live", async (_, commits) => {
  const { behind } = await openHidden(commits);
  expect(await behind()).toBeLessThan(5);
});

test("it may change while the page stays: a panel is popped out, and put back", async () => {
  const { behind, setCommits } = await openHidden("frame");
  setCommits(popOut());
  expect(await behind()).toBeLessThan(5);
  setCommits({ ...popOut(), closed: true });
  expect(await behind()).toBeGreaterThan(50);
  setCommits(undefined);
  expect(await behind()).toBeGreaterThan(50);
});

// Without the engine it is reported.
test.skipIf(isElsewhere)("an invalid pace is rejected at the mount", () => {
  const { Provider } = openPage();
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(() => render(<Provider commits={5_000} />)).toThrow(O2InputError);
  logged.mockReset();
});
