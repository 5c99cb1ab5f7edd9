import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { dataBody, dataErrors, IData } from '../specifications/data';
import { DataFields } from '../specifications/datafields';
import type { Signature } from '../specifications/signature';
import { FieldErrors, own, ParameterType, useTrans } from '../ui';
import { useListControls } from './listcontrols';
import { LaunchCount, ParameterList, VersionList } from './listfields';
import {
  eachList,
  ILists,
  listErrors,
  ListGroup,
  listsBody,
  NO_LISTS
} from './lists';
import type { ArtifactVersion } from './records';

/** What a run of a saved file is about to be started with. */
export interface IFileValues extends IData {
  /** What has several values: a session starts for each combination. */
  lists: ILists;
}

/** Nothing has several values yet. */
export function fileValues(data: IData): IFileValues {
  return { ...data, lists: NO_LISTS };
}

/** What can't be sent, by field. */
export function fileErrors(
  signature: Signature,
  values: IFileValues,
  trans: TranslationBundle
): FieldErrors {
  const { lists } = values;
  const single = Object.entries(dataErrors(signature, values, trans)).filter(
    ([field]) =>
      !eachList(lists).some(one => field === `${one.group}.${one.alias}`)
  );
  return { ...Object.fromEntries(single), ...listErrors(lists, trans) };
}

/** The choice as the server takes it; an input that is left empty isn't sent. */
export function fileBody(values: IFileValues) {
  const { lists } = values;
  const { inputs, parameters } = dataBody(values);
  return {
    inputs: Object.fromEntries(
      Object.entries(inputs).filter(
        (one): one is [string, string] =>
          one[1] !== null && !own(lists.inputs, one[0])
      )
    ),
    parameters: Object.fromEntries(
      Object.entries(parameters).filter(
        ([alias]) => !own(lists.parameters, alias)
      )
    ),
    ...listsBody(lists)
  };
}

/** The one screen on which a run of a saved file is set up. */
export function FileForm(props: {
  signature: Signature;
  value: IFileValues;
  set: (patch: Partial<IFileValues>) => void;
  error: (field: string) => string | null;
}): JSX.Element {
  const { signature, value, set, error } = props;
  const { lists } = value;
  const trans = useTrans();
  const controls = useListControls(lists, error, (next, first) =>
    set({
      lists: next,
      ...(first?.group === 'inputs' && {
        inputs: {
          ...value.inputs,
          [first.alias]: {
            ...value.inputs[first.alias],
            version: first.value as ArtifactVersion
          }
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
  const button = (group: ListGroup, alias: string) => {
    if (group === 'parameters') {
      const typed = value.parameters[alias];
      return controls.button(group, alias, typed?.error ? null : typed?.value);
    }
    // Versions are those of an artifact: that is chosen first.
    const { artifact, version } = value.inputs[alias] ?? {};
    return artifact && version && controls.button(group, alias, version);
  };
  return (
    <>
      <DataFields
        signature={signature}
        value={value}
        set={set}
        error={error}
        extra={button}
        instead={(group, alias) => {
          if (!own(lists[group], alias)) {
            return null;
          }
          const field = controls.field(group, alias);
          const extra = button(group, alias);
          if (group === 'inputs') {
            const { artifact } = value.inputs[alias];
            return (
              <VersionList
                {...field}
                alias={alias}
                artifact={artifact!.id}
                description={trans.__('Version of “%1”', artifact!.name)}
                extra={extra}
              />
            );
          }
          const parameter = signature.parameters.find(
            one => one.alias === alias
          )!;
          return (
            <ParameterList
              {...field}
              parameter={{
                ...parameter,
                type: parameter.type as ParameterType
              }}
              extra={extra}
            />
          );
        }}
      />
      <LaunchCount
        lists={lists}
        error={error('lists') ?? error('lists.zipped')}
      />
    </>
  );
}
