// Loads the engine by import() once the provider has mounted: the default.
import { showFirstRow } from "../FirstRow.tsx";

showFirstRow();
