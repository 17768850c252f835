// The tabs' menu, and the filters that all profile panels share.

export const lens = {
  "tabs.more": "More",
} as const;
