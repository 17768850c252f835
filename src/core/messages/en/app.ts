// The frame of the window: menus, palette, status bar, dialogs, empty states.

export const app = {
  "app.name": "Trivet",
} as const;
