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
  "holders.paused": "停顿 {ms:duration}",
  "holders.paused.full": "为采集此对象图而复制堆时，目标停顿了 {ms:duration}。",
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
  "confirms.holder-growth": "增长的内存确有持有者，以及持有者是谁",
  "finding.holder-growth.none": "尚未采集堆的对象图。",
  "finding.holder-growth.approximate":
    "对象图取自运行中的进程：其指针来自多个时刻，不计入判断。",
  "finding.holder-growth.one.nobody":
    "在可达的 {live:bytes} 中，没有任何持有者独占二十分之一以上。",
  "finding.holder-growth.one.largest":
    "在可达的 {live:bytes} 中，{holder} 持有最多：{holds:bytes}，占 {share:percent}。再采集一次对象图即可知道它是否增长。",
  "finding.holder-growth.one.held":
    "{holder} 持有 {holds:bytes}，占全部可达内存的 {share:percent}：足以容纳 {site} 据称持有的至少 {expected:bytes}。",
  "finding.holder-growth.one.missing":
    "全部可达内存只有 {live:bytes}；而 {site} 据称至少持有 {expected:bytes}。",
  "finding.holder-growth.held-by":
    "由 {holder} 持有：占 {duration:duration} 内增长的 {share:percent}，多了 {grown:bytes}。",
  "finding.holder-growth.held-by-site":
    "{site} 分配的内存有持有者：{holder} 占 {duration:duration} 内增长的 {share:percent}，多了 {grown:bytes}。",
  "finding.holder-growth.missing":
    "可达内存的增长为 {low:bytes-per-minute}，少于 {site} 必然增加的量。",
  "finding.holder-growth.steady":
    "{duration:duration} 内没有持有者增长：全部可达内存的变化为 {low:bytes-per-minute}。",
  "finding.holder-growth.unsure":
    "{duration:duration} 内没有持有者增长得足够多、足够稳定，无法判断。",
  "alarm.two-moments": "只有两个时刻：后一个可能恰好更繁忙。",
  "blind.held-not-needless": "它说明谁持有内存，但不说明是否仍然需要。",
  "blind.shared-holders": "由多方共同持有的内存不归入任何一方。",
  "verdict.growth-of.heap": "整个堆",
  "verdict.growth-of.line": "此行",
  "verdict.growth-of.goroutines": "其栈",
  "verdict.held-by.growth": "由 {holder} 持有：占增长的 {share:percent}",
  "verdict.held-by.heap": "由 {holder} 持有：占存活堆的 {share:percent}",
  "holders.looks": "显示对象图的哪一面",
  "holders.look.tree": "树",
  "holders.look.types": "类型",
  "holders.look.groups": "按字段",
  "holders.look.path": "到根的路径",
  "holders.types": "按类型统计的存活对象",
  "holders.bytes": "字节",
  "holders.type": "类型",
  "holders.type.unknown": "未知",
  "holders.mostly": "主要持有者",
  "holders.grown.objects": "增加的对象",
  "holders.here": "此处对象数",
  "holders.path": "到根的路径",
  "holders.path.copy": "复制路径",
  "holders.path.none.title": "尚未选择持有者",
  "holders.path.none":
    "在树中选择一行，按 P 键或回到此处，即可看到从持有它的变量或栈到它的路径。",
  "holders.groups": "按字段分组的值",
  "holders.groups.field": "类型和字段",
  "holders.groups.take": "按字段采集对象图",
  "holders.groups.read": "按字段读取",
  "holders.groups.core": "来自 {core}；不会停顿任何进程",
  "holders.groups.running": "正在按字段采集对象图",
  "holders.groups.count": "{count:count} 个值",
  "holders.groups.copy": "全部复制",
  "holders.groups.values": "实例数",
  "holders.groups.own": "实例字节",
  "holders.groups.value": "值",
  "holders.groups.value.none": "（途中有指针为 nil）",
  "holders.groups.value.torn": "（无法读取）",
  "holders.groups.none.title": "是哪个用户、租户或队列持有内存",
  "holders.groups.none":
    "请写出带包名的类型及其一个字段：main.Session.Tenant。随后采集的对象图会精确给出每个租户的全部会话合计持有多少。值在采集对象图时读取，因此已有的对象图无法回答。可用于分组的字段是字符串、数字和布尔值；字段的字段写法相同：main.Session.Tenant.Name。",
  "holders.groups.none.archive":
    "采集此对象图时没有指定分组字段，而那些值已不在：需要正在运行的进程，或读出此对象图的 core 文件。",
  "holders.groups.nothing.title": "没有已知的 {type} 存活值",
  "holders.groups.nothing":
    "采集时没有可达的值，或它们位于类型未知的对象中：{count:count} 个对象，{bytes:bytes}。",
  "holders.groups.meaning":
    "持有：若具有该值的全部实例都消失，将会释放的内存。各组可能重叠：一个值经由另一个值持有的内存计入两者，共同持有的不计入任何一个。",
  "holders.groups.not-compared": "之前的对象图不是按此字段采集的：增长未知。",
  "holders.groups.left-out": "另有 {count:count} 个值持有得更少，未予保留。",
  "holders.groups.at-least": "互相持有的值过多：外层的值未全部计入。",
  "holders.groups.torn":
    "有 {count:count} 个实例的文本在读取前已消失，或无法读取。",
  "holders.groups.read-later":
    "有 {count:count} 个实例不含指针、不在副本中，是之后读取的：其中一些可能已改变。",
  "holders.groups.untyped":
    "有 {count:count} 个存活对象（{bytes:bytes}）类型未知；其中的实例未计入。",
  "core.command": "打开 core 文件…",
  "core.title": "写下此 core 时谁持有堆",
  "core.path": "core 文件",
  "core.path.hint":
    "由崩溃（GOTRACEBACK=crash）或 gcore 留下。不停顿任何进程，只读取这两个文件。",
  "core.executable": "留下它的程序",
  "core.executable.hint":
    "留空则采用 core 所记录的文件，或 core 旁边的同名文件，前提是构建 ID 相同。",
  "core.browse": "浏览…",
  "core.browse.core": "选择 core 文件",
  "core.browse.executable": "选择程序",
  "core.submit": "打开",
  "core.opening": "正在读取 core 中的堆",
  "core.choose.core": "选择 core 文件",
  "core.choose.executable": "选择留下 core 的程序",
  "core.way": "无需进程即可看到写下它时谁持有堆。",
  "menu.file.open-core": "打开 core 文件…",
};
