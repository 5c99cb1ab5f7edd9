import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Field } from './fields';

/** A box to tick, with its label after it. */
export function CheckField(props: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  description?: React.ReactNode;
  error?: string | null;
  disabled?: boolean;
}): JSX.Element {
  return (
    <Field
      inline
      label={props.label}
      description={props.description}
      error={props.error}
    >
      {control => (
        <input
          {...control}
          type="checkbox"
          className="jx-Checkbox"
          checked={props.value}
          disabled={props.disabled}
          onChange={event => props.onChange(event.target.checked)}
        />
      )}
    </Field>
  );
}

/** A box to tick in a bar above what it changes. */
export function BarToggle(props: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  title?: string;
}): JSX.Element {
  return (
    <label title={props.title}>
      <input
        type="checkbox"
        className="jx-Checkbox"
        checked={props.value}
        onChange={event => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}

/** One of a few. */
export function SelectField(props: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  description?: React.ReactNode;
  error?: string | null;
  disabled?: boolean;
}): JSX.Element {
  return (
    <Field
      label={props.label}
      description={props.description}
      error={props.error}
    >
      {control => (
        <HTMLSelect
          {...control}
          className="jx-Select"
          value={props.value}
          disabled={props.disabled}
          onChange={event => props.onChange(event.target.value)}
        >
          {props.options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </HTMLSelect>
      )}
    </Field>
  );
}
