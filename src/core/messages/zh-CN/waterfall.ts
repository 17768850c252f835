// 对账：从 RSS 到最大调用栈之间的每一级与每一处差额，各是什么、不是什么。

import type { waterfall as source } from "../en/waterfall.ts";

export const waterfall: Readonly<Record<keyof typeof source, string>> = {
  "panel.waterfall": "内存对账",
  "waterfall.label": "从 RSS 到占用最大的调用栈",
  "waterfall.column.what": "级别或差额",
  "waterfall.column.bar": "字节",
  "waterfall.column.bytes": "数值",
  "waterfall.column.share": "占比",
  "waterfall.column.source": "来源",
  "waterfall.source.procfs": "内核",
  "waterfall.source.memstats": "计数器",
  "waterfall.source.profile": "堆 profile",
  "waterfall.source.derived": "差值",
  "waterfall.source.procfs.long": "取自 /proc/PID，由内核统计。",
  "waterfall.source.memstats.long":
    "取自 runtime.MemStats。运行时在全部 goroutine 停住时填写，各字段属于同一时刻。",
  "waterfall.source.profile.long": "由堆 profile 采样后按比例放大：是估计值。",
  "waterfall.source.derived.long": "两个来源之差：同时带有两者的误差和时间差。",
  "waterfall.snapshot": "堆快照",
  "waterfall.snapshot.follow": "离光标最近的，否则最新的",
  "waterfall.loading": "正在对照计数器、内核与 profile…",
  "waterfall.at.counters": "计数器读于 {time}，第 {gc} 次 GC",
  "waterfall.at.process": "RSS 相差 {skew:duration}",
  "waterfall.at.process.none": "没有 RSS：进程不在本机",
  "waterfall.at.snapshot": "堆 profile 相差 {skew:duration}",
  "waterfall.at.snapshot.none": "没有堆快照",
  "waterfall.at.snapshot.gc": "堆 profile 反映第 {gc} 次或再前一次 GC",
  "waterfall.at.snapshot.forced": "堆 profile 反映它自己触发的第 {gc} 次 GC",
  "waterfall.at.live": "存活堆反映第 {gc} 次 GC，早 {age:duration}",
  "waterfall.at.live.none": "尚未见到 GC：存活堆未知",
  "waterfall.released":
    "另有 {bytes} 已由 Go 归还给系统：仍有映射，但不常驻，不计入总和。",
  "waterfall.gap.sampling":
    "存活堆落在样本允许的范围 {low} 到 {high}（95 %）之内：仅采样误差即可解释这一差额。",
  "waterfall.gap.beyond":
    "存活堆不在样本允许的范围 {low} 到 {high}（95 %）之内：profile 属于另一时刻，或仍含更早 GC 时的内存。",
  "waterfall.exact": "{bytes} 字节",
  "waterfall.details": "所选行的说明",
  "waterfall.choose": "选择一行，查看说明。",
  "waterfall.what": "是什么",
  "waterfall.not": "不是什么",
  "waterfall.negative": "为何为负",
  "waterfall.negative.outside":
    "Go 映射了从未触碰过的页，它们不常驻：其量超过了 Go 之外的内存。也可能是 RSS 与计数器读于不同时刻。",
  "waterfall.negative.gap":
    "放大后的样本大于存活堆：可能是采样误差，也可能 profile 仍算入上次 GC 已释放的对象。",
  "waterfall.negative.other": "两个数属于不同时刻，或其中之一是估计值。",
  "waterfall.negative.stack":
    "此 profile 是一段时间内的差值：该调用栈占用比之前少。",
  "waterfall.range": "样本允许 {low} 到 {high}（95 %）",
  "waterfall.objects": "{count:count} 个对象",
  "waterfall.stack-frames": "调用栈，叶在前",
  "waterfall.more-stacks": "显示的调用栈",
  "waterfall.empty.title": "尚无可对账的内容",
  "waterfall.empty.text":
    "这里把 RSS、运行时计数器和堆 profile 并列，并说明其间每一处差额。需要被观察进程的计数器；有了堆快照才能看到调用栈。",
  "waterfall.empty.archive":
    "此调查没有 Go 进程的计数器，因此堆 profile 没有可对照的数据。",
  "waterfall.no-snapshot":
    "没有堆快照时，只能算到存活堆。取一个快照，即可看到由哪些调用栈占用。",

  "waterfall.rss": "RSS",
  "waterfall.rss.what": "进程占用的物理内存，由内核统计。",
  "waterfall.rss.not":
    "不是进程申请的量，也不只属于 Go：其中有程序文件、cgo 和映射文件。与其他进程共享的页在每个进程中都计入。",
  "waterfall.footprint": "RSS 与交换区",
  "waterfall.footprint.what": "进程在物理内存和交换区中占用的全部。",
  "waterfall.footprint.not": "不是地址空间：映射后从未触碰的不在其中。",
  "waterfall.swapped": "已换出",
  "waterfall.swapped.what": "内核移到交换区的页（VmSwap），被触碰时会换回。",
  "waterfall.swapped.not":
    "并未释放。若泄漏的页无人触碰，泄漏会在这里继续，而 RSS 持平。",
  "waterfall.file-pages": "映射文件与程序文件",
  "waterfall.file-pages.what":
    "由文件或共享内存支持的常驻页：程序代码与常量、共享库、映射文件。",
  "waterfall.file-pages.not":
    "不是 Go 堆。其中大部分内核可以直接丢弃，无需写回。",
  "waterfall.outside": "Go 之外",
  "waterfall.outside.what":
    "RSS 减去运行时已映射且未归还的部分：程序文件、cgo、映射文件和程序的全局变量。",
  "waterfall.outside.not":
    "任何 Go profile 都看不到它。若它增长，堆 profile 无法说明原因。",
  "waterfall.outside-anonymous": "Go 之外的匿名内存",
  "waterfall.outside-anonymous.what":
    "运行时未计入的匿名内存：cgo 的 malloc、mmap、C 代码的线程栈、全局变量。",
  "waterfall.outside-anonymous.not":
    "并不精确：Go 统计映射的量，内核统计触碰过的量。未触碰的 Go 页会使它偏小。",
  "waterfall.go": "Go：已映射且未归还",
  "waterfall.go.what": "Sys − HeapReleased：运行时持有的全部。",
  "waterfall.go.not": "不是 RSS：映射后从未触碰的页计入这里，但不常驻。",
  "waterfall.spans": "运行时：span 描述符",
  "waterfall.spans.what": "MSpanSys：堆的每个 span 各有一个描述符。",
  "waterfall.spans.not": "不是对象。随 span 数量增长。",
  "waterfall.caches": "运行时：各处理器缓存",
  "waterfall.caches.what": "MCacheSys：每个 P 的缓存的描述符。",
  "waterfall.caches.not": "不是缓存里的对象。",
  "waterfall.profiling-buckets": "运行时：profile 桶",
  "waterfall.profiling-buckets.what":
    "BuckHashSys：堆、阻塞与互斥锁 profile 的表。",
  "waterfall.profiling-buckets.not":
    "不是任何对象的副本。随不同调用栈的数量增长，且从不缩小。",
  "waterfall.gc-metadata": "运行时：垃圾回收器",
  "waterfall.gc-metadata.what": "GCSys：标记位、工作队列、堆位图。",
  "waterfall.gc-metadata.not": "不是垃圾。与堆的大小成比例。",
  "waterfall.other-runtime": "运行时：其余",
  "waterfall.other-runtime.what": "OtherSys：运行时为自身映射的其余部分。",
  "waterfall.other-runtime.not": "不属于程序。",
  "waterfall.unaccounted": "Sys 中未知名目",
  "waterfall.unaccounted.what":
    "Sys 中超出本版本已知字段的部分：较新的 Go 可能增加了字段。",
  "waterfall.unaccounted.not": "本身不是泄漏。",
  "waterfall.stacks": "栈",
  "waterfall.stacks.what": "StackSys：goroutine 的栈以及运行它们的线程的栈。",
  "waterfall.stacks.not":
    "不是 goroutine 引用的内存：那在堆上。随 goroutine 数量增长。",
  "waterfall.idle-spans": "保留的空闲 span",
  "waterfall.idle-spans.what":
    "HeapIdle − HeapReleased：没有对象的 span，留待下次分配。",
  "waterfall.idle-spans.not": "不是泄漏：清扫器会在数分钟内归还给系统。",
  "waterfall.heap-in-use": "使用中的堆",
  "waterfall.heap-in-use.what": "HeapInuse：至少有一个对象的 span。",
  "waterfall.heap-in-use.not": "不只是对象：其中含空闲槽位。",
  "waterfall.fragmentation": "碎片",
  "waterfall.fragmentation.what":
    "HeapInuse − HeapAlloc：使用中的 span 里的空闲槽位和尾部。",
  "waterfall.fragmentation.not":
    "并未丢失：会被同一大小级别的新对象填充。这是上界。",
  "waterfall.heap-allocated": "已分配的堆",
  "waterfall.heap-allocated.what": "HeapAlloc：可达的或尚未清扫的对象。",
  "waterfall.heap-allocated.not": "不是存活堆：在下次 GC 之前它本来就会上升。",
  "waterfall.garbage": "上次 GC 之后分配或死亡",
  "waterfall.garbage.what":
    "HeapAlloc 减去存活堆：上次 GC 之后分配的对象，以及已判死但尚未清扫的对象。",
  "waterfall.garbage.not": "不是泄漏，也不全是垃圾：刚分配的对象可能正在使用。",
  "waterfall.live": "存活堆",
  "waterfall.live.what":
    "上次 GC 认定可达的部分，由其前后的 TotalAlloc − HeapAlloc 推出。",
  "waterfall.live.not":
    "不是直接读到的字段：MemStats 没有这个字段。反映那次 GC 结束时，而非现在。",
  "waterfall.profile-gap": "存活堆中 profile 未含的部分",
  "waterfall.profile-gap.what":
    "存活堆减去 profile 总量：采样误差，且 profile 反映的是一到两次 GC 之前。",
  "waterfall.profile-gap.not": "不是凭空出现的内存。",
  "waterfall.profile-gap-garbage": "垃圾、滞后与采样",
  "waterfall.profile-gap-garbage.what":
    "HeapAlloc 减去 profile 总量。两次读数之间没有 GC，存活堆未知，因此三者合在一起：垃圾、profile 的滞后、采样误差。",
  "waterfall.profile-gap-garbage.not": "不是凭空出现的内存。",
  "waterfall.profile": "堆 profile，使用中",
  "waterfall.profile.what":
    "全部调用栈的 inuse_space：平均每 {rate} 采样一次分配，再按比例放大。",
  "waterfall.profile.not": "不是现在：反映最近一到两次 GC，除非用 gc=1 获取。",
  "waterfall.stack": "调用栈",
  "waterfall.stack.what": "在此调用栈下分配、仍在使用的字节。",
  "waterfall.stack.not": "不是由谁引用：分配与持有是不同的地方。",
  "waterfall.other-stacks": "其余全部调用栈",
  "waterfall.other-stacks.what": "profile 的其余部分。",
  "waterfall.other-stacks.not": "不是一处：是许多小处。",
};
