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
} as const;
