// Renders resources/icons/trivet.svg to the PNG sizes that desktops ask for. Run by hand when the drawing changes:
// `node scripts/icons.mjs` (under xvfb-run where there is no display). The drawing is done by Electron itself.

/* global document, Image -- the drawing function runs in a page */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inCache, inRoot } from "./setup/paths.mjs";

const sizes = [16, 32, 48, 64, 128, 256, 512];
const require = createRequire(import.meta.url);
const { _electron } = require("@playwright/test");

const svg = readFileSync(inRoot("resources", "icons", "trivet.svg"), "utf8");
const app = await _electron.launch({
  executablePath: process.env.TRIVET_EXECUTABLE ?? inCache("app", "trivet"),
  chromiumSandbox: process.getuid?.() !== 0,
});
await app.firstWindow();
const images = await app.evaluate(
  async ({ BrowserWindow }, [drawing, wanted]) => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL("data:text/html,<p>");
    const draw = async (source, edges) => {
      const image = new Image();
      image.src = `data:image/svg+xml;base64,${source}`;
      await image.decode();
      return edges.map((edge) => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = edge;
        canvas.getContext("2d").drawImage(image, 0, 0, edge, edge);
        return canvas.toDataURL("image/png");
      });
    };
    return window.webContents.executeJavaScript(
      `(${draw.toString()})(${JSON.stringify(drawing)}, ${JSON.stringify(wanted)})`,
    );
  },
  [Buffer.from(svg).toString("base64"), sizes],
);
await app.close();
images.forEach((url, index) =>
  writeFileSync(
    inRoot("resources", "icons", `trivet-${sizes[index]}.png`),
    Buffer.from(url.split(",")[1], "base64"),
  ),
);
