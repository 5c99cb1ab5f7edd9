import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { FieldDialog } from './formdialog';

export interface IConfirmOptions {
  title: string;
  /** What will happen, and what stays. */
  body: React.ReactNode;
  /** The verb on the button. */
  accept: string;
  /** For what can't be undone. */
  warn?: boolean;
  /** To be typed before the button works. */
  typed?: string;
}

/** Ask before doing something; true when the user agreed. */
export async function confirm(
  options: IConfirmOptions,
  trans: TranslationBundle
): Promise<boolean> {
  const accept = options.warn
    ? Dialog.warnButton({ label: options.accept })
    : Dialog.okButton({ label: options.accept });
  const buttons = [Dialog.cancelButton({ label: trans.__('Cancel') }), accept];
  const { typed } = options;
  if (typed === undefined) {
    const body = ReactWidget.create(
      <div className="jx-Dialog">{options.body}</div>
    );
    const result = await showDialog({ title: options.title, body, buttons });
    return result.button.accept;
  }
  const body = new TypedConfirmation(options.body, typed, trans);
  const dialog = new FieldDialog<string>({
    title: options.title,
    body,
    buttons,
    focusNodeSelector: 'input',
    checkbox: null
  });
  const result = await dialog.launch();
  return result.button.accept && result.value === typed;
}

/** The body of a dialog that wants a word typed. */
class TypedConfirmation extends ReactWidget {
  constructor(
    private _text: React.ReactNode,
    private _typed: string,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('jx-Dialog');
  }

  getValue(): string {
    return this._value;
  }

  protected render(): JSX.Element {
    return (
      <TypedBody
        text={this._text}
        typed={this._typed}
        trans={this._trans}
        onChange={value => {
          this._value = value;
          const button = this.node
            .closest('.jp-Dialog')
            ?.querySelector<HTMLButtonElement>(
              '.jp-Dialog-footer .jp-mod-accept, .jp-Dialog-footer .jp-mod-warn'
            );
          if (button) {
            button.disabled = value !== this._typed;
          }
        }}
      />
    );
  }

  private _value = '';
}

function TypedBody(props: {
  text: React.ReactNode;
  typed: string;
  trans: TranslationBundle;
  onChange: (value: string) => void;
}): JSX.Element {
  const [value, setValue] = React.useState('');
  const id = React.useId();
  React.useEffect(() => props.onChange(value), [value]);
  return (
    <>
      {props.text}
      <label htmlFor={id} className="jx-Dialog-label">
        {props.trans.__('Type “%1” to confirm', props.typed)}
      </label>
      <input
        id={id}
        className="jp-mod-styled"
        autoComplete="off"
        // Until then Enter would close it, and nothing would be done.
        data-enter={value === props.typed ? undefined : 'own'}
        value={value}
        onChange={event => setValue(event.target.value)}
      />
    </>
  );
}
