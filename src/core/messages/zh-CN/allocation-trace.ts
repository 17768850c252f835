import type { allocationTrace as en } from "../en/allocation-trace.ts";

export const allocationTrace: Readonly<Record<keyof typeof en, string>> = {
  "error.trace-unavailable":
    "分配追踪的位置是 Go 运行时为堆 profile 取样的地方，而这个程序不取样。请在程序中导入 net/http/pprof 或 runtime/pprof，并让 runtime.MemProfileRate 大于 0；它的堆仍可用 trivet inspect spans 读取。",
};
