// Storybook over the sources: the stories import o2-react by its public names.
import type { StorybookConfig } from "@storybook/react-vite";
import { defaultClientConditions, mergeConfig } from "vite";

const config: StorybookConfig = {
  stories: ["../stories/**/*.mdx", "../stories/**/*.stories.tsx"],
  addons: ["@storybook/addon-docs", "@storybook/addon-a11y", "@storybook/addon-vitest"],
  // StrictMode everywhere: what mounts twice and still sends nothing extra is what the stories show.
  framework: { name: "@storybook/react-vite", options: { strictMode: true } },
  core: { disableTelemetry: true, disableWhatsNewNotifications: true, enableCrashReports: false },
  features: { sidebarOnboardingChecklist: false },
  typescript: { reactDocgen: "react-docgen" },
  viteFinal: (vite) =>
    mergeConfig(vite, {
      resolve: { conditions: ["@o2-react/source", ...defaultClientConditions] },
      // Found late they would make the page load twice.
      optimizeDeps: { include: ["lightweight-charts", "react-dom/client", "react-dom/server"] },
      // lightweight-charts and Storybook's own docs are large, and this is a workbench, not a page that is shipped.
      build: { chunkSizeWarningLimit: 2_000 },
    }),
};

export default config;
