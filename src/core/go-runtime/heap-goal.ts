// At which heap size the next collection is to be done: by percentage, or by the memory limit.
// Source of truth: runtime/mgcpacer.go (gcControllerState).

import type { RuntimeLayout, Structure } from "./runtime-layout.ts";

type Pacer = Structure<"gcController">;

/** A local constant of heapGoalInternal, which no binary records. */
const minRunway = 64 << 10;
/** `triggered` holds all ones outside a cycle. */
const notTriggered = 2 ** 63;
/** Without a limit the runtime holds the largest 64-bit number. */
const noLimit = 2 ** 62;

/** GOMEMLIMIT in bytes; null = none. */
export function memoryLimitOf(pacer: Pacer, view: DataView): number | null {
  const limit = pacer.number(view, 0, "memoryLimit");
  return limit >= noLimit ? null : limit;
}

/** gcControllerState.heapGoalInternal: by percentage, with room to sweep and to run; or by the memory limit if lower. */
export function heapGoal(
  layout: RuntimeLayout,
  pacer: Pacer,
  view: DataView,
): number {
  const pace = (field: Parameters<typeof pacer.number>[2]): number =>
    pacer.number(view, 0, field);
  const byPercent = pace("percentGoal");
  const byLimit = limitGoal(layout, pacer, view);
  if (byLimit < byPercent) return byLimit;
  const triggered = pace("triggered");
  return Math.max(
    byPercent,
    pace("sweepMinTrigger"),
    triggered >= notTriggered ? 0 : triggered + minRunway,
  );
}

/** gcControllerState.memoryLimitHeapGoal. */
function limitGoal(
  layout: RuntimeLayout,
  pacer: Pacer,
  view: DataView,
): number {
  const pace = (field: Parameters<typeof pacer.number>[2]): number =>
    pacer.number(view, 0, field);
  const limit = memoryLimitOf(pacer, view);
  if (limit === null) return Infinity;
  const marked = pace("heapMarked");
  const mapped = pace("mappedReady");
  const inHeap = pace("heapFree") + pace("totalAlloc") - pace("totalFree");
  const outside = Math.max(0, mapped - inHeap) + Math.max(0, mapped - limit);
  if (outside >= limit) return marked;
  const room = limit - outside;
  const percent = layout.optionalConstant("goalHeadroomPercent");
  const least = layout.constant("goalHeadroom");
  const headroom =
    percent === null
      ? least
      : Math.max(least, Math.floor(room / 100) * percent);
  const goal =
    room < headroom || room - headroom < headroom ? headroom : room - headroom;
  return Math.max(goal, marked);
}
