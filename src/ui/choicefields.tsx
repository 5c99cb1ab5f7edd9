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
