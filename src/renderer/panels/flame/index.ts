export { FlamePanel } from "./flame-panel.tsx";
