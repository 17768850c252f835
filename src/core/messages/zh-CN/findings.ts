import type { findings as en } from "../en/findings.ts";

export const findings: Readonly<Record<keyof typeof en, string>> = {
  "confirms.live-heap": "存活堆持续增长",
  "confirms.outside-go": "Go 堆之外的内存持续增长",
  "confirms.site-growth": "某一行代码持有的内存越来越多",
  "confirms.rate-agreement": "计数器与 profile 指向同一增长",
  "confirms.goroutine-growth": "goroutine 不断堆积",
  "confirms.span-census": "堆中确实存有 profile 所说的内容",

  "finding.live-heap.no-gc": "尚未观察到垃圾回收，因此存活堆未知。",
  "finding.live-heap.too-little":
    "{duration:duration} 内只有 {collections:count} 次回收：不足以区分增长与噪声。",
  "finding.live-heap.growing":
    "回收后的存活堆增长速率在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间（{duration:duration} 内 {collections:count} 次回收）。",
  "finding.live-heap.steady":
    "回收后的存活堆稳定在约 {live:bytes}；即使有增长也低于 {high:bytes-per-minute}（{duration:duration} 内 {collections:count} 次回收）。",
  "finding.live-heap.falling":
    "回收后的存活堆稳定在约 {live:bytes}，没有增长（{duration:duration} 内 {collections:count} 次回收）。",
  "finding.live-heap.wave":
    "存活堆上下波动，低谷只出现了 {waves:count} 次：波次太少，无法区分增长与负载。",
  "finding.live-heap.slowing":
    "存活堆在增长，但越来越慢，像正在填满的缓存。需要更长时间才能判断。",
  "finding.live-heap.noisy":
    "尚无法判断存活堆是否增长：变化太大，只能说在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间。",
  "finding.live-heap.small":
    "存活堆上升速率在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间，相对其 {live:bytes} 很小：负载变化也会如此。",
  "finding.outside-go.too-little": "RSS 与 Go 自身计数器同时观察的时间不够长。",
  "finding.outside-go.growing":
    "Go 映射范围之外的常驻内存增长速率在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间。",
  "finding.outside-go.steady":
    "Go 映射范围之外的常驻内存增长不超过 {high:bytes-per-minute}。",
  "finding.outside-go.falling": "Go 映射范围之外的常驻内存没有增长。",
  "finding.outside-go.unsure":
    "尚无法判断 Go 映射范围之外的常驻内存是否增长：变化在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间。",

  "finding.site-growth.no-snapshots":
    "有 {snapshots:count} 个堆快照：需要两个才能看出增长。",
  "finding.site-growth.too-few-gcs":
    "两个堆快照之间只有 {gcs:count} 次回收：堆 profile 落后一到两次回收，间隔不足两次时可能什么都看不到。请等待，或采集时强制回收。",
  "finding.site-growth.gc-count-unknown":
    "不清楚两个堆快照之间有几次回收，因此其差异不能证明什么。",
  "finding.site-growth.mixed-freshness":
    "一个堆快照强制了回收，另一个反映一到两次回收之前的状态：据目前所知，两者并不对应两个不同的时刻。请再采集一个强制回收的快照。",
  "finding.site-growth.growing":
    "{site} 持有的内存增长速率在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间（{duration:duration} 内 {samples:count} 个采样对象）；其他增长位置：{others:count} 个。",
  "finding.site-growth.none":
    "{duration:duration} 内没有任何一行代码的增长超出采样误差；每行低于 {visibleFrom:bytes-per-minute} 的增长看不出来。",
  "finding.site-growth.hidden":
    "{duration:duration} 后还没有哪一行代码突出；每行低于 {visibleFrom:bytes-per-minute} 的增长看不出来。",
  "finding.rate-agreement.missing":
    "无从比较：需要同一时段的计数器和两个可比的堆快照。",
  "finding.rate-agreement.agree":
    "在相同的回收之间，计数器在 {counterLow:bytes-per-minute} 与 {counterHigh:bytes-per-minute} 之间，profile 在 {profileLow:bytes-per-minute} 与 {profileHigh:bytes-per-minute} 之间：两者一致。",
  "finding.rate-agreement.differ":
    "在相同的回收之间，计数器在 {counterLow:bytes-per-minute} 与 {counterHigh:bytes-per-minute} 之间，profile 在 {profileLow:bytes-per-minute} 与 {profileHigh:bytes-per-minute} 之间：两者矛盾。",
  "finding.rate-agreement.unsure":
    "在相同的回收之间，计数器在 {counterLow:bytes-per-minute} 与 {counterHigh:bytes-per-minute} 之间，profile 在 {profileLow:bytes-per-minute} 与 {profileHigh:bytes-per-minute} 之间：略有差距，采样偶尔会如此。",
  "finding.rate-agreement.no-growth":
    "在相同的回收之间，计数器在 {counterLow:bytes-per-minute} 与 {counterHigh:bytes-per-minute} 之间，profile 在 {profileLow:bytes-per-minute} 与 {profileHigh:bytes-per-minute} 之间：并非两者都看到增长，因此没有可比较的速率。",
  "finding.goroutine-growth.too-little":
    "至少要在二十秒内对 goroutine 计数三次，才能区分泄漏与池。",
  "finding.goroutine-growth.steady":
    "goroutine：先前 {before:count} 个，{duration:duration} 后 {after:count} 个；没有哪一组在堆积。",
  "finding.goroutine-growth.growing":
    "goroutine 在 {duration:duration} 内从 {before:count} 个增至 {after:count} 个。",
  "finding.goroutine-growth.group":
    "等待在 {site} 的 goroutine 在 {duration:duration} 内从 {groupBefore:count} 个增至 {groupAfter:count} 个。",

  "finding.span-census.none": "尚未查看内存。",
  "finding.span-census.nothing-to-check":
    "只有一次 span 统计（{heap:bytes}）；没有可疑代码行，也没有第二次统计，无从比对。",
  "finding.span-census.steady":
    "相隔 {duration:duration} 的两次统计之间没有尺寸等级增长（总计在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间）。",
  "finding.span-census.unsure":
    "无法判断相隔 {duration:duration} 的两次统计之间是否有尺寸等级增长：计入垃圾后，总变化在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间。",
  "finding.span-census.class-grows":
    "在相隔 {duration:duration} 的两次统计之间，{size:bytes} 的对象增长速率在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间。",
  "finding.span-census.held":
    "堆中有 {objects:count} 个 {size:bytes} 的对象，共 {holds:bytes}；profile 称 {site} 至少有 {expected:bytes}。",
  "finding.span-census.held-growing":
    "堆中有 {objects:count} 个 {size:bytes} 的对象，共 {holds:bytes}，增长速率在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间；profile 称 {site} 至少有 {expected:bytes}。",
  "finding.span-census.missing":
    "堆中 {size:bytes} 的对象只有 {holds:bytes}；profile 称 {site} 至少有 {expected:bytes}。",

  "alarm.warm-up": "仍在填充的缓存看起来也一样。",
  "alarm.long-wave": "比记录时间更长的负载波动也一样。",
  "alarm.untouched-pages": "Go 早先映射、此刻才触及的页也会抬高 RSS。",
  "alarm.cache-fills": "有上限的缓存在填满之前以同样方式增长。",
  "alarm.rate-changed": "回收间隔较长时，两者所说的时刻略有不同。",
  "alarm.pool-grows": "工作池或连接池可能正在增长到上限。",
  "alarm.unswept": "尚未清扫的垃圾也计算在内。",
  "alarm.shared-class": "其他代码中同样大小的对象属于同一等级。",

  "blind.slower-than-noise": "比区间上限更慢的泄漏看不出来。",
  "blind.outside-go": "cgo 和映射文件的内存不在这些计数器中。",
  "blind.no-site": "计数器不说明位置。",
  "blind.shared-pages": "与其他进程共享的页按全额计算。",
  "blind.who-holds": "它指出谁分配，而不是谁仍在持有内存。",
  "blind.small-sites": "每 512 KiB 分配采样一次：小的位置要很晚才看得出来。",
  "blind.profile-rate-zero":
    "在 MemProfileRate = 0 下运行的代码不在 profile 中。",
  "blind.wide-intervals":
    "采样对象太少时区间很宽，而很宽的区间几乎与一切都一致。",
  "blind.goroutine-memory": "它只数 goroutine，不数每个所持有的内存。",
  "blind.class-not-site": "它按大小计数；由哪一行产生只有 profile 知道。",

  "verdict.no-target": "尚未观察任何目标。",
  "verdict.unknown": "目前所见太少，还不能下结论。",
  "verdict.none": "未发现泄漏。",
  "verdict.none-up-to":
    "未发现泄漏；快于 {high:bytes-per-minute} 的增长本应已经显现。",
  "verdict.visible-from": "快于 {high:bytes-per-minute} 的增长本应已经显现。",
  "verdict.contradictory": "各个证据互相矛盾。",
  "verdict.heap-leak.site":
    "堆泄漏位于 {site}：在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间。",
  "verdict.heap-leak.nowhere":
    "堆泄漏：在 {low:bytes-per-minute} 与 {high:bytes-per-minute} 之间；位置尚不清楚。",
  "verdict.goroutine-leak.site": "goroutine 泄漏：它们等待在 {site}。",
  "verdict.goroutine-leak.nowhere": "goroutine 泄漏；等待位置尚不清楚。",

  "contradiction.profiles-see-nothing":
    "计数器看到的增长没有出现在堆 profile 中：代码可能在 MemProfileRate = 0 下运行，或 profile 滞后。",
  "contradiction.site-without-heap":
    "某一行在增长而整个堆不变：内存从一处移到另一处，这更像负载变化而不是泄漏。",
  "contradiction.memory-denies":
    "堆中并没有所说的增长内容：profile 可能滞后两次回收，或统计过早。",
  "contradiction.rates-differ":
    "计数器与 profile 看到的增长速率不同：部分增长不在 profile 中，或某个快照滞后。",
  "contradiction.outside-go":
    "RSS 在增长而 Go 堆不变：请查看 cgo、映射文件以及 Go 尚未归还的内存。",

  "alternative.cache-fills": "尚未达到上限的缓存在填满之前看起来一样。",
  "alternative.long-wave":
    "比所观察的 {duration:duration} 更长的负载波动在回落之前看起来一样。",
  "alternative.goroutines-hold":
    "持有内存的可能是永不结束的 goroutine；它们尚未计数。",
  "alternative.outside-go": "Go 之外的内存同时在增长。",
  "alternative.pool-grows": "正在增长到上限的池在到达之前看起来一样。",
  "alternative.slow-leak": "慢于 {high:bytes-per-minute} 的泄漏看不出来。",

  "next.connect": "连接一个运行中的目标以记录其计数器。",
  "next.wait": "继续记录约 {duration:duration}。",
  "next.heap-snapshot": "采集一个堆快照，至少两次回收之后再采集一个。",
  "next.heap-snapshot-second": "已有一个堆快照。至少两次回收之后再采集一个。",
  "next.firstReadings": "已连接：首批计数器正在读取。现在即可采集快照。",
  "next.heap-snapshot-gc":
    "采集堆快照时强制回收：每次都会让目标做一次完整回收。",
  "next.goroutine-snapshot": "采集一个 goroutine 快照，半分钟后再采集一个。",
  "next.gdb-spans": "附加 gdb，统计堆中实际存有的内容：目标会短暂停顿。",
};
