// Which line allocated what a suspect holds.

export const holderSites = {
  "holderSites.allocated": "Allocated at",
  "holderSites.none": "not sampled",
  "holderSites.line":
    "{function} at {place}: about {bytes:bytes}, by {samples:count} samples",
} as const;
