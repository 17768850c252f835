export { VerdictBar } from "./verdict-bar.tsx";
export { VerdictDetails } from "./verdict-details.tsx";
