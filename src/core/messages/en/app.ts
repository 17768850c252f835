// The frame of the window: menus, palette, status bar, dialogs, empty states.

export const app = {
  "app.name": "Trivet",
  "app.panels": "Panels",
  "panel.flame": "Flame graph",
  "panel.table": "Table",
  "panel.compare": "Compare",
  "panel.goroutines": "Goroutines",
  "panel.gdb": "gdb",
  "panel.evidence": "Evidence",
  "panel.notes": "Notes",
  "ui.close": "Close",
  "ui.cancel": "Cancel",
  "ui.retry": "Try again",
  "ui.copy": "Copy",
  "ui.loading": "Reading…",
} as const;
