// Recordings' folders that are no longer needed.

export const recordings = {
  "recordings.title": "Saved recordings",
  "recordings.none":
    "No recording's folder could be removed: none is saved whole, or all are in use.",
  "recordings.some":
    "{folders:count} recordings' folders take {bytes:bytes} although all of them is in saved archives.",
  "recordings.one":
    "One recording's folder takes {bytes:bytes} although all of it is in a saved archive.",
  "recordings.policy":
    "They are removed by themselves 30 days after they were last written to. A recording that is not saved is never removed.",
  "recordings.clean": "Clean up now",
  "recordings.cleaned":
    "Saved recordings removed: {folders:count} ({bytes:bytes}).",
  "recent.recording": "Unsaved recording: {name}",
  "recent.hint": "{at}, {folder}",
  "recent.open": "Open recent: {name}",
  "recent.openRecording": "Open unsaved recording: {name}",
  "recent.recovered":
    "Recovered: the last run ended without saving. Everything recorded until then is here ({path}); save it to keep it in one file.",
} as const;
