// 在单个快照的面板中减去较早快照时的文字，以及一个函数在多个快照中的走势。

import type { compared as source } from "../en/compared.ts";

export const compared: Readonly<Record<keyof typeof source, string>> = {
  "compared.change": "变化",
  "compared.filtered.title": "过滤后没有任何内容",
  "compared.filtered.text":
    "此剖面中没有符合过滤条件的内容。这并不说明程序本身如何：请清除或在上方修改过滤条件。",
  "compared.searched.title": "没有匹配的行",
  "compared.searched.text": "有数据行，但名称或文件中都不含上方输入的内容。",
  "compared.searched.clear": "显示所有行",
  "inspector.filtered": "在当前快照中，过滤后没有它的任何内容。",
  "compared.bothSides": "A 与 B 合计：{effect}",

  "timeline.picked.hint.scaled":
    "各快照中选中函数及其调用的一切，采用当前所示的数值，并按当前过滤条件。这些数值与本行的单位不同，因此该线使用自己的刻度，从 0 到可见范围内的最大值：请看其走势，数值在此处读取。",
  "timeline.picked.hint.counts":
    "各 goroutine 快照中调用栈含有选中函数的 goroutine 数，按当前过滤条件。",
};
