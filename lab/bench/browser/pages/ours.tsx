// o2-react with its engine in the page.
import { showOurs } from "../Ours.tsx";

showOurs();
