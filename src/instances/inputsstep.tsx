import * as React from 'react';

import { Artifact, ArtifactSelect } from '../artifacts/picker';
import {
  ActionButton,
  Field,
  ParameterField,
  ParameterType,
  SnippetButton,
  useJx,
  useTrans
} from '../ui';
import { own } from '../ui/own';
import { SignatureInput, snippet } from '../specifications/signature';
import { CommandIDs } from './commandids';
import { kindWord } from '../artifacts/kinds';
import type { IStepProps } from './wizardpage';

/** Step 2: what each input is bound to, and the parameters. */
export function InputsStep(props: IStepProps): JSX.Element {
  const { state, set, error } = props;
  const trans = useTrans();
  const { inputs, parameters } = state.specification!.signature;
  const lost = (alias: string) => {
    const name = own(state.lost, alias);
    return name === undefined || state.inputs[alias]
      ? null
      : trans.__(
          'The original has %1 here, which was deleted or isn’t shared with you. Choose another, or go on without.',
          name
        );
  };
  return (
    <>
      {!inputs.length && !parameters.length && (
        <p>{trans.__('This specification has no inputs and no parameters.')}</p>
      )}
      {inputs.map(input => (
        <InputField
          key={input.alias}
          input={input}
          value={state.inputs[input.alias] ?? null}
          error={error(`inputs.${input.alias}`) ?? lost(input.alias)}
          onChange={artifact =>
            set({ inputs: { ...state.inputs, [input.alias]: artifact } })
          }
        />
      ))}
      {parameters.length > 0 && (
        <fieldset className="jx-Fieldset">
          <legend>{trans.__('Parameters')}</legend>
          {parameters.map(one => (
            <ParameterField
              key={one.alias}
              alias={one.alias}
              type={one.type as ParameterType}
              description={one.description}
              default={one.default}
              value={state.parameters[one.alias]?.value}
              choices={one.choices}
              minimum={one.minimum as number | null}
              maximum={one.maximum as number | null}
              error={error(`parameters.${one.alias}`)}
              extra={<SnippetButton code={snippet('parameters', one.alias)} />}
              onChange={(value, problem) =>
                set({
                  parameters: {
                    ...state.parameters,
                    [one.alias]: { value, error: problem }
                  }
                })
              }
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

function InputField(props: {
  input: SignatureInput;
  value: Artifact | null;
  error: string | null;
  onChange: (artifact: Artifact | null) => void;
}): JSX.Element {
  const { input, value, onChange } = props;
  const { alias, required } = input;
  const jx = useJx();
  const trans = useTrans();
  const [open, setOpen] = React.useState(required || !input.collapsed);
  const [touched, setTouched] = React.useState(false);
  const missing =
    touched && required && !value ? trans.__('This input is required.') : null;
  const path = [
    trans.__('input'),
    trans.__('artifact'),
    ...(value?.newest ? [kindWord(value.newest, trans)] : [])
  ].join(' › ');
  return (
    <details
      className="jx-WizardInput"
      open={open || !!props.error}
      onToggle={event => setOpen(event.currentTarget.open)}
      data-alias={alias}
    >
      <summary>
        <code>{alias}</code>
        {required && (
          <abbr className="jx-Field-required" title={trans.__('required')}>
            {' '}
            *
          </abbr>
        )}
        <span className="jx-WizardInput-path">{path}</span>
        <span className="jx-WizardInput-chosen jx-ellipsis">
          {!open && (value?.name ?? trans.__('Not configured'))}
        </span>
      </summary>
      <Field
        label={input.description || trans.__('Artifact for %1', alias)}
        required={required}
        error={props.error ?? missing}
        description={
          value || required ? undefined : (
            <>
              <strong>{trans.__('Not configured.')}</strong>{' '}
              {trans.__(
                'It stays empty in every run of this instance; jx.has("%1") is False.',
                alias
              )}
            </>
          )
        }
        extra={<SnippetButton code={snippet('inputs', alias)} />}
      >
        {control => (
          <div
            className="jx-WizardInput-choice"
            onBlur={event => {
              if (!event.currentTarget.contains(event.relatedTarget)) {
                setTouched(true);
              }
            }}
          >
            <ArtifactSelect
              {...control}
              value={value}
              emptyLabel={required ? undefined : trans.__('Not configured')}
              onChange={onChange}
            />
            <ActionButton
              label={trans.__('Upload…')}
              onClick={async () => {
                const artifact = await jx.commands.execute(CommandIDs.upload);
                if (artifact) {
                  onChange(artifact as Artifact);
                }
              }}
            />
          </div>
        )}
      </Field>
    </details>
  );
}
