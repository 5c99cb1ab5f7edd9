import { TranslationBundle } from '@jupyterlab/translation';

import type { components } from '../api/schema';
import type { Artifact } from '../artifacts/picker';
import type { ITyped } from '../specifications/data';
import type { FieldErrors } from '../ui/formbody';
import { own } from '../ui/own';
import { shortName } from '../ui/values';

export type Specification = components['schemas']['SpecificationRecord'];
export type Instance = components['schemas']['InstanceDetail'];
export type InstanceCreate = components['schemas']['InstanceCreate'];

export const STEPS = ['specification', 'inputs', 'outputs', 'name'] as const;

export type StepId = (typeof STEPS)[number];

/** What the wizard knows; every step changes a part of it. */
export interface IWizard {
  specification: Specification | null;
  inputs: Record<string, Artifact | null>;
  parameters: Record<string, ITyped>;
  /** Names that were typed; the others are proposed. */
  outputs: Record<string, string>;
  /** Typed; null: the proposed one. */
  name: string | null;
  description: string;
  note: string;
  tags: string;
  /** Null: the default runtime. */
  runtime: string | null;
  /** Where it goes; null: the top. */
  folder: string | null;
  /** The instance that it began as a copy of. */
  copiedFrom: { id: string; name: string } | null;
  /** What its inputs are bound to there and can't be here: the names, by alias. */
  lost: Record<string, string>;
}

export function emptyWizard(): IWizard {
  return {
    specification: null,
    inputs: {},
    parameters: {},
    outputs: {},
    name: null,
    description: '',
    note: '',
    tags: '',
    runtime: null,
    folder: null,
    copiedFrom: null,
    lost: {}
  };
}

/** With a specification chosen: its parameters at their defaults. */
export function withSpecification(
  state: IWizard,
  specification: Specification
): IWizard {
  if (state.specification?.id === specification.id) {
    return { ...state, specification };
  }
  const { signature } = specification;
  return {
    ...state,
    specification,
    // What was chosen for the same alias before stays.
    inputs: Object.fromEntries(
      signature.inputs.map(one => [
        one.alias,
        own(state.inputs, one.alias) ?? null
      ])
    ),
    parameters: Object.fromEntries(
      signature.parameters.map(one => [
        one.alias,
        { value: one.default, error: null }
      ])
    ),
    outputs: {},
    lost: {}
  };
}

/** With what an instance has, for a changed copy of it. */
export function withInstance(
  state: IWizard,
  instance: Instance,
  specification: Specification,
  artifacts: readonly Artifact[],
  trans: TranslationBundle
): IWizard {
  const begun = withSpecification(state, specification);
  const bound = (alias: string) =>
    instance.inputs.find(one => one.alias === alias)?.artifact;
  const had = (alias: string) =>
    artifacts.find(one => one.id === bound(alias)?.id) ?? null;
  // Null is a value too: that of JSON.
  const value = (alias: string, proposed: ITyped['value']) => {
    const kept = instance.parameters.find(one => one.alias === alias);
    return kept ? kept.value : proposed;
  };
  return {
    ...begun,
    inputs: Object.fromEntries(
      Object.keys(begun.inputs).map(alias => [alias, had(alias)])
    ),
    lost: Object.fromEntries(
      Object.keys(begun.inputs)
        .filter(alias => bound(alias) && !had(alias))
        .map(alias => [alias, bound(alias)!.name])
    ),
    parameters: Object.fromEntries(
      Object.entries(begun.parameters).map(([alias, typed]) => [
        alias,
        { ...typed, value: value(alias, typed.value) }
      ])
    ),
    name: trans.__('%1 (copy)', shortName(instance.name, 190)),
    description: instance.description,
    note: instance.note,
    tags: instance.tags.join(', '),
    runtime: instance.runtime.deleted ? null : instance.runtime.id,
    copiedFrom: { id: instance.id, name: instance.name }
  };
}

/** `scorecard on Q3 data`: the specification and the first of its inputs. */
export function proposedName(state: IWizard, trans: TranslationBundle): string {
  const { specification } = state;
  if (!specification) {
    return '';
  }
  const first = specification.signature.inputs
    .map(one => state.inputs[one.alias])
    .find(one => one);
  const name = first
    ? trans.__('%1 on %2', specification.name, first.name)
    : specification.name;
  return shortName(name, 200);
}

export function nameOf(state: IWizard, trans: TranslationBundle): string {
  return state.name ?? proposedName(state, trans);
}

/** The name of the artifact that receives an output. */
export function outputName(
  state: IWizard,
  alias: string,
  trans: TranslationBundle
): string {
  return (
    own(state.outputs, alias) ??
    shortName(trans.__('%1 · %2', nameOf(state, trans), alias), 200)
  );
}

/** What is wrong in a step, by field; nothing: one can go on. */
export function stepErrors(
  state: IWizard,
  step: StepId,
  trans: TranslationBundle
): FieldErrors {
  const errors: FieldErrors = {};
  const { specification } = state;
  const signature = specification?.signature;
  switch (step) {
    case 'specification':
      if (!specification) {
        errors.specification_id = trans.__('Choose a specification.');
      }
      break;
    case 'inputs':
      for (const { alias, required } of signature?.inputs ?? []) {
        if (required && !state.inputs[alias]) {
          errors[`inputs.${alias}`] = trans.__(
            'The input %1 is required.',
            alias
          );
        }
      }
      for (const { alias } of signature?.parameters ?? []) {
        const error = state.parameters[alias]?.error;
        if (error) {
          errors[`parameters.${alias}`] = error;
        }
      }
      break;
    case 'outputs':
      for (const { alias } of signature?.outputs ?? []) {
        if (!outputName(state, alias, trans).trim()) {
          errors[`outputs.${alias}`] = trans.__(
            'Name the artifact that receives %1.',
            alias
          );
        }
      }
      break;
    case 'name':
      if (!nameOf(state, trans).trim()) {
        errors.name = trans.__('Give the instance a name.');
      }
      break;
  }
  return errors;
}

/** A step can be gone to when all before it are valid. */
export function isReachable(
  state: IWizard,
  step: StepId,
  trans: TranslationBundle
): boolean {
  return STEPS.slice(0, STEPS.indexOf(step)).every(
    before => !Object.keys(stepErrors(state, before, trans)).length
  );
}

/** The step that shows a field which the server refused. */
export function stepOf(field: string): StepId {
  if (field.startsWith('specification')) {
    return 'specification';
  }
  if (/^(inputs|parameters)\b/.test(field)) {
    return 'inputs';
  }
  return /^outputs\b/.test(field) ? 'outputs' : 'name';
}

/** Whether anything would be lost by leaving. */
export function isChanged(state: IWizard, begun: IWizard): boolean {
  return JSON.stringify(state) !== JSON.stringify(begun);
}

/** What the server makes the instance from. */
export function createBody(
  state: IWizard,
  trans: TranslationBundle,
  tags: string[]
): InstanceCreate {
  const specification = state.specification!;
  const { inputs, outputs } = specification.signature;
  return {
    specification_id: specification.id,
    name: nameOf(state, trans).trim(),
    description: state.description,
    note: state.note,
    tags,
    runtime_id: state.runtime,
    folder_id: state.folder,
    copied_from: state.copiedFrom?.id ?? null,
    inputs: Object.fromEntries(
      inputs.map(one => [one.alias, state.inputs[one.alias]?.id ?? null])
    ),
    outputs: Object.fromEntries(
      outputs.map(one => [
        one.alias,
        outputName(state, one.alias, trans).trim()
      ])
    ),
    parameters: Object.fromEntries(
      Object.entries(state.parameters).map(([alias, one]) => [alias, one.value])
    )
  };
}
