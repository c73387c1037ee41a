// Names of topics: two topics are the same when their keys are. And the error that names those there is no room for.
import type { O2LimitError } from "./feedErrors.ts";
import { limitError } from "./identities.ts";
import { topicId } from "./ids.ts";
import type { Topic } from "./protocol.ts";

/** The name of a topic, with its channel. */
export function topicKey(topic: Topic): string {
  return `${topic.channel}:${topicId(topic)}`;
}

/** The error for those of some topics that are beyond the limit; `undefined` where none is. */
export function limitOf(topics: readonly Topic[], overLimit: readonly Topic[]): O2LimitError | undefined {
  const keys = new Set(topics.map(topicKey));
  const refused = overLimit.filter((topic) => keys.has(topicKey(topic)));
  return refused.length === 0 ? undefined : tooMany(refused);
}

/** The error for topics that the server has no room for. */
export function tooMany(topics: readonly Topic[]): O2LimitError {
  return limitError(topics.map(topicKey).join(", "), "Release others");
}
