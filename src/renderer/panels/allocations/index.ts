export { AllocationsPanel } from "./allocations-panel.tsx";
