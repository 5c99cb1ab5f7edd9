import { ISignal, Signal } from '@lumino/signaling';
import * as React from 'react';

import { ApiError } from '../api/request';
import { IJupyterExt } from '../tokens';
import { JxWidget, useTrans } from './context';
import { Banner, describeError } from './states';

/** What is wrong, by dotted field path. */
export type FieldErrors = Record<string, string>;

/** The fields that a server's refusal names, each with its message. */
export function fieldErrors(error: unknown): FieldErrors {
  if (!(error instanceof ApiError)) {
    return {};
  }
  const errors: FieldErrors = {};
  const problems = error.details?.problems;
  if (Array.isArray(problems)) {
    for (const { field, message } of problems) {
      if (typeof field === 'string' && !(field in errors)) {
        errors[field] = String(message);
      }
    }
  }
  if (error.field) {
    errors[error.field] = error.message;
  }
  return errors;
}

/** What a form's content gets: the values, how to change them, what is wrong. */
export interface IForm<V> {
  value: V;
  set: (patch: Partial<V>) => void;
  /** The error to show at a field; asking says that it is shown there. */
  error: (field: string) => string | null;
  busy: boolean;
}

/** The content of a form dialog: its values, and what is wrong with them. */
export class FormBody<V extends object> extends JxWidget {
  constructor(
    jx: IJupyterExt,
    public value: V,
    private _render: (form: IForm<V>) => React.ReactNode
  ) {
    super(jx);
    this.addClass('jx-Dialog');
  }

  /** Where the cursor goes when no field is named. */
  focusOtherwise: () => void = () => undefined;

  setBusy(busy: boolean): void {
    this._busy = busy;
    this.update();
  }

  refuse(errors: FieldErrors, reason: unknown = null): void {
    this._errors = errors;
    this._reason = reason;
    this._refusals++;
    this.update();
  }

  /** Change values from outside; what is wrong stays as it is. */
  change(patch: Partial<V>): void {
    this.value = { ...this.value, ...patch };
    this._changed.emit(this.value);
    this.update();
  }

  /** The values are others than before. */
  get changed(): ISignal<this, V> {
    return this._changed;
  }

  protected renderContent(): JSX.Element {
    return (
      <FormContent
        value={this.value}
        errors={this._errors}
        reason={this._reason}
        busy={this._busy}
        refusals={this._refusals}
        onRefused={() => {
          const field = this.node.querySelector<HTMLElement>(
            '[aria-invalid="true"]'
          );
          if (field) {
            field.focus();
          } else {
            this.focusOtherwise();
          }
        }}
        render={this._render}
        set={patch => {
          this._errors = Object.fromEntries(
            Object.entries(this._errors).filter(
              ([field]) => !Object.keys(patch).some(key => isWithin(field, key))
            )
          );
          this._reason = null;
          this.change(patch);
        }}
      />
    );
  }

  private _busy = false;
  private _changed = new Signal<this, V>(this);
  private _errors: FieldErrors = {};
  private _reason: unknown = null;
  private _refusals = 0;
}

/** Whether a field path is that of a value, or of a part of it. */
function isWithin(field: string, key: string): boolean {
  return (
    field === key || (field.startsWith(key) && '.['.includes(field[key.length]))
  );
}

function FormContent<V>(props: {
  value: V;
  errors: FieldErrors;
  reason: unknown;
  busy: boolean;
  /** How many times it was refused. */
  refusals: number;
  onRefused: () => void;
  render: (form: IForm<V>) => React.ReactNode;
  set: (patch: Partial<V>) => void;
}): JSX.Element {
  const trans = useTrans();
  const asked = React.useRef(new Set<string>());
  asked.current = new Set();
  const [lost, setLost] = React.useState(false);
  const content = props.render({
    value: props.value,
    set: props.set,
    busy: props.busy,
    error: field => {
      // What is wrong with one of several values is shown at them all.
      const found =
        Object.keys(props.errors).find(
          one => one === field || one.startsWith(`${field}[`)
        ) ?? field;
      asked.current.add(found);
      return props.errors[found] ?? null;
    }
  });
  // A refusal that no field shows is shown below them all.
  React.useLayoutEffect(() => {
    const fields = Object.keys(props.errors);
    const shown = fields.some(field => asked.current.has(field));
    setLost(!shown && (fields.length > 0 || props.reason !== null));
  }, [props.errors, props.reason]);
  // Whoever works by keyboard goes on where something is wrong. A field that
  // waits for the server's answer couldn't take the focus.
  const seen = React.useRef(0);
  React.useEffect(() => {
    if (!props.busy && props.refusals > seen.current) {
      seen.current = props.refusals;
      props.onRefused();
    }
  }, [props.busy, props.refusals]);
  const described = props.reason ? describeError(props.reason, trans) : null;
  return (
    <>
      {content}
      {lost && (
        <Refusal times={props.refusals}>
          {described?.message ?? Object.values(props.errors).join(' ')}
        </Refusal>
      )}
    </>
  );
}

/** What is wrong with no field; a long form moves until it is seen. */
function Refusal(props: {
  times: number;
  children: React.ReactNode;
}): JSX.Element {
  const node = React.useRef<HTMLDivElement>(null);
  React.useEffect(
    () => node.current?.scrollIntoView?.({ block: 'nearest' }),
    [props.times]
  );
  return (
    <div ref={node}>
      <Banner tone="error">{props.children}</Banner>
    </div>
  );
}
