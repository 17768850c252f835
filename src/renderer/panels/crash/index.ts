export { CrashPanel } from "./crash-panel.tsx";
