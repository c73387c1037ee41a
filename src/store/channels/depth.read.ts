// A market's book, read only while the link is down: a subscription brings its own snapshot.
import { toDepth } from "../toDepth.ts";
import type { Read } from "./read.ts";

export const readDepth: Read<"depth", never> = async (topic, _, __, { rest, how }) => {
  const sides = await rest.depth({ ...topic, ...how });
  // It has all its levels.
  return ({ data }) => ({ data: toDepth(sides, topic.precision, data), levels: undefined });
};
