export { GoroutinesPanel } from "./goroutines-panel.tsx";
