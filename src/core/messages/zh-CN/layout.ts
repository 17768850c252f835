import type { layout as english } from "../en/layout.ts";

export const layout: Readonly<Record<keyof typeof english, string>> = {
  "layout.splitter": "时间线高度（方向键调整；回车或双击复位）",
};
