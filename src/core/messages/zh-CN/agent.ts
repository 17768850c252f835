import type { agent as en } from "../en/agent.ts";

export const agent: Readonly<Record<keyof typeof en, string>> = {
  "event.agent-ring": "代理的环形文件",
  "error.ring-malformed":
    "请给出以 .trivet-ring 结尾的文件，或代理端点发出的内容；副本必须从第一个字节起完整。Trivet 只读取随它发布的代理所写的环形文件（docs/agent.md）。",
  "error.rules-malformed":
    "请参阅 docs/flight-rules.md，或用 `trivet rules show` 查看一份正确的文件；`trivet rules check FILE` 可检查文件。",
};
