// 嫌疑持有者所持有的内存由哪一行分配。

import type { holderSites as english } from "../en/holder-sites.ts";

export const holderSites: Readonly<Record<keyof typeof english, string>> = {
  "holderSites.allocated": "分配位置",
  "holderSites.none": "未被采样",
  "holderSites.line":
    "{function}，位于 {place}：约 {bytes:bytes}，依据 {samples:count} 个样本",
};
