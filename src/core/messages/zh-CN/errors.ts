import type { errors as en } from "../en/errors.ts";

export const errors: Readonly<Record<keyof typeof en, string>> = {
  "error.bad-request":
    "窗口与主进程对调用的理解不一致。这是 Trivet 的缺陷：请附上以上信息反馈。",
  "error.cancelled": "被取消的操作没有改变任何内容。",
  "error.internal": "这不应发生。请附上以上信息反馈；已记录的数据是安全的。",
  "error.not-found": "请检查路径或编号；它可能已被移动或从未保存。",
  "error.usage": "用 --help 运行该命令查看用法。",
  "error.url-invalid":
    "请填写 pprof 基础地址，例如 http://127.0.0.1:6060/debug/pprof。",
  "error.target-unreachable":
    "请检查进程是否在运行、URL 中的 pprof 端口是否正确，以及隧道（如有）是否连通。",
  "error.target-timeout":
    "目标已接受连接但未及时应答：它可能被暂停、CPU 不足或正在长时间 GC。进行中的记录会自动重试；否则请再试一次。",
  "error.target-died":
    "进程已消失。此前记录的内容均已保留；请在时间线末尾查看最后时刻。",
  "error.tls-failed":
    "服务器的证书或协议被拒绝。请确认 URL 应使用 https，且本机信任其证书。",
  "error.http-status":
    "服务器有应答，但不是 profile。请检查路径：通常以 /debug/pprof 结尾。",
  "error.not-go-pprof":
    '该服务器不像启用了 net/http/pprof 的 Go 进程。请在目标中导入 _ "net/http/pprof"，或检查主机与端口。',
  "error.profile-not-served": "目标不提供这种 profile。其他 profile 仍可使用。",
  "error.body-too-large":
    "应答超过上限，已被截断。如此大的堆 profile 意味着数百万条不同的调用栈。",
  "error.body-truncated":
    "连接在应答中途断开。请重新采集；若每次如此，途中的代理会截断长应答。",
  "error.pid-not-found":
    "当前没有该进程。可用 `pgrep -a` 列出进程，或让 Trivet 通过 pprof 端口查找 PID。",
  "error.pid-forbidden":
    "该进程属于其他用户。请以同一用户或 sudo 运行 Trivet；HTTP 计数器无需此权限。",
  "error.pid-mismatch":
    "请不要填写 PID：Trivet 会自己找到监听该 URL 端口的进程。",
  "error.pid-reused":
    "该 PID 现属于另一个进程：目标已结束。请重新连接以观察新进程。",
  "error.procfs-unavailable":
    "此系统没有 /proc：RSS 与 cgroup 序列缺失，HTTP 方式均可用。",
  "error.profile-malformed":
    "这些字节不是有效的 profile。请确认文件未被转换或编辑；用 curl -o 重新获取。",
  "error.profile-truncated": "profile 在中途结束：下载被截断。请重新获取。",
  "error.profile-empty":
    "profile 中没有样本。新进程可能尚未分配 512 KiB，或 MemProfileRate 为 0。",
  "error.profile-incompatible":
    "这两个 profile 度量的内容不同，无法相减。请比较同一程序的同类 profile。",
  "error.profile-too-large":
    "该 profile 解压后超过上限，可能已损坏或含恶意内容。",
  "error.memstats-malformed":
    "应答中没有可读的 runtime.MemStats 尾部。请确认 URL 是 Go 进程的 heap?debug=1。",
  "error.expression-invalid":
    "表达式采用 RE2 语法（与 Go 相同）：不支持环视和反向引用。有特殊含义的字符前要加反斜杠：\\(、\\*、\\.",
  "error.gdb-missing":
    "未安装 gdb。Debian/Ubuntu：sudo apt-get install gdb。Fedora：sudo dnf install gdb。macOS：brew install gdb。",
  "error.gdb-too-old": "Trivet 需要 9.1 或更新且带 Python 的 gdb。",
  "error.gdb-died": "gdb 自行退出。目标已检查并保持运行；可随时重新附加。",
  "error.gdb-timeout": "gdb 未及时应答。可在控制台中断，或分离。",
  "error.gdb-busy": "gdb 已附加或正在附加。请先分离。",
  "error.gdb-failed": "gdb 拒绝了命令；其原文见上。",
  "error.gdb-refused":
    "当前会话为只读，任何操作都不会改变目标。如需使用，请分离后在不勾选“只读”的情况下重新附加。",
  "error.ptrace-refused":
    "内核不允许当前用户跟踪该进程。以 root 执行：sysctl kernel.yama.ptrace_scope=0，或以目标用户加 CAP_SYS_PTRACE 运行 Trivet；容器请加 --cap-add=SYS_PTRACE。",
  "error.already-traced": "该进程已被其他调试器或 strace 占用。请先释放。",
  "error.target-not-go":
    "该进程不是 Go 程序，或符号已被剥离（-s -w）：无法使用 Go 专用命令。",
  "error.layout-missing":
    "该二进制既没有类型信息也没有符号（以 -s 链接），无从得知运行时数据的位置。请不带 -s 构建（仅 -w 可以），或改用 HTTP profile，它不需要符号。",
  "error.layout-unsupported":
    "Trivet 可读取 64 位 x86 Linux 上 Go 1.19 至 1.27 的内存。请改用 HTTP profile，或用这些版本带 DWARF 构建。",
  "error.layout-mismatch":
    "二进制与内存不匹配，或运行时被修改过。对于 core，请提供当时运行的那个可执行文件；重新构建的会不同。",
  "error.memory-unreadable":
    "core 可能缺少这些页（coredump_filter、磁盘已满），或进程正在结束。请重试；对于 core，请用 --exe 提供可执行文件。",
  "error.memory-inconsistent":
    "进程改变这些数据的速度一再快于读取速度。请在其不太繁忙时重试，或用 kill -STOP 暂停片刻。",
  "error.pause-too-long":
    "进程已恢复运行，未保留任何数据。可允许更长的暂停（--max-pause），不暂停而获取近似的对象图（--no-pause），或改用 core 文件。",
  "error.core-malformed":
    "这不是 core 文件，或只有开头部分：请检查写入处的磁盘空间和 `ulimit -c`，并重新复制。",
  "error.core-mismatch":
    "请提供写出该 core 时运行的可执行文件（--exe）：可用 `file -n` 或 `go tool buildid` 对比两者。",
  "error.remote-failed":
    "该命令须启动一个从标准输入读取命令的 shell，且不询问任何内容：可用 `echo id | 命令` 试验。对于 ssh：密钥须在 agent 中，主机密钥须已知；它没有可供询问的终端。",
  "error.remote-lost":
    "连接断开，或另一端的 shell 被结束。那里没有任何改动；请重新运行。",
  "error.remote-timeout":
    "请用 `echo id | 命令` 试验该命令：它须启动一个从标准输入读取命令的 shell。线路较慢时可用 --via-timeout 放宽时限。",
  "error.remote-unsuitable":
    "另一端需要带 /proc 的 Linux、POSIX shell、dd 与 wc，以及不改动字节的管道：请去掉 ssh、docker、kubectl 的 -t。",
  "error.remote-too-large":
    "请把那里正在运行的可执行文件复制到本机，并用 --exe 指定。",
  "error.remote-no-pause":
    "spans、goroutines、buckets、memstats、allocations 与 struct 无需暂停。对象图请在那台主机上运行 Trivet，或在那里生成 core（gcore PID），再用 --core 和 --exe 指定。",
  "error.disk-full": "请释放该磁盘空间：记录会把数据暂存内存并自行继续。",
  "error.disk-failed": "磁盘拒绝了操作。请检查权限以及是否为只读挂载。",
  "error.cache-unwritable":
    "请将 XDG_CACHE_HOME 设为可写的文件夹，或修正该文件夹的权限。",
  "error.journal-corrupt": "日志在写入后被改动。损坏处之前的内容完好可读。",
  "error.investigation-locked":
    "另一个 Trivet 正在写入此调查。请先在那里关闭，或打开已保存的归档。",
  "error.archive-malformed":
    "该文件不是 Trivet 归档或已被截断。请与原文件比较大小后重新复制。",
  "error.archive-mismatch":
    "某成员的字节与清单不符：归档已损坏或被篡改。请勿依赖，重新获取原件。",
  "error.archive-unsafe-path":
    "某成员路径越出归档。该文件有恶意或已损坏；没有写入任何内容。",
  "error.archive-too-large":
    "归档解压后超过上限或超过其声明：可能是 zip 炸弹或已损坏。",
  "error.archive-too-new": "该归档由更新版本的 Trivet 写入。请升级后打开。",
  "error.go-missing":
    "构建演示目标需要 Go。Debian/Ubuntu：sudo apt-get install golang-go。macOS：brew install go。自带示例无需 Go。",
  "error.build-failed": "Go 编译器拒绝了演示程序；输出见上。",
  "error.source-missing":
    "请在“源码”面板中添加路径映射：从构建该程序的机器上的目录，到本机上的目录。",
  "error.source-outside-module":
    "编译器只能解释属于 Go 模块的包。请把路径映射到带有 go.mod 的检出目录。",
  "error.source-not-compiled":
    "该包在本机无法直接编译。请先在该目录中自行构建一次（go build .，会同时获取所需依赖），然后再试。",
  "error.sample-missing":
    "此安装缺少自带示例。请重新安装，或打开已保存的调查。",
};
