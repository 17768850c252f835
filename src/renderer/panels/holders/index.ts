export { HoldersPanel } from "./holders-panel.tsx";
