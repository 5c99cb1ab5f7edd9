import type { components } from '../api/schema';
import { isActive } from '../ui/badge';
import { own } from '../ui/own';

type Schemas = components['schemas'];

export type Session = Schemas['SessionRecord'];
export type SessionDetail = Schemas['SessionDetail'];
export type Result = Schemas['ResultRecord'];
export type Progress = Schemas['Progress'];
export type RunError = Schemas['RunError'];
export type Instance = Schemas['InstanceRecord'];
export type InstanceDetail = Schemas['InstanceDetail'];
export type ArtifactVersion = Schemas['ArtifactVersionRecord'];
export type Runtime = Schemas['RuntimeRecord'];
export type ParameterValue = Schemas['ParameterValue'];
export type Proposal = Schemas['Proposal'];
export type RerunPlan = Schemas['RerunPlan'];
export type EnvironmentChange = Schemas['EnvironmentChange'];
export type SessionUpdate = Schemas['SessionUpdate'];

/** Whether a session has come to its end; its state then never changes. */
export function isOver(session: { state: string }): boolean {
  return !isActive(session.state);
}

/** Done, 0 to 1; null where that isn't known. */
export function shareDone(session: Session): number | null {
  const total = session.progress?.cells_total ?? session.cells_total;
  const done = session.progress?.cells_done ?? session.cells_done;
  return total ? (done ?? 0) / total : null;
}

/** A metric's value as one reads it. */
export function formatMetric(value: number | string): string {
  if (typeof value === 'string') {
    return value === 'Infinity' ? '∞' : value === '-Infinity' ? '-∞' : value;
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    return String(value);
  }
  const size = Math.abs(value);
  return size >= 1e6 || (size < 1e-4 && size > 0)
    ? value.toExponential(3)
    : String(Number(value.toPrecision(5)));
}

/** The metrics of a session on one line, such as `auc 0.81 · n 120`. */
export function metricsLine(session: Session): string {
  return Object.entries(session.metrics)
    .map(([name, value]) => `${name} ${formatMetric(value)}`)
    .join(' · ');
}

/** The defaults of the parameters in one version of a specification. */
export interface IDefaults {
  version: number;
  values: Record<string, unknown>;
}

/**
 * The parameters that differ from their defaults, on one line, such as
 * `rate 0.4 → 0.5`; without the default where it isn't known.
 */
export function changesLine(session: Session, defaults?: IDefaults): string {
  const known =
    defaults?.version === session.specification_version ? defaults.values : {};
  return Object.entries(session.changed_parameters)
    .map(([name, value]) =>
      own(known, name) !== undefined
        ? `${name} ${shortValue(known[name])} → ${shortValue(value)}`
        : `${name} ${shortValue(value)}`
    )
    .join(' · ');
}

/** A parameter's value on one line; texts without their quotes. */
export function shortValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
