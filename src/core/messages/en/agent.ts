// The optional agent in a program and the ring that it leaves; the flight recorder's rules.

export const agent = {
  "event.agent-ring": "The agent's ring",
  "error.ring-malformed":
    "Give a file that ends in .trivet-ring, or what the agent's endpoint sent; a copy must be whole from its first byte. Trivet reads rings of the agent that came with it (docs/agent.md).",
  "error.rules-malformed":
    "See docs/flight-rules.md, or `trivet rules show` for a file that is right; `trivet rules check FILE` tries one.",
} as const;
