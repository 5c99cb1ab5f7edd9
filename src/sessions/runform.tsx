import { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import * as React from 'react';

import { VersionSelect } from '../artifacts/picker';
import { canUseCache } from '../runtimes/form';
import type { ITyped } from '../specifications/data';
import {
  CheckField,
  Field,
  FieldErrors,
  formatValue,
  ObjectLink,
  own,
  ParameterField,
  sameValue,
  SearchSelect,
  TextField,
  useJx,
  useTrans
} from '../ui';
import { useListControls } from './listcontrols';
import { LaunchCount, ParameterList, VersionList } from './listfields';
import { ILists, listErrors, listsBody, NO_LISTS, sessionCount } from './lists';
import type { ArtifactVersion, InstanceDetail, Runtime } from './records';

/** What a run of an instance is about to be started with. */
export interface IRunValues {
  /** Alias to version; only configured inputs are in here. */
  inputs: Record<string, ArtifactVersion | null>;
  parameters: Record<string, ITyped>;
  runtime: Runtime;
  /** Of the session; empty: the server names it. */
  name: string;
  /** Whether an earlier result will do; null: as the runtime says. */
  useCache: boolean | null;
  /** What has several values: a session starts for each combination. */
  lists: ILists;
}

/** What the server says about an instance before it is run. */
export interface IRunnable {
  instance: InstanceDetail;
  /** The instance's own. */
  runtime: Runtime;
  /** Of the version that will run. */
  sha256: string;
  /** Alias to the newest version; null where there is none. */
  newest: Record<string, ArtifactVersion | null>;
}

/** The newest versions, the instance's own values, its runtime. */
export function initialValues(runnable: IRunnable): IRunValues {
  const { instance, newest } = runnable;
  return {
    inputs: { ...newest },
    parameters: Object.fromEntries(
      instance.parameters.map(one => [
        one.alias,
        { value: one.value, error: null }
      ])
    ),
    runtime: runnable.runtime,
    name: '',
    useCache: null,
    lists: NO_LISTS
  };
}

/** What can't be sent, by field. */
export function runErrors(
  runnable: IRunnable,
  values: IRunValues,
  trans: TranslationBundle
): FieldErrors {
  const { lists } = values;
  const errors = listErrors(lists, trans);
  for (const { alias, artifact, configured } of runnable.instance.inputs) {
    if (
      configured &&
      artifact &&
      !values.inputs[alias] &&
      !own(lists.inputs, alias)
    ) {
      errors[`inputs.${alias}`] = runnable.newest[alias]
        ? trans.__('Choose a version of “%1”.', artifact.name)
        : trans.__(
            '“%1” has no versions yet. Upload one, or run what writes it.',
            artifact.name
          );
    }
  }
  for (const [alias, { error }] of Object.entries(values.parameters)) {
    if (error && !own(lists.parameters, alias)) {
      errors[`parameters.${alias}`] = error;
    }
  }
  return errors;
}

/** The choice as the server takes it; what is as it was isn't sent. */
export function runBody(runnable: IRunnable, values: IRunValues) {
  const { instance } = runnable;
  const { lists } = values;
  return {
    inputs: Object.fromEntries(
      Object.entries(values.inputs).flatMap(([alias, version]) =>
        version && !own(lists.inputs, alias) ? [[alias, version.id]] : []
      )
    ),
    parameters: Object.fromEntries(
      instance.parameters
        .filter(one => !own(lists.parameters, one.alias))
        .map(one => [one, values.parameters[one.alias].value] as const)
        .filter(([one, value]) => !sameValue(value, one.value))
        .map(([one, value]) => [one.alias, value])
    ),
    runtime_id:
      values.runtime.id === instance.runtime.id ? null : values.runtime.id,
    name: values.name.trim() || null,
    use_cache: canUseCache(values.runtime) ? values.useCache : null,
    ...listsBody(lists)
  };
}

/** One key as long as the same is asked for, so that it is done once. */
export class RequestKey {
  for(body: unknown): string {
    const content = JSON.stringify(body);
    if (content !== this._content) {
      this._content = content;
      this._key = UUID.uuid4();
    }
    return this._key;
  }

  private _content = '';
  private _key = '';
}

/** The one screen on which a run of an instance is set up. */
export function RunForm(props: {
  runnable: IRunnable;
  value: IRunValues;
  set: (patch: Partial<IRunValues>) => void;
  error: (field: string) => string | null;
}): JSX.Element {
  const { runnable, value, set, error } = props;
  const { instance, newest } = runnable;
  const jx = useJx();
  const trans = useTrans();
  // Those that are *Not configured* were decided about when it was made.
  const inputs = instance.inputs.filter(one => one.configured && one.artifact);
  const { lists } = value;
  const controls = useListControls(lists, error, (next, first) =>
    set({
      lists: next,
      ...(first?.group === 'inputs' && {
        inputs: {
          ...value.inputs,
          [first.alias]: first.value as ArtifactVersion
        }
      }),
      ...(first?.group === 'parameters' && {
        parameters: {
          ...value.parameters,
          [first.alias]: { value: first.value, error: null }
        }
      })
    })
  );
  return (
    <div className="jx-RunForm">
      <p className="jx-RunForm-code">
        {trans.__('Runs')}{' '}
        <ObjectLink
          {...instance.specification}
          onOpen={() =>
            void jx.open('specification', instance.specification.id)
          }
        />{' '}
        {trans.__('v%1', instance.specification_version)}{' '}
        <code title={runnable.sha256}>{runnable.sha256.slice(0, 8)}</code>
      </p>
      {inputs.length > 0 && (
        <fieldset className="jx-Fieldset">
          <legend>{trans.__('Inputs')}</legend>
          {inputs.map(({ alias, description, artifact }) => {
            const told = description
              ? trans.__('%1 · version of “%2”', description, artifact!.name)
              : trans.__('Version of “%1”', artifact!.name);
            const button = controls.button(
              'inputs',
              alias,
              value.inputs[alias]
            );
            return own(lists.inputs, alias) ? (
              <VersionList
                key={alias}
                {...controls.field('inputs', alias)}
                alias={alias}
                artifact={artifact!.id}
                description={told}
                extra={button}
              />
            ) : (
              <Field
                key={alias}
                label={alias}
                error={error(`inputs.${alias}`)}
                description={told}
                extra={
                  <>
                    {newest[alias] &&
                      value.inputs[alias]?.id === newest[alias]!.id && (
                        <span className="jx-Badge">{trans.__('newest')}</span>
                      )}
                    {newest[alias] && button}
                  </>
                }
              >
                {control => (
                  <VersionSelect
                    {...control}
                    artifact={artifact!.id}
                    disabled={!newest[alias]}
                    value={value.inputs[alias]}
                    onChange={version =>
                      set({ inputs: { ...value.inputs, [alias]: version } })
                    }
                  />
                )}
              </Field>
            );
          })}
        </fieldset>
      )}
      {instance.parameters.length > 0 && (
        <fieldset className="jx-Fieldset">
          <legend>{trans.__('Parameters')}</legend>
          {instance.parameters.map(one =>
            own(lists.parameters, one.alias) ? (
              <ParameterList
                key={one.alias}
                {...controls.field('parameters', one.alias)}
                parameter={one}
                extra={controls.button('parameters', one.alias)}
              />
            ) : (
              <ParameterField
                key={one.alias}
                alias={one.alias}
                type={one.type}
                description={one.description}
                choices={one.choices}
                minimum={one.minimum as number | null}
                maximum={one.maximum as number | null}
                // What a reset goes back to: the value that the instance has.
                default={one.value}
                value={value.parameters[one.alias]?.value}
                error={error(`parameters.${one.alias}`)}
                extra={
                  <>
                    <span className="jx-RunForm-default">
                      {trans.__('default')}{' '}
                      <code>{formatValue(one.type, one.default) || '""'}</code>
                    </span>
                    {controls.button(
                      'parameters',
                      one.alias,
                      value.parameters[one.alias]?.error
                        ? null
                        : value.parameters[one.alias]?.value
                    )}
                  </>
                }
                onChange={(typed, problem) =>
                  set({
                    parameters: {
                      ...value.parameters,
                      [one.alias]: { value: typed, error: problem }
                    }
                  })
                }
              />
            )
          )}
        </fieldset>
      )}
      <LaunchCount
        lists={lists}
        error={error('lists') ?? error('lists.zipped')}
      />
      <TextField
        label={trans.__('Name of the session')}
        placeholder={trans.__('the time of its start')}
        value={value.name}
        error={error('name')}
        description={
          (sessionCount(lists) ?? 1) > 1
            ? trans.__('Each gets its number after it.')
            : undefined
        }
        onChange={name => set({ name })}
      />
      <RuntimeField
        value={value.runtime}
        error={error('runtime_id')}
        onChange={runtime => set({ runtime })}
      />
      {canUseCache(value.runtime) && (
        <CheckField
          label={trans.__('Reuse an earlier result')}
          value={value.useCache ?? value.runtime.use_cache}
          error={error('use_cache')}
          description={trans.__(
            'If the same code ran with the same data and values before, its result is taken and nothing runs. Installed packages are not compared.'
          )}
          onChange={useCache => set({ useCache })}
        />
      )}
      <p className="jx-RunForm-note">
        {trans.__(
          'Versions and values count for what is started here only. They are handed to the code, which reads them with jx.input and jx.parameter.'
        )}
      </p>
    </div>
  );
}

function RuntimeField(props: {
  value: Runtime;
  error: string | null;
  onChange: (runtime: Runtime) => void;
}): JSX.Element {
  const { value } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <Field label={trans.__('Runtime')} error={props.error}>
      {control => (
        <SearchSelect<Runtime>
          {...control}
          value={{ id: value.id, label: value.name, value }}
          onChange={choice => choice && props.onChange(choice.value)}
          search={async (q, signal) =>
            (
              await jx.api.get('/runtimes', { query: { q, limit: 30 }, signal })
            ).items.map(one => ({
              id: one.id,
              label: one.name,
              note: one.is_default ? trans.__('default') : one.kernelspec,
              value: one
            }))
          }
        />
      )}
    </Field>
  );
}
