// Buttons. An IconButton always has a name, for the tooltip and for those who do not see it.

import type { ButtonHTMLAttributes, ReactElement, ReactNode, Ref } from "react";
import { Icon, type IconName } from "./icon.tsx";
import { Tooltip } from "./tooltip.tsx";

export type ButtonTone = "plain" | "primary" | "danger" | "quiet";

export interface ButtonProps extends Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  "className"
> {
  readonly tone?: ButtonTone;
  readonly icon?: IconName;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({
  tone = "plain",
  icon,
  children,
  ...rest
}: ButtonProps): ReactElement {
  const className = tone === "plain" ? "button" : `button button--${tone}`;
  return (
    <button type="button" className={className} {...rest}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  "className" | "children"
> {
  readonly icon: IconName;
  /** The accessible name and the tooltip. */
  readonly label: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  icon,
  label,
  ...rest
}: IconButtonProps): ReactElement {
  return (
    <Tooltip text={label} describes={false}>
      <button
        type="button"
        className="button button--quiet button--icon"
        aria-label={label}
        {...rest}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}
