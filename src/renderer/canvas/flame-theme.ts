// The colours of the flame graph as the canvas needs them: CSS variables resolved once a theme, by asking a hidden
// element what it would paint (a variable's own text may be a colour-mix that a canvas does not evaluate).

import { differenceSlots, packageSlots } from "./flame-palette.ts";
import type { FlameTheme } from "./draw-flame.ts";

const hatchPx = 6;

/** Reads the theme that is in effect at `host`, which must carry the class `flame`. */
export function readFlameTheme(host: HTMLElement): FlameTheme {
  const probe = document.createElement("span");
  probe.style.display = "none";
  host.append(probe);
  const colour = (value: string): string => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const mono = getComputedStyle(host).getPropertyValue("--font-mono");
  const font = `11.5px ${mono}`;
  const slots = [
    ...Array.from({ length: packageSlots }, (_, slot) =>
      colour(packageColour(slot)),
    ),
    ...Array.from({ length: differenceSlots }, (_, slot) =>
      colour(differenceColour(slot - 3)),
    ),
    colour("var(--surface-bar)"),
    colour("var(--line)"),
  ];
  const theme: FlameTheme = {
    slots,
    background: colour("var(--surface)"),
    text: colour("var(--text)"),
    mutedText: colour("var(--text-muted)"),
    selected: colour("var(--accent)"),
    focus: colour("var(--text)"),
    hatch: hatchPattern(colour("var(--flame-hatch)")),
    font,
    advancePx: measureAdvance(font),
  };
  probe.remove();
  return theme;
}

function packageColour(slot: number): string {
  const hue = `var(--flame-package-${slot >> 1})`;
  return slot % 2 === 0
    ? hue
    : `color-mix(in oklab, ${hue} 72%, var(--surface))`;
}

function differenceColour(step: number): string {
  if (step === 0) return "var(--flame-diff-same)";
  const side = step > 0 ? "grown" : "shrunk";
  const strength = `var(--flame-diff-${Math.abs(step)})`;
  return `color-mix(in oklab, var(--flame-diff-${side}) ${strength}, var(--surface))`;
}

function measureAdvance(font: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return 7;
  context.font = font;
  return context.measureText("m".repeat(100)).width / 100;
}

function hatchPattern(colour: string): CanvasPattern | null {
  const tile = document.createElement("canvas");
  tile.width = tile.height = hatchPx;
  const context = tile.getContext("2d");
  if (context === null) return null;
  context.strokeStyle = colour;
  context.lineWidth = 1.2;
  context.beginPath();
  for (const shift of [-hatchPx, 0, hatchPx]) {
    context.moveTo(shift, hatchPx);
    context.lineTo(shift + hatchPx, 0);
  }
  context.stroke();
  return context.createPattern(tile, "repeat");
}
