import { Dialog } from '@jupyterlab/apputils';
import * as React from 'react';

import { IJupyterExt } from '../tokens';
import { FieldErrors, FormBody, IForm, fieldErrors } from './formbody';

export interface IFormDialogOptions<V, R> {
  title: string;
  /** The verb on the button; may depend on what was chosen. */
  accept: string | ((value: V) => string);
  warn?: boolean;
  initial: V;
  render: (form: IForm<V>) => React.ReactNode;
  /** What is wrong before anything is sent. */
  validate?: (value: V) => FieldErrors;
  /**
   * Rejects: the dialog stays, with the message at its field. `set` changes
   * what is shown while it works, such as its progress.
   */
  submit: (value: V, set: (patch: Partial<V>) => void) => Promise<R>;
  /** Given, Cancel stops what `submit` is doing, which then rejects. */
  stop?: () => void;
  /** What has the focus first, as a selector; by default the first field. */
  focus?: string;
  /** Wider than a question; `columns`: as wide as two forms. */
  wide?: boolean | 'columns';
}

/**
 * Ask for several values at once; the result of `submit`, null when given up.
 *
 * The dialog stays open while the server works and when it refuses.
 */
export async function showForm<V extends object, R>(
  jx: IJupyterExt,
  options: IFormDialogOptions<V, R>
): Promise<R | null> {
  const dialog = new FormDialog<V, R>(jx, options);
  await dialog.launch();
  const { result } = dialog;
  dialog.dispose();
  return result;
}

const ACCEPT = 1;

/** A dialog whose fields have the keys that they need before its buttons do. */
export class FieldDialog<T> extends Dialog<T> {
  protected _evtKeydown(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const footer = this.node.querySelector('.jp-Dialog-footer');
    const inBody = !footer?.contains(target);
    const inList =
      target.getAttribute('role') === 'combobox' &&
      target.getAttribute('aria-expanded') === 'true';
    const isButton = target.closest('button, summary, [role="button"]');
    if (inList && event.key !== 'Tab') {
      // An open list takes Enter and Escape for itself.
      return;
    }
    if (target instanceof HTMLTextAreaElement && event.key === 'Enter') {
      // It begins a new line.
      return;
    }
    if (event.key === 'Enter' && target.closest('[data-enter="own"]')) {
      // It does something within the form.
      return;
    }
    if (inBody && isButton && event.key !== 'Escape' && event.key !== 'Tab') {
      return;
    }
    super._evtKeydown(event);
  }
}

class FormDialog<V extends object, R> extends FieldDialog<unknown> {
  constructor(
    jx: IJupyterExt,
    private _options: IFormDialogOptions<V, R>
  ) {
    const body = new FormBody<V>(jx, _options.initial, _options.render);
    const { accept } = _options;
    const label =
      typeof accept === 'string' ? accept : accept(_options.initial);
    super({
      title: _options.title,
      body,
      hasClose: true,
      defaultButton: ACCEPT,
      buttons: [
        Dialog.cancelButton({ label: jx.trans.__('Cancel') }),
        _options.warn
          ? Dialog.warnButton({ label })
          : Dialog.okButton({ label })
      ],
      focusNodeSelector: _options.focus ?? 'input, textarea, select'
    });
    this._form = body;
    // A button that was disabled for a while has lost the focus.
    body.focusOtherwise = () =>
      this.node
        .querySelector<HTMLButtonElement>(
          '.jp-Dialog-footer button:last-of-type'
        )
        ?.focus();
    if (typeof accept !== 'string') {
      body.changed.connect((_, value) => this._relabel(accept(value)));
    }
    this.addClass('jx-FormDialog');
    if (_options.wide) {
      this.addClass('jx-mod-wide');
    }
    if (_options.wide === 'columns') {
      this.addClass('jx-mod-columns');
    }
  }

  result: R | null = null;

  resolve(index?: number): void {
    if ((index ?? ACCEPT) !== ACCEPT) {
      this.reject();
      return;
    }
    if (this._busy) {
      return;
    }
    const { value } = this._form;
    const errors = this._options.validate?.(value) ?? {};
    if (Object.keys(errors).length) {
      this._form.refuse(errors);
      return;
    }
    this._setBusy(true);
    this._options
      .submit(value, patch => this._form.change(patch))
      .then(result => {
        this.result = result;
        super.resolve(ACCEPT);
      })
      .catch(reason => this._form.refuse(fieldErrors(reason), reason))
      .finally(() => this._setBusy(false));
  }

  reject(): void {
    if (!this._busy) {
      super.reject();
    } else {
      // Else what was sent can't be called back: wait for the answer.
      this._options.stop?.();
    }
  }

  private _setBusy(busy: boolean): void {
    this._busy = busy;
    this._form.setBusy(busy);
    const buttons = this.node.querySelectorAll<HTMLButtonElement>(
      '.jp-Dialog-footer button'
    );
    buttons.forEach((button, i) => {
      button.disabled = busy && (i === ACCEPT || !this._options.stop);
    });
  }

  private _relabel(label: string): void {
    const node = this.node.querySelector(
      '.jp-Dialog-footer button:last-of-type .jp-Dialog-buttonLabel'
    );
    if (node && node.textContent !== label) {
      node.textContent = label;
      node.setAttribute('aria-label', label);
    }
  }

  private _form: FormBody<V>;
  private _busy = false;
}
