import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import * as React from 'react';

import { ApiError } from '../api/request';
import { findVersions } from '../artifacts/picker';
import { saveDocument } from '../core/saving';
import { lastData, rememberData } from '../specifications/data';
import { ownFile } from '../specifications/ownfile';
import type { IJupyterExt } from '../tokens';
import { describeError, Banner, showForm } from '../ui';
import { attempt, CommandIDs, takesId } from './commands';
import {
  fileBody,
  fileErrors,
  FileForm,
  fileValues,
  IFileValues
} from './fileform';
import { startLabel } from './lists';
import { SessionNotifier } from './notifier';
import { SessionDetail } from './records';
import {
  initialValues,
  IRunnable,
  RequestKey,
  runBody,
  runErrors,
  RunForm
} from './runform';

/** How sessions are started. */
export function addRunCommands(
  jx: IJupyterExt,
  notifier: SessionNotifier,
  docs: IDocumentManager | null,
  notebooks: INotebookTracker | null
): void {
  const { commands, trans } = jx;
  commands.addCommand(CommandIDs.runInstance, {
    label: trans.__('Run instance…'),
    describedBy: takesId(trans.__('The id of the instance')),
    execute: args =>
      attempt(jx, trans.__('The instance could not be run'), async () => {
        const session = await runInstance(jx, String(args.id));
        if (session) {
          notifier.watch(session);
        }
        return session;
      })
  });
  commands.addCommand(CommandIDs.runNotebook, {
    label: args =>
      args.ask
        ? trans.__('Run as session with values…')
        : trans.__('Run as session'),
    caption: trans.__(
      'Save, then run it from its first cell on in a kernel of its own'
    ),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: {
            type: 'string',
            description: trans.__('The file; default: the current notebook')
          },
          ask: {
            type: 'boolean',
            description: trans.__('Whether to ask for inputs and parameters')
          }
        }
      }
    },
    isEnabled: args =>
      !!args.path || !!ownFile(notebooks?.currentWidget?.context.path),
    execute: args =>
      attempt(jx, trans.__('The notebook could not be run'), async () => {
        const path = String(
          args.path ?? notebooks?.currentWidget?.context.path
        );
        const session = await runFile(jx, docs, path, !!args.ask);
        if (session) {
          notifier.watch(session, await origin(jx, session));
        }
        return session;
      })
  });
}

/** Ask what to run an instance with, and start it; null: nothing started. */
async function runInstance(
  jx: IJupyterExt,
  id: string
): Promise<SessionDetail | null> {
  const { api, trans } = jx;
  const runnable = await lookAt(jx, id);
  const key = new RequestKey();
  return showForm(jx, {
    title: trans.__('Run “%1”', runnable.instance.name),
    accept: values => startLabel(values.lists, trans.__('Run instance'), trans),
    wide: true,
    initial: initialValues(runnable),
    validate: values => runErrors(runnable, values, trans),
    submit: values => {
      const body = runBody(runnable, values);
      return api.post('/instances/{instance_id}/sessions', {
        path: { instance_id: id },
        headers: { 'Idempotency-Key': key.for(body) },
        body
      });
    },
    render: form => <RunForm runnable={runnable} {...form} />
  });
}

/** An instance, the hash of the code that will run, its newest data. */
export async function lookAt(jx: IJupyterExt, id: string): Promise<IRunnable> {
  const { api } = jx;
  const instance = await api.get('/instances/{instance_id}', {
    path: { instance_id: id }
  });
  const { specification, specification_version: number } = instance;
  const version = await api.get(
    '/specifications/{specification_id}/versions/{number}',
    { path: { specification_id: specification.id, number: String(number) } }
  );
  const runtime = await api.get('/runtimes/{runtime_id}', {
    path: { runtime_id: instance.runtime.id }
  });
  const newest = await Promise.all(
    instance.inputs
      .filter(one => one.configured && one.artifact)
      .map(async one => {
        const [first] = await findVersions(api, one.artifact!.id, '');
        return [one.alias, first ?? null] as const;
      })
  );
  return {
    instance,
    runtime,
    sha256: version.body_sha256,
    newest: Object.fromEntries(newest)
  };
}

/** Save a file and run it; asks only for what is missing, or when told to. */
async function runFile(
  jx: IJupyterExt,
  docs: IDocumentManager | null,
  path: string,
  ask: boolean
): Promise<SessionDetail | null> {
  const { api, trans } = jx;
  const open = docs?.findWidget(path);
  if (open) {
    await saveDocument(open.context);
  }
  const key = new RequestKey();
  const start = (values: ReturnType<typeof fileBody>) => {
    const body = { path, ...values, runtime_id: null, name: null };
    return api.post('/run-file', {
      headers: { 'Idempotency-Key': key.for(body) },
      body
    });
  };
  let missing: unknown = null;
  if (!ask) {
    try {
      return await start({ inputs: {}, parameters: {} });
    } catch (error) {
      if (!isAboutValues(error)) {
        throw error;
      }
      missing = error;
    }
  }
  const proposal = await api.post('/signatures/propose', { body: { path } });
  const signature = proposal.declared ?? proposal.proposed;
  const isWhole = (values: IFileValues) =>
    Object.keys(fileErrors(signature, values, trans)).length === 0;
  return showForm(jx, {
    title: trans.__('Run “%1” as session', path.split('/').pop() ?? path),
    accept: values =>
      startLabel(values.lists, trans.__('Run as session'), trans),
    wide: true,
    initial: fileValues(await lastData(api, path, signature)),
    validate: values => fileErrors(signature, values, trans),
    submit: async values => {
      const session = await start(fileBody(values));
      rememberData(path, values);
      return session;
    },
    render: form => (
      <>
        {missing !== null && !isWhole(form.value) && (
          <Banner tone="warning">
            {describeError(missing, trans).message}
          </Banner>
        )}
        <FileForm signature={signature} {...form} />
      </>
    )
  });
}

/** Whether a refusal names an input or a parameter: these can be asked for. */
export function isAboutValues(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    /^(inputs|parameters)\b/.test(error.field ?? '')
  );
}

/** Which code runs, and what was made so that it could. */
async function origin(
  jx: IJupyterExt,
  session: SessionDetail
): Promise<string> {
  const { trans } = jx;
  const { specification, specification_version: version } = session;
  const madeForIt = await jx.api
    .get('/specifications/{specification_id}', {
      path: { specification_id: specification.id }
    })
    .then(
      found => found.ad_hoc && version === 1,
      () => false // it runs all the same
    );
  return madeForIt
    ? trans.__(
        'An ad-hoc specification “%1” was made for it.',
        specification.name
      )
    : trans.__('It runs version %1 of “%2”.', version, specification.name);
}
