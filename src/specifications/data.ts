import { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient } from '../api/client';
import { isGone } from '../api/request';
import type { Artifact, ArtifactVersion } from '../artifacts/picker';
import type { FieldErrors } from '../ui/formbody';
import type { Signature } from './signature';

/** What was picked for one input; nothing at all is a choice too. */
export interface IPicked {
  artifact: Artifact | null;
  version: ArtifactVersion | null;
}

/** A parameter's value as it stands in a form. */
export interface ITyped {
  value: unknown;
  /** Why what was typed is no value yet. */
  error: string | null;
}

/** Versions and values for one run of a notebook, interactive or not. */
export interface IData {
  inputs: Record<string, IPicked>;
  parameters: Record<string, ITyped>;
}

export const NOTHING: IPicked = { artifact: null, version: null };

/** Nothing picked, every parameter at its default. */
export function initialData(signature: Signature): IData {
  return {
    inputs: Object.fromEntries(
      signature.inputs.map(one => [one.alias, NOTHING])
    ),
    parameters: Object.fromEntries(
      signature.parameters.map(one => [
        one.alias,
        { value: one.default, error: null }
      ])
    )
  };
}

/** An artifact is picked with its newest version. */
export function picked(artifact: Artifact | null): IPicked {
  const newest = artifact?.newest ?? null;
  return { artifact, version: newest?.deleted_at ? null : newest };
}

/** What can't be sent, by field. */
export function dataErrors(
  signature: Signature,
  data: IData,
  trans: TranslationBundle
): FieldErrors {
  const errors: FieldErrors = {};
  for (const { alias, required } of signature.inputs) {
    const { artifact, version } = data.inputs[alias] ?? NOTHING;
    if (artifact && !version) {
      errors[`inputs.${alias}`] = artifact.version_count
        ? trans.__('Choose a version of %1.', artifact.name)
        : trans.__('%1 has no versions yet. Choose another.', artifact.name);
    } else if (!artifact && required) {
      errors[`inputs.${alias}`] = trans.__('This input is required.');
    }
  }
  for (const { alias } of signature.parameters) {
    const error = data.parameters[alias]?.error;
    if (error) {
      errors[`parameters.${alias}`] = error;
    }
  }
  return errors;
}

/** The choice as the server takes it: `null` leaves an input empty. */
export function dataBody(data: IData): {
  inputs: Record<string, string | null>;
  parameters: Record<string, unknown>;
} {
  return {
    inputs: Object.fromEntries(
      Object.entries(data.inputs).map(([alias, one]) => [
        alias,
        one.version?.id ?? null
      ])
    ),
    parameters: Object.fromEntries(
      Object.entries(data.parameters).map(([alias, one]) => [alias, one.value])
    )
  };
}

const key = (path: string) => `jupyter-ext:data:${path}`;

/** Remember in this browser which artifacts a notebook was opened with. */
export function rememberData(path: string, data: IData): void {
  const ids = Object.fromEntries(
    Object.entries(data.inputs).map(([alias, one]) => [
      alias,
      one.artifact?.id ?? null
    ])
  );
  try {
    window.localStorage.setItem(key(path), JSON.stringify(ids));
  } catch {
    // A full or forbidden store only means that the choice isn't kept.
  }
}

/** The artifacts of last time, each at its newest version. */
export async function lastData(
  api: ApiClient,
  path: string,
  signature: Signature
): Promise<IData> {
  const data = initialData(signature);
  let ids: Record<string, unknown> = {};
  try {
    ids = JSON.parse(window.localStorage.getItem(key(path)) ?? '{}') ?? {};
  } catch {
    return data;
  }
  await Promise.all(
    signature.inputs.map(async ({ alias }) => {
      const id = ids[alias];
      if (typeof id === 'string') {
        try {
          const artifact = await api.get('/artifacts/{artifact_id}', {
            path: { artifact_id: id }
          });
          if (!artifact.deleted_at) {
            data.inputs[alias] = picked(artifact);
          }
        } catch (error) {
          if (!isGone(error)) {
            throw error;
          }
        }
      }
    })
  );
  return data;
}
