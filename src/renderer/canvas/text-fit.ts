// Fitting labels without asking the canvas for every frame: the font is monospaced, so one measured advance tells the
// width of any text. East Asian wide characters take two advances.

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** Width of `text` in character advances. */
export function advancesOf(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
}

/** How many characters fit in a box of `widthPx`, with padding on both sides. */
export function fittingCharacters(
  widthPx: number,
  advancePx: number,
  paddingPx: number,
): number {
  return Math.max(0, Math.floor((widthPx - 2 * paddingPx) / advancePx));
}
