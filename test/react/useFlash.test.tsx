// @vitest-environment happy-dom
import { act, render } from "@testing-library/react";
import { Flash, type LastMove, useFlash } from "o2-react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";

function Probe({ value, onMove }: { value: bigint | undefined; onMove: (move: LastMove) => void }) {
  onMove(useFlash(value));
  return null;
}

test("a move is a new key and its direction; the first value is none, nor is one that follows on an unknown one", () => {
  let last: LastMove | undefined;
  const at = (value: bigint | undefined) => (
    <StrictMode>
      <Probe value={value} onMove={(move) => (last = move)} />
    </StrictMode>
  );
  const page = render(at(undefined));
  const seen: [number | undefined, string | undefined][] = [];
  for (const value of [5n, 5n, 7n, 8n, 8n, 3n, undefined, 4n, 9n]) {
    page.rerender(at(value));
    seen.push([last?.key, last?.tone]);
  }
  expect(seen).toEqual([
    [1, undefined],
    [1, undefined],
    [2, "up"],
    [3, "up"],
    [3, "up"],
    [4, "down"],
    [5, undefined],
    [6, undefined],
    [7, "up"],
  ]);
});

test("a text is a new element after each move, and the same one while nothing moves", () => {
  const at = (value: bigint, text = `${value}`) => <Flash value={value}>{text}</Flash>;
  const page = render(at(5n));
  const span = () => page.container.querySelector("span");
  const first = span();
  expect([first?.textContent, first?.className]).toEqual(["5", ""]);
  page.rerender(at(5n, "five"));
  expect([span(), span()?.textContent]).toEqual([first, "five"]);
  page.rerender(at(6n));
  const second = span();
  expect(second).not.toBe(first);
  expect([second?.textContent, second?.className]).toEqual(["6", "up"]);
  act(() => page.rerender(at(7n)));
  expect(span()).not.toBe(second);
  expect(span()?.className).toBe("up");
  page.rerender(at(1n));
  expect(span()?.className).toBe("down");
});

test("a server renders the text", () => {
  expect(renderToString(<Flash value={5n}>five</Flash>)).toBe("<span>five</span>");
});
