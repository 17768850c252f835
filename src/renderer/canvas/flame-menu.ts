// What can be done with a frame, as the entries of its menu. What the panel cannot do is not offered.

import type { FilterName } from "../../core/pprof/lens.ts";
import type { Translate } from "../state/use-message.ts";
import type { MenuItem } from "../ui/menu-list.tsx";

/** What a panel lets people do with a function of its graph. */
export interface FlameActions {
  /** Adds the function to a filter. */
  readonly filterBy?: (filter: FilterName, name: string) => void;
  /** Shows the function between its callers and its callees. */
  readonly sandwich?: (name: string) => void;
  readonly openSource?: (name: string) => void;
  readonly copy: (name: string) => void;
}

/** In the order of the menu: what narrows first, what cuts after it. */
const transforms = [
  "focus",
  "ignore",
  "hide",
  "showFrom",
  "pruneFrom",
] as const satisfies readonly FilterName[];

/** `name`: of the frame; null for the root, which is no function. */
export function flameMenu(
  name: string | null,
  zoom: (() => void) | null,
  actions: FlameActions,
  t: Translate,
): readonly MenuItem[] {
  const items: MenuItem[] = [];
  if (zoom !== null)
    items.push({ id: "flame-zoom", title: t("flame.menu.zoom"), run: zoom });
  if (name === null) return items;
  const { filterBy, sandwich, openSource, copy } = actions;
  if (sandwich !== undefined)
    items.push({
      id: "flame-sandwich",
      title: t("flame.menu.sandwich"),
      run: () => sandwich(name),
    });
  if (filterBy !== undefined)
    transforms.forEach((filter, index) =>
      items.push({
        id: `flame-${filter}`,
        title: t(`flame.menu.${filter}`),
        startsGroup: index === 0,
        run: () => filterBy(filter, name),
      }),
    );
  if (openSource !== undefined)
    items.push({
      id: "flame-source",
      title: t("flame.menu.source"),
      startsGroup: true,
      run: () => openSource(name),
    });
  items.push({
    id: "flame-copy",
    title: t("profile.copy-name"),
    startsGroup: openSource === undefined,
    run: () => copy(name),
  });
  return items;
}
