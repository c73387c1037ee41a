// Weighs each page by the settings of our own first load (../../../.size-limit.js): before its first paint, until it
// has live data, and with everything that it may load later.
import { readdirSync } from "node:fs";
import sizes from "../../../.size-limit.js";

const [{ ignore, gzip, modifyRolldownConfig }] = sizes;
const settings = { ignore, gzip, modifyRolldownConfig };

export default readdirSync(new URL("pages", import.meta.url)).flatMap((file) => {
  const name = file.replace(".js", "");
  const page = { ...settings, path: `pages/${file}` };
  return [
    { ...page, name: `${name}: first load`, entry: name },
    // Only our page loads a part later.
    { ...page, name: `${name}: live`, entry: name === "o2-react" ? [name, "feed"] : name },
    { ...page, name: `${name}: all` },
  ];
});
