import type { gdb as en } from "../en/gdb.ts";

export const gdb: Readonly<Record<keyof typeof en, string>> = {
  "gdb.state": "调试器状态",
  "gdb.state.detached": "未附加",
  "gdb.state.attaching": "正在附加…",
  "gdb.state.stopped": "目标已停住",
  "gdb.state.stopped-for": "目标已停住 {ms:duration}",
  "gdb.state.running": "已附加，目标在运行",
  "gdb.state.detaching": "正在分离…",
  "gdb.state.recorded": "录下的记录，只读",
  "gdb.state.reason": "原因：{reason}",
  "gdb.breakpoints": "已插入断点",
  "gdb.actions": "调试器",
  "gdb.attach": "附加 gdb…",
  "gdb.resume": "继续运行",
  "gdb.interrupt": "中断",
  "gdb.detach": "分离",
  "gdb.spans": "清点堆 span",
  "gdb.spans.hint": "按大小等级清点已停住目标的堆中有什么，并保存为快照",
  "gdb.spans.running": "正在清点堆 span",
  "gdb.spans.done":
    "堆使用 {bytes:bytes}，共 {objects:count} 个对象。已作为快照 {id} 存入证据，并已选中。",
  "gdb.spans.show": "在证据中查看",
  "gdb.holds.resume": "继续运行并获取",
  "gdb.ended": "gdb 已结束，其控制台仍可查看。",
  "gdb.attaching": "正在附加 gdb",
  "gdb.terminal": "gdb 控制台",
  "gdb.search": "在控制台中搜索",
  "gdb.search.previous": "上一处",
  "gdb.search.next": "下一处",
  "gdb.session": "--- 会话 {session}，{time} ---",
  "gdb.confirm.title": "将 gdb 附加到 {target}？",
  "gdb.confirm.stop":
    "附加会让整个进程 {pid} 停住：gdb 大约需要 {ms:duration} 准备就绪。",
  "gdb.confirm.after":
    "之后进程一直停着，不响应任何请求，直到您按下“继续运行”或“分离”；以后每次停住也是如此。控制台上方会显示停了多久。",
  "gdb.confirm.detach":
    "关闭窗口、退出或 Trivet 崩溃时都会分离，进程继续运行。",
  "gdb.confirm.transcript": "输入和输出都会连同时间记录为证据。",
  "gdb.confirm.basis": "依据",
  "gdb.confirm.basis.measured-before": "上次附加到该目标时实测",
  "gdb.confirm.basis.static-binary": "静态链接的 Go 程序的典型值",
  "gdb.confirm.basis.dynamic-binary": "动态链接程序的典型值：gdb 不读取它的库",
  "gdb.confirm.exe": "程序",
  "gdb.confirm.reading": "正在估算附加的代价…",
  "gdb.confirm.attach": "停住并附加",
  "gdb.empty.title": "gdb 未附加",
  "gdb.empty.text":
    "gdb 能读到剖析看不到的东西：goroutine 及其栈帧、变量，以及堆中每个 span 实际保存的内容。附加会让进程停住片刻；动手之前会先显示代价。",
  "gdb.empty.no-target": "请先连接到本机上的 Go 进程：gdb 附加到该进程。",
  "gdb.empty.remote":
    "在本机上看不到该目标的进程，因此 gdb 无法附加。通过 HTTP 的计数器和剖析照常可用。",
  "gdb.empty.ended": "该目标的进程已经结束。",
  "gdb.empty.recorded.title": "没有调试会话",
  "gdb.empty.recorded.text":
    "此调查不含调试记录：录制期间没有使用 gdb。若要使用，请连接到正在运行的进程。",
};
