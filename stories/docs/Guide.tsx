// Shows a document of docs/ as a Storybook page. The line <!-- live: Name --> plays that story, and the line <!--
// controls: Name --> shows its knobs. GitHub does not show such lines.
import { Canvas, Controls, Description, Markdown } from "@storybook/addon-docs/blocks";
import { withLinks } from "./links.ts";
import "./guide.css";

export interface GuideProps {
  /** The document's own path. Its links are relative to it. */
  readonly path: string;
  readonly text: string;
  /** A module of the stories that it may show. */
  readonly stories?: Readonly<Record<string, unknown>>;
}

export function Guide({ path, text, stories = {} }: GuideProps) {
  const parts = text.split(/^<!-- (live|controls): (\w+) -->$/m);
  const title = /^# (.*)/.exec(text)?.[1] ?? path;
  return (
    <div className="guide">
      {parts.map((part, index) => {
        if (index % 3 === 0) return <Markdown key={part}>{withLinks(part, path)}</Markdown>;
        if (index % 3 === 1) return null;
        const story = stories[part];
        if (story === undefined) throw new Error(`${title}: there is no story ${part}.`);
        const key = `${parts[index - 1]} ${part}`;
        if (parts[index - 1] === "controls") return <Controls key={key} of={story} />;
        return (
          <div key={key} className="live">
            <Description of={story} />
            <Canvas of={story} sourceState="none" />
          </div>
        );
      })}
    </div>
  );
}
