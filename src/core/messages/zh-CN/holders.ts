// 谁持有堆：对象图、其代价、嫌疑对象与持有者树。

import type { holders as english } from "../en/holders.ts";

export const holders: Readonly<Record<keyof typeof english, string>> = {
  "panel.holders": "持有者",
  "profile.kind.holders": "对象图",
  "snapshot.holders": "对象图",
  "holders.toolbar": "对象图",
  "holders.take": "采集对象图",
  "holders.running": "正在采集对象图",
  "holders.pricing": "正在测量代价…",
  "holders.price": "目标将停顿约 {ms:duration}，其间复制 {bytes:bytes}。",
  "holders.loading": "正在读取对象图",
  "holders.before": "自此以来的增长",
  "holders.before.none": "无",
  "holders.total": "存活堆 {bytes:bytes}，{objects:count} 个对象",
  "holders.suspects": "嫌疑对象",
  "holders.tree": "持有者",
  "holders.none": "没有任何持有者独占堆的二十分之一以上。",
  "holders.none.grown": "没有持有者比之前的对象图持有更多。",
  "holders.share": "占堆",
  "holders.share.growth": "占增长",
  "holders.holds": "持有",
  "holders.objects": "对象数",
  "holders.grown": "增长",
  "holders.own": "自身",
  "holders.holder": "持有者",
  "holders.piles": "堆积的内容",
  "holders.open": "展开其持有的内容",
  "holders.close": "收起其持有的内容",
  "holders.kind.global": "变量",
  "holders.kind.goroutine": "该函数中的 goroutine",
  "holders.kind.finalizer": "终结器",
  "holders.kind.cleanup": "清理函数",
  "holders.kind.shared": "由多方共同持有，单独释放任何一方都不会释放",
  "holders.empty.title": "谁持有堆",
  "holders.empty.text":
    "对象图从变量和栈出发跟踪每个指针，说明它们各自让多少内存存活，具体到字段。它从进程内存中读取，目标只在复制期间停顿。稍后再采集一次，即可看出谁持有得更多。",
  "holders.empty.archive":
    "没有采集过对象图。采集需要运行中的进程：先开始记录它，然后在此采集。",
};
