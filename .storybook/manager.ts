// The workbench around the stories: dark like them, and most of the room to the story.
import { addons } from "storybook/manager-api";
import { create } from "storybook/theming";

addons.setConfig({
  theme: create({ base: "dark", brandTitle: "o2-react", brandUrl: "./" }),
  layout: { panelPosition: "bottom", bottomPanelHeight: 180 },
});
