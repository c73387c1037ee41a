// The engine in the first load: imported statically, as the library was before its engine was a chunk of its own.
import { createO2Feed } from "o2-react/feed";
import { exchangeConfig, showFirstRow } from "../FirstRow.tsx";

showFirstRow(createO2Feed({ config: exchangeConfig() }));
