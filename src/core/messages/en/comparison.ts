// Two snapshots side by side and many in a row: what a change is worth, and what speaks against comparing.

export const comparison = {
  "panel.growth": "Growth",

  "compare.way": "Comparison",
  "compare.way.net": "Net",
  "compare.way.gross": "Gross",
  "compare.way.share": "Share",
  "compare.way.net.hint": "What is there now, less what was there before.",
  "compare.way.gross.hint":
    "What grew and what shrank, each summed over stacks, so that neither hides the other.",
  "compare.way.share.hint":
    "Each side in percent of its own total: what takes a larger part of the heap than before, however large the heap is.",
  "compare.show": "Only",
  "compare.show.all": "All",
  "compare.show.new": "New",
  "compare.show.gone": "Gone",
  "compare.show.grew": "Grew",
  "compare.show.shrank": "Shrank",
  "compare.show.none": "No function is among these.",
  "compare.column.grown": "Grown",
  "compare.column.shrunk": "Shrunk",
  "compare.column.interval": "95 % interval",
  "compare.column.share-before": "Share, A",
  "compare.column.share-after": "Share, B",
  "compare.column.share-change": "Change of share",
  "compare.points": "{points} pts",
  "compare.interval": "{low} to {high}",
  "compare.interval.change": "The change is {low} to {high} (95 %)",
  "compare.interval.value":
    "{low} to {high} (95 %), from samples: {samples:count}",
  "compare.interval.unsampled": "Nothing of it was sampled",
  "compare.certainty.one-sample":
    "One sampled object explains this change. It may be nothing.",
  "compare.certainty.within-sampling":
    "The interval holds 0: sampling may explain this change.",
  "compare.doubtful": "Within sampling error: sampling alone may explain these",
  "compare.no-growth": "Nothing grew beyond what sampling explains.",
  "compare.flame.none.grown": "Nothing grew.",
  "compare.flame.none.shrunk": "Nothing shrank.",
  "compare.flame.grown": "What grew, {type}",
  "compare.flame.shrunk": "What shrank, {type}",

  "compare.issue.different-binary":
    "A and B are of different builds ({buildBefore} and {buildAfter}). Functions are matched by name and line: what moved in the source looks gone and new. Two processes share no samples, so the intervals are wide.",
  "compare.issue.restarted-process":
    "The process was restarted between A and B: more had been allocated in A than in B. Nothing of A lives on in B, so the difference is between two histories.",
  "compare.issue.delta-profile":
    "A profile is itself a difference that the server made (seconds=, {deltaMs:duration}), not a state. Take snapshots without seconds=.",
  "compare.issue.different-rate":
    "A and B were sampled at different rates (MemProfileRate {rateBefore:bytes} and {rateAfter:bytes}). The values compare, but no sample of A is found again in B: the intervals are wide.",
  "compare.issue.truncated-stacks":
    "Stacks cut off at {stackLimit:count} frames: {truncatedStacks:count}. Their callers are unknown, so what callers account for is too low, and one stack may look like several. GODEBUG=profstackdepth=N keeps more from Go 1.23 on.",
  "compare.issue.text-against-proto":
    "One of A and B is a text profile (debug=1), the other protobuf. The values agree, but stacks of inlined calls may not match.",

  "growth.rows": "By",
  "growth.rows.flat": "Functions, own allocations (flat)",
  "growth.rows.cum": "Functions, with what they call (cum)",
  "growth.rows.stack": "Stacks",
  "growth.kind": "Snapshots of",
  "growth.filter": "Filter by name",
  "growth.range.all":
    "{count:count} snapshots over {time}. Zoom the timeline to choose a stretch.",
  "growth.range.zoom":
    "{count:count} snapshots in the zoomed stretch, over {time}",
  "growth.range.whole": "Show the whole recording",
  "growth.total": "{type}: {slope} ({low} to {high}), {steps}",
  "growth.label": "Growth by row, {type}",
  "growth.column.trend": "Course",
  "growth.column.slope": "Growth",
  "growth.column.interval": "95 % interval",
  "growth.column.steps": "Grew in",
  "growth.column.share": "Of the growth",
  "growth.column.last": "Last",
  "growth.steps": "{grew:count} of {steps:count}",
  "growth.steps.sentence": "grew in {grew:count} of {steps:count} intervals",
  "growth.steps.hint":
    "Grew in {grew:count} of {steps:count} intervals, shrank in {shrank:count}",
  "growth.share.none": "The total does not grow",
  "growth.sparkline": "From {first} to {last}",
  "growth.omitted": "Rows left out that moved less: {count:count}",
  "growth.stack": "Whole stack, root first",
  "growth.loading": "Reading snapshots…",
  "growth.compare": "Compare first and last",
  "growth.empty.title": "Two snapshots are needed, better ten",
  "growth.empty.text":
    "A trend follows every function and stack over all snapshots of a stretch of time: what grows steadily is a leak, what comes and goes is load. Take snapshots now and then, or let a recording take them.",
  "growth.empty.zoom":
    "The zoomed stretch of the timeline has fewer than two snapshots of this kind.",
} as const;
