export { GrowthPanel } from "./growth-panel.tsx";
