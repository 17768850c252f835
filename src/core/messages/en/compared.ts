// Panels about one snapshot while an earlier one is subtracted from it, and a function over several of them.

export const compared = {
  "compared.change": "Change",
  "compared.filtered.title": "The filters leave nothing",
  "compared.filtered.text":
    "Nothing of this profile is behind them. That says nothing about the program: clear them, or change them above.",
  "compared.searched.title": "No row matches",
  "compared.searched.text":
    "There are rows, but none has in its name or file what is typed above.",
  "compared.searched.clear": "Show all rows",
  "inspector.filtered":
    "The filters leave nothing of it in the snapshot that is shown.",
  "compared.bothSides": "of A and B together: {effect}",

  "timeline.picked.hint.scaled":
    "The picked function and all that it calls, at each snapshot, by the values that are shown, looked at through the filters. They are none of this row's, so the line has a scale of its own, from 0 to its highest value in sight: look at its course, and read its value here.",
  "timeline.picked.hint.counts":
    "Goroutines with the picked function on their stack, at each goroutine snapshot, looked at through the filters.",
} as const;
