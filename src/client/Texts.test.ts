// Binary frames: read as UTF-8, in the order in which they came, whatever they came as.
import { expect, it } from "vitest";
import { Texts } from "./Texts.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const rest = () => new Promise((resolve) => setTimeout(resolve, 20));

it("bytes are text in UTF-8, at once; a part of a buffer is that part alone", () => {
  const heard: unknown[] = [];
  const texts = new Texts((data) => heard.push(data));
  texts.push("a");
  texts.push(bytes("bü€").buffer);
  texts.push(bytes("xcx").subarray(1, 2));
  texts.push(5);
  texts.whenRead(() => heard.push("read"));
  expect(heard).toEqual(["a", "bü€", "c", 5, "read"]);
});

it("a Blob holds up what comes behind it, and those who wait for all that came", async () => {
  const heard: unknown[] = [];
  const texts = new Texts((data) => heard.push(data));
  // The first takes longest.
  const slow = new Blob(["slow"]);
  slow.arrayBuffer = () => new Promise((resolve) => setTimeout(() => resolve(bytes("slow").buffer), 10));
  texts.push(slow);
  texts.push("text");
  texts.push(new Blob(["fast"]));
  texts.whenRead(() => heard.push("read"));
  texts.push(bytes("bytes"));
  expect(heard).toEqual([]);
  await rest();
  expect(heard).toEqual(["slow", "text", "fast", "read", "bytes"]);
  texts.push("at once");
  expect(heard.at(-1)).toBe("at once");
});

it("what waits is over with its link, and does not hold up the next one's frames", async () => {
  const heard: unknown[] = [];
  const texts = new Texts((data) => heard.push(data));
  texts.push(new Blob(["old"]));
  texts.push("old too");
  texts.clear();
  texts.push("new");
  expect(heard).toEqual(["new"]);
  await rest();
  expect(heard).toEqual(["new"]);
});

it("a Blob that cannot be read is a frame that cannot be read, and the next ones are heard", async () => {
  const heard: unknown[] = [];
  const texts = new Texts((data) => heard.push(data));
  const broken = new Blob(["x"]);
  broken.arrayBuffer = () => Promise.reject(new Error("gone"));
  texts.push(broken);
  texts.push("next");
  await rest();
  expect(heard).toEqual([undefined, "next"]);
});
