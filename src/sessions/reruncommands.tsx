import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { Banner, showForm } from '../ui';
import { attempt, CommandIDs, takesId } from './commands';
import { startLabel } from './lists';
import type { SessionNotifier } from './notifier';
import type { RerunPlan, SessionDetail } from './records';
import { lookAt } from './runcommands';
import {
  initialValues,
  IRunnable,
  IRunValues,
  RequestKey,
  runBody,
  runErrors,
  RunForm
} from './runform';
import { CodeSince, EnvironmentSince } from './since';

/** How a session is run again. */
export function addRerunCommands(
  jx: IJupyterExt,
  notifier: SessionNotifier
): void {
  const { trans } = jx;
  jx.commands.addCommand(CommandIDs.rerun, {
    label: trans.__('Rerun…'),
    caption: trans.__(
      'A new session with the same data and values and the newest code'
    ),
    describedBy: takesId(trans.__('The id of the session')),
    execute: args =>
      attempt(jx, trans.__('The session could not be run again'), async () => {
        const session = await rerunSession(jx, String(args.id));
        if (session) {
          notifier.watch(session);
        }
        return session;
      })
  });
  jx.actions.add('session', {
    command: CommandIDs.rerun,
    needs: 'runner',
    rank: 50
  });
}

/** Show what a rerun takes and what changed since; null: nothing started. */
async function rerunSession(
  jx: IJupyterExt,
  id: string
): Promise<SessionDetail | null> {
  const { api, trans } = jx;
  const path = { session_id: id };
  const plan = await api.get('/sessions/{session_id}/rerun', { path });
  const [known, runtime] = await Promise.all([
    lookAt(jx, plan.instance.id),
    api.get('/runtimes/{runtime_id}', { path: { runtime_id: plan.runtime.id } })
  ]);
  const runnable = asPlanned({ ...known, runtime }, plan);
  const key = new RequestKey();
  return showForm(jx, {
    title: trans.__('Rerun “%1”', plan.session.name),
    accept: values => startLabel(values.lists, trans.__('Rerun'), trans),
    wide: 'columns',
    initial: plannedValues(runnable, plan),
    validate: values => runErrors(runnable, values, trans),
    submit: values => {
      const body = runBody(runnable, values);
      return api.post('/sessions/{session_id}/rerun', {
        path,
        headers: { 'Idempotency-Key': key.for(body) },
        body
      });
    },
    render: form => (
      <div className="jx-Rerun">
        <div className="jx-Rerun-form">
          {warnings(plan).map(one => (
            <Banner key={one} tone="warning">
              {one}
            </Banner>
          ))}
          <RunForm runnable={runnable} {...form} />
        </div>
        <div className="jx-Rerun-since">
          <CodeSince
            specification={plan.specification}
            before={plan.session_version}
            after={plan.version}
          />
          <EnvironmentSince sessionId={id} runtimeId={form.value.runtime.id} />
        </div>
      </div>
    )
  });
}

/** The instance as the rerun takes it: the session's values and runtime. */
export function asPlanned(known: IRunnable, plan: RerunPlan): IRunnable {
  return {
    ...known,
    instance: {
      ...known.instance,
      parameters: plan.parameters,
      runtime: plan.runtime
    },
    sha256: plan.body_sha256
  };
}

/** The session's versions and values; a version that is gone stays open. */
export function plannedValues(
  runnable: IRunnable,
  plan: RerunPlan
): IRunValues {
  return {
    ...initialValues(runnable),
    inputs: Object.fromEntries(plan.inputs.map(one => [one.alias, one.version]))
  };
}

/** What can't be as it was, the data first. */
export function warnings(plan: RerunPlan): string[] {
  return [
    ...plan.inputs.flatMap(one =>
      one.missing ? [`${one.alias}: ${one.missing}`] : []
    ),
    ...plan.notes
  ];
}
