// Starts the window: stores first, then React.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ensureExists } from "../core/result.ts";
import "./ui/styles.css";
import { App } from "./app/app.tsx";

const root = ensureExists(
  document.getElementById("root"),
  "index.html has #root",
);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
