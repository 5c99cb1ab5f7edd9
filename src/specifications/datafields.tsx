import * as React from 'react';

import { ArtifactSelect, VersionSelect } from '../artifacts/picker';
import {
  Field,
  ParameterField,
  ParameterType,
  SnippetButton,
  useTrans
} from '../ui';
import { IData, NOTHING, picked } from './data';
import { Signature, SignatureInput, snippet } from './signature';

type Group = 'inputs' | 'parameters';

/** The fields for a version of each input and a value of each parameter. */
export function DataFields(props: {
  signature: Signature;
  value: IData;
  set: (patch: Partial<IData>) => void;
  error: (field: string) => string | null;
  /** What else stands beside a field's label. */
  extra?: (group: Group, alias: string) => React.ReactNode;
  /** What stands in the place of a field; null: the field itself. */
  instead?: (group: Group, alias: string) => React.ReactNode;
}): JSX.Element {
  const { signature, value, set, error } = props;
  const beside = (group: Group, alias: string) => (
    <>
      <SnippetButton code={snippet(group, alias)} />
      {props.extra?.(group, alias)}
    </>
  );
  const trans = useTrans();
  return (
    <>
      {signature.inputs.length > 0 && (
        <fieldset className="jx-Fieldset">
          <legend>{trans.__('Inputs')}</legend>
          {signature.inputs.map(input => (
            <React.Fragment key={input.alias}>
              {props.instead?.('inputs', input.alias) ?? (
                <InputFields
                  input={input}
                  value={value.inputs[input.alias] ?? NOTHING}
                  error={error(`inputs.${input.alias}`)}
                  extra={beside('inputs', input.alias)}
                  onChange={one =>
                    set({ inputs: { ...value.inputs, [input.alias]: one } })
                  }
                />
              )}
            </React.Fragment>
          ))}
        </fieldset>
      )}
      {signature.parameters.length > 0 && (
        <fieldset className="jx-Fieldset">
          <legend>{trans.__('Parameters')}</legend>
          {signature.parameters.map(parameter => (
            <React.Fragment key={parameter.alias}>
              {props.instead?.('parameters', parameter.alias) ?? (
                <ParameterField
                  alias={parameter.alias}
                  type={parameter.type as ParameterType}
                  description={parameter.description}
                  default={parameter.default}
                  value={value.parameters[parameter.alias]?.value}
                  choices={parameter.choices}
                  minimum={parameter.minimum as number | null}
                  maximum={parameter.maximum as number | null}
                  error={error(`parameters.${parameter.alias}`)}
                  extra={beside('parameters', parameter.alias)}
                  onChange={(typed, problem) =>
                    set({
                      parameters: {
                        ...value.parameters,
                        [parameter.alias]: { value: typed, error: problem }
                      }
                    })
                  }
                />
              )}
            </React.Fragment>
          ))}
        </fieldset>
      )}
    </>
  );
}

function InputFields(props: {
  input: SignatureInput;
  value: IData['inputs'][string];
  error: string | null;
  extra: React.ReactNode;
  onChange: (value: IData['inputs'][string]) => void;
}): JSX.Element {
  const { input, value, onChange } = props;
  const trans = useTrans();
  return (
    <div className="jx-DataInput">
      <Field
        label={input.alias}
        required={input.required}
        error={props.error}
        description={
          input.description ||
          (input.required
            ? undefined
            : trans.__(
                'May stay empty: jx.has("%1") is then False.',
                input.alias
              ))
        }
        extra={props.extra}
      >
        {control => (
          <div className="jx-DataInput-choices">
            <ArtifactSelect
              {...control}
              value={value.artifact}
              emptyLabel={input.required ? undefined : trans.__('Leave empty')}
              onChange={artifact => onChange(picked(artifact))}
            />
            {value.artifact && (
              <VersionSelect
                aria-label={trans.__('Version for %1', input.alias)}
                artifact={value.artifact.id}
                value={value.version}
                onChange={version => onChange({ ...value, version })}
              />
            )}
          </div>
        )}
      </Field>
    </div>
  );
}
