/// <reference types="vite/client" />
// The API reference, an entry at a time: all of it at once would be a slow page.
import { Markdown } from "@storybook/addon-docs/blocks";
import { useState } from "react";
import "./guide.css";

const files = import.meta.glob<string>("../../docs/api/o2-react{,/**/*}.md", {
  query: "?raw",
  import: "default",
  eager: true,
});
const entries = Object.entries(files)
  .map(([path, text]) => [path.replace(/^.*?api\/|\.md$/g, ""), text] as const)
  .sort(([one], [other]) => one.localeCompare(other));

export function Reference() {
  const [chosen, setChosen] = useState("o2-react");
  const text = entries.find(([name]) => name === chosen)?.[1] ?? "";
  return (
    <div className="guide">
      <fieldset className="entries">
        <legend>Entry</legend>
        {entries.map(([name]) => (
          <label key={name}>
            <input type="radio" name="entry" checked={name === chosen} onChange={() => setChosen(name)} />
            {name}
          </label>
        ))}
      </fieldset>
      <Markdown key={chosen}>{withoutFarLinks(text)}</Markdown>
    </div>
  );
}

/** Links into another entry's page have no target here, so they become plain words. */
function withoutFarLinks(text: string): string {
  return text.replace(/\[(`[^`]*`|[^[\]]+)\]\([^)#]+\.md(?:#[^)]*)?\)/g, "$1");
}
