// A modal dialog on the platform's own `<dialog>`: it traps focus, makes the rest inert, closes on Escape and gives the
// focus back to where it came from.

import {
  useId,
  useLayoutEffect,
  useRef,
  type ReactElement,
  type ReactNode,
} from "react";
import { useMessage } from "../state/use-message.ts";
import { IconButton } from "./button.tsx";

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the foot, the main one last. */
  readonly footer?: ReactNode;
  readonly isWide?: boolean;
  readonly testId?: string;
  /** With it the dialog is a form: Enter submits. */
  readonly onSubmit?: () => void;
}

export function Dialog({
  title,
  onClose,
  children,
  footer,
  isWide = false,
  testId,
  onSubmit,
}: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const t = useMessage();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (!element.open) element.showModal();
    element
      .querySelector<HTMLElement>(
        ".dialog__body :is(input, textarea, select, button):not(:disabled)",
      )
      ?.focus();
    return () => element.close();
  }, []);

  const body = (
    <>
      <div className="dialog__title">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label={t("ui.close")} onClick={onClose} />
      </div>
      <div className="dialog__body">{children}</div>
      {footer === undefined ? null : (
        <div className="dialog__foot">{footer}</div>
      )}
    </>
  );
  return (
    <dialog
      ref={dialog}
      className={isWide ? "dialog dialog--wide" : "dialog"}
      aria-labelledby={titleId}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape") return;
        // A search field would only empty itself.
        event.preventDefault();
        onClose();
      }}
    >
      {onSubmit === undefined ? (
        body
      ) : (
        <form
          style={{ display: "contents" }}
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {body}
        </form>
      )}
    </dialog>
  );
}
