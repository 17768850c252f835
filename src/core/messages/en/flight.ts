// What the flight recorder tells: alarms, deaths and the crash view.

export const flight = {
  "event.alarm": "Limit ahead",
  "event.cause-of-death": "Cause of death",
} as const;
