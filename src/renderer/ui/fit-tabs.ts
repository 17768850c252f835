// Which tabs stand in the row and which go into "More". Pure, because the widths come from the page.

/**
 * Indexes of the tabs to show, in order: as many from the first as fit, the chosen one always among them. `widths` are
 * those of all tabs, `more` that of the menu that takes the rest; nothing is left out while everything fits.
 */
export function fitTabs(
  widths: readonly number[],
  selected: number,
  room: number,
  more: number,
): readonly number[] {
  const all = widths.map((_, index) => index);
  const sum = (indexes: readonly number[]): number =>
    indexes.reduce((total, index) => total + (widths[index] ?? 0), 0);
  if (sum(all) <= room) return all;
  const left = room - more;
  const fitting: number[] = [];
  for (const index of all) {
    if (sum([...fitting, index]) > left) break;
    fitting.push(index);
  }
  if (selected < 0 || selected >= widths.length || fitting.includes(selected))
    return fitting.length > 0 ? fitting : all.slice(0, 1);
  // The chosen tab takes the place of the last ones, for it may be wider than they were.
  while (fitting.length > 0 && sum([...fitting, selected]) > left)
    fitting.pop();
  return [...fitting, selected];
}
