import { Button, HTMLSelect, InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from './context';
import { sameValue } from './same';

/**
 * A label, its control, a description and the error, tied together for
 * screen readers. The control gets the ids from `children`.
 */
export function Field(props: {
  label: string;
  description?: React.ReactNode;
  error?: string | null;
  required?: boolean;
  /** After the label: a copy button, a badge. */
  extra?: React.ReactNode;
  /** Beside a checkbox the label comes after the control. */
  inline?: boolean;
  children: (control: IControlProps) => React.ReactNode;
}): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { description, error } = props;
  const described = [
    description && `${id}-description`,
    error && `${id}-error`
  ].filter(Boolean);
  const control: IControlProps = {
    id: `${id}-control`,
    'aria-describedby': described.length ? described.join(' ') : undefined,
    'aria-invalid': error ? true : undefined,
    'aria-required': props.required || undefined
  };
  const label = (
    <span className="jx-Field-label">
      <label htmlFor={control.id}>
        {props.label}
        {props.required && (
          <abbr className="jx-Field-required" title={trans.__('required')}>
            {' '}
            *
          </abbr>
        )}
      </label>
      {props.extra}
    </span>
  );
  return (
    <div className={`jx-Field${error ? ' jx-mod-invalid' : ''}`}>
      {!props.inline && label}
      <div className={props.inline ? 'jx-Field-inline' : undefined}>
        {props.children(control)}
        {props.inline && label}
      </div>
      {description && (
        <div className="jx-Field-description" id={`${id}-description`}>
          {description}
        </div>
      )}
      <div className="jx-Field-error" id={`${id}-error`} role="alert">
        {error}
      </div>
    </div>
  );
}

export interface IControlProps {
  id?: string;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-required'?: boolean;
}

export type ParameterType =
  'string' | 'integer' | 'float' | 'boolean' | 'choice' | 'date' | 'json';

export interface IValueControlProps extends IControlProps {
  type: ParameterType;
  /** A value of that type; text that isn't one yet is kept by `text`. */
  value: unknown;
  onChange: (value: unknown, error: string | null) => void;
  choices?: unknown[];
  minimum?: number | null;
  maximum?: number | null;
  disabled?: boolean;
}

/**
 * Read what was typed as a value of a type.
 *
 * Returns the value, or the reason why it is none. Integers beyond 2^53 are
 * refused rather than rounded; `NaN`, `inf` and `-inf` are floats, passed on
 * as these words since JSON has none.
 */
export function parseValue(
  type: ParameterType,
  text: string,
  trans: { __: (text: string, ...args: any[]) => string },
  bounds: { minimum?: number | null; maximum?: number | null } = {}
): { value: unknown; error: string | null } {
  const bad = (error: string) => ({ value: text, error });
  switch (type) {
    case 'integer': {
      if (!/^\s*[-+]?\d+\s*$/.test(text)) {
        return bad(trans.__('Type a whole number, such as 42.'));
      }
      const value = Number(text);
      if (!Number.isSafeInteger(value)) {
        return bad(
          trans.__('Too large to be exact. Use a string parameter instead.')
        );
      }
      return check(value);
    }
    case 'float': {
      const word = text.trim().toLowerCase();
      if (['nan', 'inf', '-inf'].includes(word)) {
        return { value: word === 'nan' ? 'NaN' : word, error: null };
      }
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(word)) {
        return bad(trans.__('Type a number, such as 0.5.'));
      }
      return check(Number(word));
    }
    case 'date': {
      const date = new Date(`${text}T00:00:00Z`);
      if (
        !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
        isNaN(date.getTime()) ||
        date.toISOString().slice(0, 10) !== text
      ) {
        return bad(trans.__('Give a date as YYYY-MM-DD.'));
      }
      return { value: text, error: null };
    }
    case 'json':
      try {
        return { value: JSON.parse(text), error: null };
      } catch (error) {
        return bad(trans.__('Not valid JSON: %1', (error as Error).message));
      }
    default:
      return { value: text, error: null };
  }

  function check(value: number) {
    if (typeof bounds.minimum === 'number' && value < bounds.minimum) {
      return bad(trans.__('At least %1.', bounds.minimum));
    }
    if (typeof bounds.maximum === 'number' && value > bounds.maximum) {
      return bad(trans.__('At most %1.', bounds.maximum));
    }
    return { value, error: null };
  }
}

/** A value as one would type it. */
export function formatValue(type: ParameterType, value: unknown): string {
  if (value === null || value === undefined) {
    return type === 'json' && value === null ? 'null' : '';
  }
  return type === 'json' || typeof value === 'object'
    ? JSON.stringify(value, null, 2)
    : String(value);
}

/** The control for a typed value: what is no value yet stays as typed. */
export function ValueControl(props: IValueControlProps): JSX.Element {
  const trans = useTrans();
  const { type, value, onChange, choices, minimum, maximum, ...rest } = props;
  const [text, setText] = React.useState(() => formatValue(type, value));
  const sent = React.useRef<unknown>(value);
  // A value from outside (a reset) replaces what was typed.
  React.useEffect(() => {
    if (JSON.stringify(value) !== JSON.stringify(sent.current)) {
      sent.current = value;
      setText(formatValue(type, value));
    }
  }, [type, value]);
  const onText = (typed: string) => {
    setText(typed);
    const parsed = parseValue(type, typed, trans, { minimum, maximum });
    sent.current = parsed.value;
    onChange(parsed.value, parsed.error);
  };
  switch (type) {
    case 'boolean':
      return (
        <input
          {...rest}
          type="checkbox"
          className="jx-Checkbox"
          checked={value === true}
          onChange={event => onChange(event.target.checked, null)}
        />
      );
    case 'choice':
      return (
        <HTMLSelect
          {...rest}
          className="jx-Select"
          value={String(
            Math.max(
              -1,
              (choices ?? []).findIndex(
                one => JSON.stringify(one) === JSON.stringify(value)
              )
            )
          )}
          onChange={event =>
            onChange((choices ?? [])[Number(event.target.value)], null)
          }
        >
          {!(choices ?? []).some(
            one => JSON.stringify(one) === JSON.stringify(value)
          ) && <option value="-1">{trans.__('Choose…')}</option>}
          {(choices ?? []).map((one, i) => (
            <option key={i} value={String(i)}>
              {formatValue('string', one)}
            </option>
          ))}
        </HTMLSelect>
      );
    case 'json':
      return (
        <textarea
          {...rest}
          className="jx-Textarea jx-mod-code"
          rows={Math.min(8, Math.max(2, text.split('\n').length))}
          spellCheck={false}
          value={text}
          onChange={event => onText(event.target.value)}
        />
      );
    default:
      return (
        <InputGroup
          {...rest}
          className="jx-Input"
          type={type === 'date' ? 'date' : 'text'}
          inputMode={
            type === 'integer'
              ? 'numeric'
              : type === 'float'
                ? 'decimal'
                : undefined
          }
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={event => onText(event.target.value)}
        />
      );
  }
}

/** `default → value`, with a reset, where a value differs from its default. */
export function ChangedValue(props: {
  type: ParameterType;
  value: unknown;
  default: unknown;
  onReset?: () => void;
}): JSX.Element | null {
  const trans = useTrans();
  if (sameValue(props.value, props.default)) {
    return null;
  }
  const before = formatValue(props.type, props.default) || '""';
  return (
    <span className="jx-Changed">
      <code>{before}</code>
      <span aria-label={trans.__('changed to')}> → </span>
      <code>{formatValue(props.type, props.value) || '""'}</code>
      {props.onReset && (
        <Button minimal small onClick={props.onReset}>
          {trans.__('Reset')}
        </Button>
      )}
    </span>
  );
}

/** A whole field for one parameter: label, control, change, error. */
export function ParameterField(props: {
  alias: string;
  type: ParameterType;
  value: unknown;
  default: unknown;
  description?: string;
  choices?: unknown[];
  minimum?: number | null;
  maximum?: number | null;
  /** From the server; what is typed wrongly here comes first. */
  error?: string | null;
  extra?: React.ReactNode;
  disabled?: boolean;
  onChange: (value: unknown, error: string | null) => void;
}): JSX.Element {
  const [error, setError] = React.useState<string | null>(null);
  const change = (value: unknown, problem: string | null) => {
    setError(problem);
    props.onChange(value, problem);
  };
  return (
    <Field
      label={props.alias}
      error={error ?? props.error}
      inline={props.type === 'boolean'}
      extra={props.extra}
      description={
        <>
          {props.description && <span>{props.description}</span>}
          {!error && (
            <ChangedValue
              type={props.type}
              value={props.value}
              default={props.default}
              onReset={
                props.disabled ? undefined : () => change(props.default, null)
              }
            />
          )}
        </>
      }
    >
      {control => (
        <ValueControl
          {...control}
          type={props.type}
          value={props.value}
          choices={props.choices}
          minimum={props.minimum}
          maximum={props.maximum}
          disabled={props.disabled}
          onChange={change}
        />
      )}
    </Field>
  );
}

/** A text of one line, or of several. */
export function TextField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: React.ReactNode;
  error?: string | null;
  required?: boolean;
  multiline?: boolean;
  placeholder?: string;
  disabled?: boolean;
  extra?: React.ReactNode;
}): JSX.Element {
  return (
    <Field
      label={props.label}
      description={props.description}
      error={props.error}
      required={props.required}
      extra={props.extra}
    >
      {control =>
        props.multiline ? (
          <textarea
            {...control}
            className="jx-Textarea"
            rows={3}
            value={props.value}
            placeholder={props.placeholder}
            disabled={props.disabled}
            onChange={event => props.onChange(event.target.value)}
          />
        ) : (
          <InputGroup
            {...control}
            className="jx-Input"
            type="text"
            autoComplete="off"
            value={props.value}
            placeholder={props.placeholder}
            disabled={props.disabled}
            onChange={event => props.onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
