import type { recordings as english } from "../en/recordings.ts";

export const recordings: Readonly<Record<keyof typeof english, string>> = {
  "recordings.title": "已保存的记录",
  "recordings.none": "没有可移除的记录文件夹：都未完整保存，或正在使用。",
  "recordings.some":
    "{folders:count} 个记录文件夹占用 {bytes:bytes}，其全部内容已在保存的归档中。",
  "recordings.one":
    "一个记录文件夹占用 {bytes:bytes}，其全部内容已在保存的归档中。",
  "recordings.policy":
    "最后一次写入 30 天后会自动移除。未保存的记录绝不会被移除。",
  "recordings.clean": "立即清理",
  "recordings.cleaned":
    "已移除已保存的记录：{folders:count} 个（共 {bytes:bytes}）。",
  "recent.recording": "未保存的记录：{name}",
  "recent.hint": "{at}，{folder}",
  "recent.open": "打开最近的：{name}",
  "recent.openRecording": "打开未保存的记录：{name}",
  "recent.recovered":
    "已恢复：上次运行未保存就结束了。此前记录的内容都在（{path}）；请保存为一个文件。",
};
