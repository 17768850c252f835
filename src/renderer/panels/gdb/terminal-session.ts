// The console's terminal. It lives as long as the window, not as long as the panel: output goes on being drawn and
// acknowledged while another panel is shown, and the transcript stays readable after detaching.

import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { SerializeAddon } from "@xterm/addon-serialize";
import { Terminal, type ITheme } from "@xterm/xterm";
import { trivet } from "../../bridge.ts";
import { reportFailure } from "../../state/toast-store.ts";
import { DrawnCounter } from "./gdb-model.ts";

declare global {
  interface Window {
    /** For end-to-end tests, which cannot read a terminal from the page: everything it shows, scrollback included. */
    __trivetTerminal?: { readonly text: () => string };
  }
}

/** Lines kept above the screen; the whole transcript is in the investigation. */
const scrollback = 10_000;

export class TerminalSession {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #serialize = new SerializeAddon();
  readonly #drawn: DrawnCounter;
  #isTyping = false;

  constructor(theme: ITheme, fontFamily: string, label: string) {
    this.#terminal = new Terminal({
      allowProposedApi: true,
      convertEol: false,
      cursorBlink: false,
      disableStdin: true,
      fontFamily,
      fontSize: 12,
      lineHeight: 1.25,
      scrollback,
      theme,
    });
    for (const addon of [this.#fit, this.#search, this.#serialize])
      this.#terminal.loadAddon(addon);
    this.#terminal.onData((text) => {
      if (this.#isTyping) void trivet.gdb.input({ text }).then(reportFailure);
    });
    this.#terminal.onResize(({ cols, rows }) => {
      if (this.#isTyping)
        void trivet.gdb.resize({ columns: cols, rows }).then(reportFailure);
    });
    // Not reported: a lost acknowledgement shows as a console that stands still, and the next one makes up for it.
    this.#drawn = new DrawnCounter(
      (characters) => void trivet.gdb.acknowledge({ characters }),
    );
    trivet.gdb.onOutput(({ text }) => this.#receive(text));
    window.__trivetTerminal = { text: () => this.#serialize.serialize() };
    this.label = label;
  }

  /** The name that screen readers hear on the input. */
  set label(label: string) {
    if (this.#terminal.textarea !== undefined)
      this.#terminal.textarea.setAttribute("aria-label", label);
    this.#label = label;
  }
  #label = "";

  /** Shows the terminal in `host`; answers how to take it out again. */
  mount(host: HTMLElement): () => void {
    const { element } = this.#terminal;
    if (element === undefined) {
      this.#terminal.open(host);
      this.label = this.#label;
    } else host.append(element);
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(host);
    this.fit();
    return () => {
      observer.disconnect();
      this.#terminal.element?.remove();
    };
  }

  fit(): void {
    const size = this.#fit.proposeDimensions();
    if (size === undefined || Number.isNaN(size.cols)) return;
    this.#terminal.resize(
      Math.min(1000, Math.max(2, size.cols)),
      Math.min(1000, Math.max(2, size.rows)),
    );
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** Whether typing goes to gdb. Without one the terminal is for reading. */
  setTyping(isTyping: boolean): void {
    if (isTyping === this.#isTyping) return;
    this.#isTyping = isTyping;
    this.#terminal.options.disableStdin = !isTyping;
    this.#terminal.options.cursorBlink = isTyping;
    if (isTyping) void trivet.gdb.resize(this.size).then(reportFailure);
    else this.#drawn.flush();
  }

  setTheme(theme: ITheme): void {
    this.#terminal.options.theme = theme;
  }

  /** Replaces everything by a recorded transcript. */
  show(text: string): void {
    this.#terminal.reset();
    this.#terminal.write(text);
  }

  focus(): void {
    this.#terminal.focus();
  }

  find(text: string, direction: "next" | "previous"): boolean {
    if (text === "") {
      this.#search.clearDecorations();
      return true;
    }
    return direction === "next"
      ? this.#search.findNext(text)
      : this.#search.findPrevious(text);
  }

  #receive(text: string): void {
    this.#terminal.write(text, () => {
      this.#drawn.drawn(text.length);
      // Nothing follows for the moment: what is pending must not wait for more.
      this.#flushSoon();
    });
  }

  #timer: number | undefined;
  #flushSoon(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#drawn.flush(), 50);
  }
}
