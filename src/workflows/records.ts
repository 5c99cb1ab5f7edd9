import { TranslationBundle } from '@jupyterlab/translation';

import type { components } from '../api/schema';
import { formatCount, isActive, stateWord } from '../ui';

type Schemas = components['schemas'];

export type Workflow = Schemas['WorkflowRecord'];
export type WorkflowSession = Schemas['WorkflowSession'];
export type State = WorkflowSession['state'];

/** In the order in which a run goes through them; the ends worst last. */
export const STATES: readonly State[] = [
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'CRASHED',
  'CANCELLED',
  'CANCELLING',
  'RUNNING',
  'STARTING',
  'QUEUED'
];

/** How many sessions each state has, without those that none has. */
export function counts(workflow: Workflow): [State, number][] {
  return STATES.flatMap(state => {
    const count = workflow.states[state] ?? 0;
    return count ? [[state, count] as [State, number]] : [];
  });
}

/** How many sessions are there; those that were deleted aren't. */
export function present(workflow: Workflow): number {
  return sum(counts(workflow));
}

/** How many sessions wait or run. */
export function active(workflow: Workflow): number {
  return sum(counts(workflow).filter(([state]) => isActive(state)));
}

/** How many sessions ended otherwise than well. */
export function failed(workflow: Workflow): number {
  return sum(
    counts(workflow).filter(
      ([state]) => !isActive(state) && state !== 'SUCCEEDED'
    )
  );
}

/** One state for all: what goes on, else the worst that came out. */
export function stateOf(workflow: Workflow): State {
  const has = (state: State) => !!workflow.states[state];
  if (active(workflow)) {
    return has('RUNNING') || has('STARTING') || failed(workflow) > 0
      ? 'RUNNING'
      : has('CANCELLING')
        ? 'CANCELLING'
        : has('SUCCEEDED')
          ? 'RUNNING'
          : 'QUEUED';
  }
  return (
    (['FAILED', 'CRASHED', 'TIMED_OUT', 'CANCELLED'] as const).find(has) ??
    'SUCCEEDED'
  );
}

/** `9 succeeded, 2 failed, 1 running`. */
export function countsLine(
  workflow: Workflow,
  trans: TranslationBundle
): string {
  return counts(workflow)
    .map(([state, count]) =>
      trans.__('%1 %2', formatCount(count), stateWord(state, trans))
    )
    .join(', ');
}

function sum(some: [State, number][]): number {
  return some.reduce((total, [, count]) => total + count, 0);
}
