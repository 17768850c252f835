export { GdbPanel } from "./gdb-panel.tsx";
