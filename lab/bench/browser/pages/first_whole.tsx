// Has the engine in the first load by a static import, as the library was before its engine became its own chunk.
import { createO2Feed } from "o2-react/feed";
import { exchangeConfig, showFirstRow } from "../FirstRow.tsx";

showFirstRow(createO2Feed({ config: exchangeConfig() }));
