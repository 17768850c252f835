// The few icons, drawn here: 16 px, one stroke weight, the colour of the text beside them.

import type { ReactElement } from "react";

const paths = {
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5 5h7v8H5zM5 11H3V3h7v2",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  left: "M10 4L6 8l4 4",
  right: "M6 4l4 4-4 4",
  search: "M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 10l3 3",
  save: "M3 3h8l2 2v8H3zM5 3v4h5V3M5 13V9h6v4",
  open: "M2 12V4h4l1 2h6v6z",
  plus: "M8 3v10M3 8h10",
  play: "M5 3l8 5-8 5z",
  stop: "M4 4h8v8H4z",
  retry: "M13 8a5 5 0 1 1-2-4M11 1v3H8",
  settings: "M2 5h6M11 5h3M8 3v4M2 11h3M8 11h6M5 9v4",
  edit: "M3 13l1-3 7-7 2 2-7 7z",
  trash: "M3 4h10M6 4V2h4v2M4 4l1 10h6l1-10",
  help: "M6 6a2 2 0 1 1 2 3v1M8 12v1",
  swap: "M3 6h9L9 3M13 10H4l3 3",
  export: "M8 2v8M5 7l3 3 3-3M3 13h10",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg
      className="icon"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
