export { WaterfallPanel } from "./waterfall-panel.tsx";
