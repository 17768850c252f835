// The flags of the golden matrix: how `trivet profile` spells each, and how pprof does.

import type { ProfileValues } from "../../src/cli/commands/profile-options.ts";

export interface MatrixFlags {
  readonly name: string;
  readonly ours: ProfileValues;
  readonly theirs: readonly string[];
  /** Says how much is shown, where others show everything. */
  readonly trims: boolean;
}

type Plain = readonly [
  name: string,
  ours: ProfileValues,
  theirs: readonly string[],
];

const wide = "work|Lock|hash|park|contend|burn";

const granularities: readonly Plain[] = [
  "functions",
  "filefunctions",
  "files",
  "lines",
  "addresses",
].flatMap((granularity): readonly Plain[] => [
  [`by ${granularity}`, { granularity }, [`granularity=${granularity}`]],
  [
    `by ${granularity}, no inlines`,
    { granularity, "no-inlines": true },
    [`granularity=${granularity}`, "noinlines=true"],
  ],
]);

/** Filters whose option and setting have one value, the same for both. */
const filters: readonly (readonly [
  option: keyof ProfileValues,
  expression: string,
])[] = [
  ["focus", wide],
  ["focus", "main\\.go$"],
  ["focus", "(?i)MAIN\\.(LEAK|CONTEND|BURN)"],
  ["focus", "nothing has this name"],
  ["ignore", "leak|recv|mix"],
  ["hide", "^runtime\\.|fmt"],
  ["show", "main\\.|sync"],
  ["show-from", wide],
  ["show-from", "main\\.(work|burn|contend|park)$"],
  ["prune-from", "even|Lock|mix"],
  ["tag-focus", "256b:2kb"],
  ["tag-focus", "1024b"],
  ["tag-focus", ":512b"],
  ["tag-focus", "4kb:"],
  ["tag-focus", "read,pool"],
  ["tag-focus", "phase=first"],
  ["tag-focus", "pool=writers,readers"],
  ["tag-ignore", "bytes=:1kb"],
  ["tag-ignore", "pool:w|phase:second"],
  ["tag-hide", "pool|bytes"],
  ["tag-show", "^p"],
  ["tag-root", "pool,phase"],
  ["tag-root", "bytes"],
  ["tag-leaf", "bytes"],
  ["tag-leaf", "phase,pool,nothing"],
];

function pprofName(option: string): string {
  return option.replace("-", option.endsWith("-from") ? "_" : "");
}

const together: readonly Plain[] = [
  ["by cum", { cum: true }, ["sort=cum"]],
  ["drop negative", { "drop-negative": true }, ["drop_negative=true"]],
  [
    "drop negative, focus",
    { "drop-negative": true, focus: wide },
    ["drop_negative=true", `focus=${wide}`],
  ],
  ["mean", { mean: true }, ["mean=true"]],
  [
    "mean, by lines, focus",
    { mean: true, granularity: "lines", focus: wide },
    ["mean=true", "granularity=lines", `focus=${wide}`],
  ],
  [
    "relative percentages, focus",
    { "relative-percentages": true, focus: wide },
    ["relative_percentages=true", `focus=${wide}`],
  ],
  [
    "relative percentages, tag-focus, ignore",
    {
      "relative-percentages": true,
      "tag-focus": "bytes=256b:",
      ignore: "grow",
    },
    ["relative_percentages=true", "tagfocus=bytes=256b:", "ignore=grow"],
  ],
  [
    "compact labels",
    { "compact-labels": true, focus: wide },
    ["compact_labels=true", `focus=${wide}`],
  ],
  [
    "hide and show",
    { hide: "churn|sync", show: "main|sync|cache" },
    ["hide=churn|sync", "show=main|sync|cache"],
  ],
  [
    "tag frames that are focused on",
    {
      "tag-root": "pool,phase",
      "tag-leaf": "bytes",
      focus: "readers|first|unknown",
      granularity: "filefunctions",
    },
    [
      "tagroot=pool,phase",
      "tagleaf=bytes",
      "focus=readers|first|unknown",
      "granularity=filefunctions",
    ],
  ],
  [
    "several at once",
    {
      granularity: "lines",
      focus: "main",
      ignore: "grow",
      hide: "sync",
      "show-from": "main\\.",
      "no-inlines": true,
      cum: true,
    },
    [
      "granularity=lines",
      "focus=main",
      "ignore=grow",
      "hide=sync",
      "show_from=main\\.",
      "noinlines=true",
      "sort=cum",
    ],
  ],
  [
    "everything at once",
    {
      granularity: "filefunctions",
      focus: "main|runtime",
      ignore: "nothing",
      hide: "fmt",
      show: "main|sync|cache|runtime",
      "prune-from": "odd",
      "tag-ignore": "bytes=64kb:",
      "tag-hide": "phase",
      "tag-leaf": "pool",
      "relative-percentages": true,
      "drop-negative": true,
    },
    [
      "granularity=filefunctions",
      "focus=main|runtime",
      "ignore=nothing",
      "hide=fmt",
      "show=main|sync|cache|runtime",
      "prune_from=odd",
      "tagignore=bytes=64kb:",
      "taghide=phase",
      "tagleaf=pool",
      "relative_percentages=true",
      "drop_negative=true",
    ],
  ],
];

const trimmings: readonly Plain[] = [
  [
    "usual trimming",
    { "node-fraction": "0.005", "edge-fraction": "0.001", "node-count": "80" },
    ["nodecount=80"],
  ],
  [
    "node fraction",
    { "node-fraction": "0.03", "node-count": "0" },
    ["nodefraction=0.03", "nodecount=0"],
  ],
  [
    "edge fraction",
    { "edge-fraction": "0.08", "node-fraction": "0", "node-count": "0" },
    ["edgefraction=0.08", "nodefraction=0", "nodecount=0"],
  ],
  [
    "seven nodes",
    { "node-count": "7", "node-fraction": "0", "edge-fraction": "0" },
    ["nodecount=7", "nodefraction=0", "edgefraction=0"],
  ],
  [
    "nine nodes by cum, by lines, node and edge fraction, focus",
    {
      "node-count": "9",
      "node-fraction": "0.01",
      "edge-fraction": "0.02",
      cum: true,
      granularity: "lines",
      focus: wide,
    },
    [
      "nodecount=9",
      "nodefraction=0.01",
      "edgefraction=0.02",
      "sort=cum",
      "granularity=lines",
      `focus=${wide}`,
    ],
  ],
];

function untrimmed([name, ours, theirs]: Plain): MatrixFlags {
  return {
    name,
    ours: { ...ours, "no-trim": true },
    theirs: [...theirs, "trim=false"],
    trims: false,
  };
}

export const matrixFlags: readonly MatrixFlags[] = [
  ...granularities.map(untrimmed),
  ...filters.map(([option, expression]) =>
    untrimmed([
      `${option} ${expression}`,
      { [option]: expression },
      [`${pprofName(String(option))}=${expression}`],
    ]),
  ),
  ...together.map(untrimmed),
  ...trimmings.map(([name, ours, theirs]) => ({
    name,
    ours,
    theirs,
    trims: true,
  })),
];
