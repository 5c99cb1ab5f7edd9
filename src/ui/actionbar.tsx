import { Button, LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

export interface IAction {
  label: string;
  onClick: (event: React.MouseEvent<HTMLElement>) => unknown;
  icon?: LabIcon;
  /** The one thing to do here: in JupyterLab's accent colour. */
  primary?: boolean;
  /** Only the icon, with the label for hover and screen readers. */
  iconOnly?: boolean;
  /** What it does, below the label on hover. */
  hint?: string;
  /** Why it can't be done now; given, the button is disabled. */
  disabled?: string | null;
  /** In the colour of things that can't be undone. */
  warn?: boolean;
  /** For a button that opens a menu. */
  hasPopup?: 'menu' | 'dialog';
  /** For a button that stays pressed. */
  pressed?: boolean;
}

/** A button in JupyterLab's own style, busy while its promise is pending. */
export function ActionButton(props: IAction): JSX.Element {
  const [busy, setBusy] = React.useState(false);
  const mounted = React.useRef(true);
  React.useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const { icon: Icon } = props;
  const style = props.iconOnly
    ? 'jx-mod-icon'
    : props.primary
      ? 'jp-mod-styled jp-mod-accept'
      : props.warn
        ? 'jp-mod-styled jp-mod-warn'
        : 'jx-mod-plain';
  return (
    <Button
      type="button"
      minimal={props.iconOnly}
      className={`jx-Button ${style}`}
      aria-label={props.iconOnly ? props.label : undefined}
      title={
        props.disabled ||
        [props.iconOnly && props.label, props.hint]
          .filter(Boolean)
          .join('\n') ||
        undefined
      }
      // Stays reachable, so that the reason can be read out.
      aria-disabled={props.disabled || busy ? true : undefined}
      aria-busy={busy || undefined}
      aria-haspopup={props.hasPopup}
      aria-pressed={props.pressed}
      onClick={event => {
        if (props.disabled || busy) {
          return;
        }
        const result = props.onClick(event);
        if (result instanceof Promise) {
          setBusy(true);
          void result
            .catch(error => console.error(error))
            .finally(() => mounted.current && setBusy(false));
        }
      }}
    >
      {Icon && <Icon.react tag="span" width="16px" height="16px" />}
      {!props.iconOnly && <span>{props.label}</span>}
    </Button>
  );
}

/** A row of actions: a toolbar with one tab stop and arrow keys. */
export function ActionBar(props: {
  actions?: IAction[];
  label: string;
  children?: React.ReactNode;
}): JSX.Element {
  const bar = React.useRef<HTMLDivElement>(null);
  const last = React.useRef<HTMLElement | null>(null);
  /** The buttons that can be seen; in a narrow page some can't. */
  const shown = () =>
    Array.from(
      bar.current?.querySelectorAll<HTMLElement>('button') ?? []
    ).filter(button => button.checkVisibility?.() ?? true);
  /** Tab comes to the button that had the focus last, else to the first. */
  const setTabStop = () => {
    const buttons = shown();
    const stop = buttons.find(one => one === last.current) ?? buttons[0];
    buttons.forEach(one => (one.tabIndex = one === stop ? 0 : -1));
  };
  React.useLayoutEffect(setTabStop);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const inField = (event.target as HTMLElement).matches('input, select');
    if (!step || inField) {
      return;
    }
    const buttons = shown();
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (at >= 0) {
      event.preventDefault();
      buttons[(at + step + buttons.length) % buttons.length].focus();
    }
  };
  return (
    <div
      className="jx-ActionBar"
      role="toolbar"
      aria-label={props.label}
      ref={bar}
      onFocus={event => {
        last.current = (event.target as HTMLElement).closest('button');
        setTabStop();
      }}
      onKeyDown={onKeyDown}
    >
      {props.actions?.map(action => (
        <ActionButton key={action.label} {...action} />
      ))}
      {props.children}
    </div>
  );
}
