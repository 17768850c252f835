// The rule for text of servers and files is the window's too (core/printable.ts).

export { printable, printableLine } from "../core/printable.ts";
