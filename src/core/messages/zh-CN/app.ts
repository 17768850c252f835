import type { app as en } from "../en/app.ts";

export const app: Readonly<Record<keyof typeof en, string>> = {
  "app.name": "Trivet",
  "app.panels": "面板",
  "panel.flame": "火焰图",
  "panel.table": "表格",
  "panel.compare": "对比",
  "panel.goroutines": "Goroutine",
  "panel.gdb": "gdb",
  "panel.evidence": "证据",
  "panel.notes": "笔记",
  "ui.close": "关闭",
  "ui.cancel": "取消",
  "ui.retry": "重试",
  "ui.copy": "复制",
  "ui.loading": "正在读取…",
};
