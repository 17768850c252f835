// 两个快照的对比，以及一连串快照的趋势。

export const comparison = {
  "panel.growth": "增长",

  "compare.way": "比较方式",
  "compare.way.net": "净变化",
  "compare.way.gross": "增减分列",
  "compare.way.share": "占比",
  "compare.way.net.hint": "现在的值减去之前的值。",
  "compare.way.gross.hint": "增长与减少按调用栈分别求和，互不掩盖。",
  "compare.way.share.hint":
    "两侧各自按自身总量的百分比计算：不论堆有多大，看哪些部分所占的比例变大了。",
  "compare.show": "仅显示",
  "compare.show.all": "全部",
  "compare.show.new": "新增",
  "compare.show.gone": "消失",
  "compare.show.grew": "增长",
  "compare.show.shrank": "减少",
  "compare.show.none": "没有这样的函数。",
  "compare.column.grown": "增长",
  "compare.column.shrunk": "减少",
  "compare.column.interval": "95 % 区间",
  "compare.column.share-before": "占比，A",
  "compare.column.share-after": "占比，B",
  "compare.column.share-change": "占比变化",
  "compare.points": "{points} 个百分点",
  "compare.interval": "{low} 至 {high}",
  "compare.interval.change": "变化为 {low} 至 {high}（95 %）",
  "compare.interval.value": "{low} 至 {high}（95 %），样本数：{samples:count}",
  "compare.interval.unsampled": "没有采到它的样本",
  "compare.certainty.one-sample":
    "一个被采样的对象就能解释这一变化，它可能并不存在。",
  "compare.certainty.within-sampling": "区间包含 0：这一变化可能只是采样误差。",
  "compare.doubtful": "采样误差之内：这些变化可能只是采样造成的",
  "compare.no-growth": "没有超出采样误差的增长。",
  "compare.flame.none.grown": "没有增长的部分。",
  "compare.flame.none.shrunk": "没有减少的部分。",
  "compare.flame.grown": "增长的部分，{type}",
  "compare.flame.shrunk": "减少的部分，{type}",

  "compare.issue.different-binary":
    "A 和 B 来自不同的构建（{buildBefore} 与 {buildAfter}）。函数按名称和行号对应：源码中移动过的代码会显示为消失和新增。两个进程没有共同的样本，因此区间较宽。",
  "compare.issue.restarted-process":
    "A 和 B 之间进程重启过：A 时累计分配的比 B 时还多。A 中没有任何东西存活到 B，差异是两段历史之间的差异。",
  "compare.issue.delta-profile":
    "其中一个剖析本身就是服务器算出的差值（seconds=，{deltaMs:duration}），而不是某一时刻的状态。请不带 seconds= 获取快照。",
  "compare.issue.different-rate":
    "A 和 B 的采样率不同（MemProfileRate 为 {rateBefore:bytes} 与 {rateAfter:bytes}）。数值可以比较，但 A 的样本无法在 B 中重新找到，因此区间较宽。",
  "compare.issue.truncated-stacks":
    "在 {stackLimit:count} 帧处被截断的调用栈：{truncatedStacks:count}。它们的调用者未知，因此调用者的累计值偏低，同一个栈也可能显示为多个。Go 1.23 起可用 GODEBUG=profstackdepth=N 保留更多帧。",
  "compare.issue.text-against-proto":
    "A 和 B 中一个是文本格式（debug=1），另一个是 protobuf。数值一致，但含内联调用的栈可能无法对应。",

  "growth.rows": "按",
  "growth.rows.flat": "函数，自身分配（flat）",
  "growth.rows.cum": "函数，含其调用（cum）",
  "growth.rows.stack": "调用栈",
  "growth.kind": "快照种类",
  "growth.filter": "按名称筛选",
  "growth.range.all":
    "{count:count} 个快照，跨度 {time}。在时间轴上缩放可选择一段。",
  "growth.range.zoom": "所选时段内有 {count:count} 个快照，跨度 {time}",
  "growth.range.whole": "显示整个记录",
  "growth.total": "{type}：{slope}（{low} 至 {high}），{steps}",
  "growth.label": "各行的增长，{type}",
  "growth.column.trend": "走势",
  "growth.column.slope": "增长",
  "growth.column.interval": "95 % 区间",
  "growth.column.steps": "增长次数",
  "growth.column.share": "占总增长",
  "growth.column.last": "最后",
  "growth.steps": "{grew:count} / {steps:count}",
  "growth.steps.sentence": "{steps:count} 个间隔中有 {grew:count} 个增长",
  "growth.steps.hint":
    "{steps:count} 个间隔中有 {grew:count} 个增长，{shrank:count} 个减少",
  "growth.share.none": "总量没有增长",
  "growth.sparkline": "从 {first} 到 {last}",
  "growth.omitted": "变化较小的 {count:count} 行未列出",
  "growth.stack": "完整调用栈，从根开始",
  "growth.loading": "正在读取快照…",
  "growth.compare": "比较首尾两个快照",
  "growth.empty.title": "至少需要两个快照，最好十个",
  "growth.empty.text":
    "趋势会在一段时间的所有快照上跟踪每个函数和调用栈：持续增长的是泄漏，时增时减的是负载。请不时获取快照，或让记录自动获取。",
  "growth.empty.zoom": "时间轴上所选的时段内，这种快照少于两个。",
} as const;
