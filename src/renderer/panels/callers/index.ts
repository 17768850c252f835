export { CallersPanel } from "./callers-panel.tsx";
