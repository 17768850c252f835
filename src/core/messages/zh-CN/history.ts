import type { history as en } from "../en/history.ts";

export const history: Readonly<Record<keyof typeof en, string>> = {
  "event.history-imported": "已导入历史数据",
  "error.history-refused":
    "服务器的原话见上。可在服务器自己的界面里试一试该表达式；如果前面有代理，它可能要求登录，而 Trivet 不提供登录信息。",
  "error.history-malformed":
    "这看起来不是 Prometheus 的 HTTP API。请给出服务器本身的地址，例如 http://127.0.0.1:9090；如有路径前缀，请一并写上。",
  "error.history-empty":
    "请在服务器自己的界面里核对匹配条件和时间范围。目标必须导出 Go 客户端的指标（go_memstats_… 或 go_memory_classes_…）。",
};
