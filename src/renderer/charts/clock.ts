// Moments as text, in local time and the same in every language: 24 hours, ISO date.

const two = (value: number): string => String(value).padStart(2, "0");

/** `14:03:07` */
export function formatClock(atMillis: number): string {
  const date = new Date(atMillis);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `14:03:07.250`, for the cursor and for events. */
export function formatClockMs(atMillis: number): string {
  const ms = String(new Date(atMillis).getMilliseconds()).padStart(3, "0");
  return `${formatClock(atMillis)}.${ms}`;
}

/** `2026-11-23` */
export function formatDate(atMillis: number): string {
  const date = new Date(atMillis);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `2026-11-23 14:03:07` */
export function formatMoment(atMillis: number): string {
  return `${formatDate(atMillis)} ${formatClock(atMillis)}`;
}

/** The end of a range: without the date where it is that of the beginning. */
export function formatEnd(fromMillis: number, toMillis: number): string {
  return formatDate(fromMillis) === formatDate(toMillis)
    ? formatClock(toMillis)
    : formatMoment(toMillis);
}

/** A tick of an axis: `14:03:07`; where the axis goes over midnight `11-23 14:03`. */
export function formatTick(
  atMillis: number,
  fromMillis: number,
  toMillis: number,
): string {
  return formatDate(fromMillis) === formatDate(toMillis)
    ? formatClock(atMillis)
    : formatMoment(atMillis).slice("2026-".length, -":00".length);
}

/** `00:42:17`, hours beyond a day included. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Steps that people read at a glance: seconds to days. */
const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600,
  43200, 86400, 172800, 604800,
].map((seconds) => seconds * 1000);

/** Round moments in local time inside the range, at most about `most`. */
export function timeTicks(
  fromMillis: number,
  toMillis: number,
  most: number,
): readonly number[] {
  const span = toMillis - fromMillis;
  const step =
    steps.find((candidate) => span / candidate <= most) ??
    Math.ceil(span / most / 86_400_000) * 86_400_000;
  const offset = -new Date(fromMillis).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  let tick = Math.ceil((fromMillis + offset) / step) * step - offset;
  for (; tick <= toMillis; tick += step) ticks.push(tick);
  return ticks;
}
