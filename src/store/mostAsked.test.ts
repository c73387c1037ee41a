import { expect, it } from "vitest";
import { MostAsked } from "./mostAsked.ts";

it("the most that anybody asks for counts, and what is let go of keeps it while it lingers", () => {
  const levels = new MostAsked();
  expect(levels.most("a")).toBe(0);
  const few = levels.ask("a", 5);
  const many = levels.ask("a", 50);
  levels.ask("b", 7);
  expect(levels.most("a")).toBe(50);
  many();
  expect(levels.most("a")).toBe(5);
  few();
  expect(levels.most("a")).toBe(5);
  levels.forget("a");
  expect(levels.most("a")).toBe(0);
  expect(levels.most("b")).toBe(7);
});

it("two who ask for the same are two", () => {
  const levels = new MostAsked();
  const one = levels.ask("a", 20);
  levels.ask("a", 20);
  levels.ask("a", 3);
  one();
  expect(levels.most("a")).toBe(20);
});

it("who lets go twice takes nothing from another", () => {
  const levels = new MostAsked();
  const few = levels.ask("a", 5);
  levels.ask("a", 50);
  few();
  few();
  levels.ask("a", 10);
  expect(levels.most("a")).toBe(50);
});
