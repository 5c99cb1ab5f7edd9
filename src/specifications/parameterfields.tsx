import * as React from 'react';

import {
  Field,
  ParameterType,
  SelectField,
  ValueControl,
  useTrans
} from '../ui';
import type { EntryPatch } from './signatureentry';
import {
  PARAMETER_TYPES,
  SignatureParameter,
  formatChoice,
  parseChoices,
  retyped
} from './signature';

/** Type, default, bounds and choices of a parameter. */
export function ParameterFields(props: {
  parameter: SignatureParameter;
  /** The problem of a field by its name. */
  problem: (name: string) => string | null;
  onChange: (patch: EntryPatch, merge: string | null) => void;
}): JSX.Element {
  const { parameter, problem, onChange } = props;
  const trans = useTrans();
  const type = parameter.type as ParameterType;
  const known = (PARAMETER_TYPES as readonly string[]).includes(type);
  const words: Record<string, string> = {
    string: trans.__('string'),
    integer: trans.__('integer'),
    float: trans.__('float'),
    boolean: trans.__('boolean'),
    choice: trans.__('choice'),
    date: trans.__('date'),
    json: trans.__('JSON')
  };
  const bounded = ['integer', 'float', 'date'].includes(type);
  return (
    <>
      <SelectField
        label={trans.__('Type')}
        value={type}
        options={[
          ...(known ? [] : [{ value: type, label: type }]),
          ...PARAMETER_TYPES.map(value => ({ value, label: words[value] }))
        ]}
        error={problem('type')}
        onChange={next => onChange(retyped(parameter, next), null)}
      />
      {type === 'choice' && (
        <ChoicesField
          choices={parameter.choices}
          error={problem('choices')}
          onChange={choices => onChange({ choices }, 'choices')}
        />
      )}
      <BoundField
        key={`default-${type}`}
        label={trans.__('Default')}
        type={known ? type : 'string'}
        value={parameter.default}
        choices={parameter.choices}
        error={problem('default')}
        onChange={value => onChange({ default: value }, 'default')}
      />
      {bounded && (
        <div className="jx-Pair">
          <BoundField
            key={`minimum-${type}`}
            label={trans.__('At least')}
            type={type}
            value={parameter.minimum}
            mayBeEmpty
            error={problem('minimum')}
            onChange={value => onChange({ minimum: value }, 'minimum')}
          />
          <BoundField
            key={`maximum-${type}`}
            label={trans.__('At most')}
            type={type}
            value={parameter.maximum}
            mayBeEmpty
            error={problem('maximum')}
            onChange={value => onChange({ maximum: value }, 'maximum')}
          />
        </div>
      )}
    </>
  );
}

function BoundField(props: {
  label: string;
  type: ParameterType;
  value: unknown;
  choices?: unknown[];
  /** Nothing typed is no bound. */
  mayBeEmpty?: boolean;
  error: string | null;
  onChange: (value: unknown) => void;
}): JSX.Element {
  const [typed, setTyped] = React.useState<string | null>(null);
  return (
    <Field
      label={props.label}
      error={typed ?? props.error}
      inline={props.type === 'boolean'}
    >
      {control => (
        <ValueControl
          {...control}
          type={props.type}
          value={props.value}
          choices={props.choices}
          onChange={(value, error) => {
            if (props.mayBeEmpty && value === '') {
              setTyped(null);
              props.onChange(null);
            } else {
              setTyped(error);
              props.onChange(value);
            }
          }}
        />
      )}
    </Field>
  );
}

function ChoicesField(props: {
  choices: unknown[];
  error: string | null;
  onChange: (choices: unknown[]) => void;
}): JSX.Element {
  const trans = useTrans();
  const [text, setText] = React.useState(() =>
    props.choices.map(formatChoice).join('\n')
  );
  const sent = React.useRef(JSON.stringify(props.choices));
  React.useEffect(() => {
    // An undo replaces what was typed.
    const now = JSON.stringify(props.choices);
    if (now !== sent.current) {
      sent.current = now;
      setText(props.choices.map(formatChoice).join('\n'));
    }
  }, [props.choices]);
  return (
    <Field
      label={trans.__('Choices')}
      description={trans.__('One a line.')}
      error={props.error}
    >
      {control => (
        <textarea
          {...control}
          className="jx-Textarea"
          rows={3}
          value={text}
          onChange={event => {
            const choices = parseChoices(event.target.value, props.choices);
            sent.current = JSON.stringify(choices);
            setText(event.target.value);
            props.onChange(choices);
          }}
        />
      )}
    </Field>
  );
}
