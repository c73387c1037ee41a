// o2-react with its engine in a worker.
import { createWorker } from "o2-react/worker";
import { showOurs } from "../Ours.tsx";

showOurs(createWorker);
