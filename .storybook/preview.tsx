// What all stories share: dark docs, accessibility findings as errors, a phone to look at them on.
import type { Preview } from "@storybook/react-vite";
import { configure } from "storybook/test";
import { themes } from "storybook/theming";
import "../stories/parts/theme.css";
import "../stories/parts/panels.css";
import "../stories/parts/tables.css";
import "../stories/parts/ladder.css";
import "../stories/parts/account.css";
import "../stories/parts/hooks.css";
import "../stories/parts/screen.css";
import "../stories/parts/markets.css";

// How long a play function looks for what must appear. A busy machine takes longer than the default second to mount and
// warm up an exchange; what must appear is the same.
configure({ asyncUtilTimeout: 60_000 });

const preview: Preview = {
  parameters: {
    a11y: { test: "error" },
    backgrounds: { disabled: true },
    controls: { expanded: true, sort: "requiredFirst" },
    docs: { theme: themes.dark },
    layout: "fullscreen",
    options: {
      storySort: {
        order: [
          "Read me",
          "Trading screen",
          "Guides",
          [
            "How freshness works",
            "The provider",
            "Amounts",
            "Placing orders",
            "Next.js and other servers",
            "Testing your app",
            "Devtools",
            "Performance",
            "Reliability",
            "How sure we are of the wire",
            "Security",
            "Migrating",
            "Without React",
          ],
          "Hooks",
          "API reference",
        ],
      },
    },
    viewport: {
      options: {
        phone: { name: "Phone", type: "mobile", styles: { width: "390px", height: "844px" } },
        laptop: { name: "Laptop", type: "desktop", styles: { width: "1024px", height: "768px" } },
        desk: { name: "Desk", type: "desktop", styles: { width: "1440px", height: "900px" } },
      },
    },
  },
};

export default preview;
