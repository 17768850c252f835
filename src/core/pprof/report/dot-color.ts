// pprof's colours of a call graph: green where a difference shrank, grey near nothing, red where it is or grew.

const shift = 0.7;

/** `score` from -1 to 1; answers `#rrggbb`. */
export function dotColor(score: number, use: "line" | "fill"): string {
  const value = use === "fill" ? 0.93 : 0.7;
  let saturation = use === "fill" ? 0.1 : 1;
  const limited = Math.max(-1, Math.min(1, score));
  if (Math.abs(limited) < 0.2) saturation *= Math.abs(limited) / 0.2;
  const strength = Math.abs(limited) ** (1 - shift);
  const faded = value * (1 - saturation * strength);
  const [red, green] = limited < 0 ? [faded, value] : [value, faded];
  return `#${[red, green, value * (1 - saturation)].map(hex).join("")}`;
}

function hex(part: number): string {
  const byte = Number.isFinite(part) ? Math.trunc(part * 255) : 0;
  return byte.toString(16).padStart(2, "0");
}
