import type { advice as en } from "../en/advice.ts";

export const advice: Readonly<Record<keyof typeof en, string>> = {
  "advice.empty-file":
    "文件是空的：写出它的程序失败了，或没有输出任何内容。请重新获取，并使用 curl -fo 文件，以免把错误当作结果。",
  "advice.file-too-large":
    "没有哪个剖析文件、转储或计数器页面有这么大。请确认这就是您要的文件。",
  "advice.gdb-holds":
    "请先让它继续运行：在 gdb 面板中点“继续运行”或“分离”。gdb 自己读取的内容（例如清点堆 span）在它停止时也可用。",
  "advice.needs-full":
    "请获取包含每个 goroutine 的转储：对 URL 加上 --full，对文件则从 goroutine?debug=2 获取。输出期间目标会停顿。",
  "advice.needs-labels":
    "程序设置了标签（pprof.Do）时，剖析文件才带有标签：请获取不带 debug=2 的 goroutine，或在 URL 上不使用 --full。",
  "advice.no-counters":
    "protobuf 格式不含计数器。请用 curl 'http://HOST:PORT/debug/pprof/heap?debug=1' 获取，或给出目标的 URL。",
  "advice.no-demo": "trivet demo --list 会列出所有程序。",
  "advice.no-evidence":
    "请给出同一进程相隔数分钟的堆剖析：curl -so 1.pb.gz 'http://HOST:PORT/debug/pprof/heap?gc=1'，稍后再取一次。也可以录制：trivet record --url URL。",
  "advice.no-folder": "请先创建该文件夹，或检查其名称。",
  "advice.no-function":
    "名称按任意部分匹配，区分大小写：trivet profile top 文件 会显示它们。开头加 (?i) 则不区分大小写。",
  "advice.no-goroutine":
    "编号在转储的标题中：goroutine 17 [chan receive]。已结束的 goroutine 不会出现在之后的转储里。",
  "advice.no-group":
    "请写出带包名的类型、一个点，以及其中一个字符串、数字或布尔类型的字段：main.Session.Tenant。字段的字段写法相同：main.Session.Tenant.Name。",
  "advice.no-names":
    "请给出大于 512 字节且含指针的对象的地址（Go 1.22 及以上）：运行时保留了它的类型。或不带 -w 构建，程序不会因此变慢。",
  "advice.no-sample-type":
    "请给出其中之一，或从 0 开始的序号。其他种类的剖析有不同的样本类型。",
  "advice.no-type":
    "请用 --type 指明类型：Go 的写法，带包名（main.Order、[]*example.com/shop.Item）。自 Go 1.22 起，运行时只保留大于 512 字节的对象的类型。",
  "advice.no-variable":
    "请给出地址（0xc000012000），或带包名的包级变量，可再加字段：main.cache、example.com/shop.orders[3].Customer。",
  "advice.not-an-archive":
    "一次调查是一个 文件.trivet，或文件夹 文件.trivet-live。剖析文件由 trivet profile 或 trivet diagnose 读取。",
  "advice.not-goroutines":
    "其他种类的剖析由 trivet profile top 读取。goroutine 位于目标的 goroutine 和 goroutine?debug=2。",
  "advice.not-ordinary":
    "管道、套接字或设备无法随机读取。请先把其内容存成文件，再选择该文件。",
  "advice.other-executable":
    "Trivet 只读取 Go 程序的内存：`go version 文件` 会说明它是不是 Go 程序以及 Go 的版本。使用 --core 时，请用 --exe 给出当时运行的那个程序。",
  "advice.remote-forbidden":
    "请以运行该进程的用户身份登录那里，或以无需询问的 root 身份（--via 'ssh HOST sudo -n sh'）；kernel.yama.ptrace_scope 大于 0 时只有 root 可以查看进程。",
  "advice.root-forbidden":
    "从这里即使是 root 也不能查看该进程：它属于另一个容器或用户命名空间。请在其中以 CAP_SYS_PTRACE 运行 Trivet，或使用 HTTP 计数器。",
};
