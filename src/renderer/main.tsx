// Starts the window: stores first, then React.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ensureExists } from "../core/result.ts";
import "./ui/styles.css";
import { App } from "./app/app.tsx";

// What the first view needs is fetched and compiled while main still reads the investigation; whoever mounts it later
// finds it there. A failure shows where the part is used.
const firstView = [
  import("./charts/rows-chart.tsx"),
  import("./panels/flame/index.ts"),
];
for (const part of firstView) part.catch(() => undefined);

const root = ensureExists(
  document.getElementById("root"),
  "index.html has #root",
);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
