export { TagsPanel } from "./tags-panel.tsx";
