// Loads the engine by preloadEngine() at the top of the entry module.
import { preloadEngine } from "o2-react";
import { showFirstRow } from "../FirstRow.tsx";

void preloadEngine();
showFirstRow();
