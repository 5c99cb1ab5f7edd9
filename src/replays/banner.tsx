import { NotebookPanel } from '@jupyterlab/notebook';
import { useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { useOne } from '../api/hooks';
import { keys } from '../api/queries';
import { ApiError } from '../api/request';
import type { components } from '../api/schema';
import type { IJupyterExt } from '../tokens';
import {
  ActionButton,
  Banner,
  IAction,
  NotebookBanner,
  ObjectLink,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import { replayAt } from './drive';

type Replay = components['schemas']['ReplayRecord'];

/** The query of a replay: it ends once, and never comes back. */
export const replayKey = (id: string) => keys.one('replay', id);

/** Says over a replay's notebook what it is, and that nothing is saved. */
export class ReplayBanner extends NotebookBanner {
  constructor(
    jx: IJupyterExt,
    private _panel: NotebookPanel
  ) {
    super(jx);
    this.addClass('jx-ReplayBanner');
    const { sessionContext } = _panel.context;
    sessionContext.kernelChanged.connect(this._look, this);
    sessionContext.statusChanged.connect(this._look, this);
  }

  protected renderWords(): JSX.Element | null {
    const { context } = this._panel;
    const place = replayAt(context.path);
    return (
      place && (
        <ReplayWords
          {...place}
          kernelId={context.sessionContext.session?.kernel?.id ?? null}
          path={context.path}
          onAgain={() => this._again(place.session)}
        />
      )
    );
  }

  private async _again(session: string): Promise<void> {
    const panel = await this.jx.commands.execute(CommandIDs.replay, {
      id: session
    });
    if (panel) {
      this._panel.close();
    }
  }

  /** Its kernel came, changed or went: the replay may be over. */
  private _look(_: unknown, change: unknown): void {
    const place = replayAt(this._panel.context.path);
    if (place && (typeof change !== 'string' || GONE.has(change))) {
      void this.jx.queries.invalidateQueries({
        queryKey: replayKey(place.replay)
      });
    }
    this.update();
  }
}

const GONE = new Set(['dead', 'terminating', 'unknown', 'autorestarting']);

/** What there is to say about a replay, in each of its states. */
export function ReplayWords(props: {
  session: string;
  replay: string;
  /** The kernel that the notebook has now. */
  kernelId: string | null;
  path: string;
  onAgain: () => Promise<void>;
}): JSX.Element {
  const { session, replay, kernelId, path, onAgain } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useQuery<Replay, Error>({
    queryKey: replayKey(replay),
    retry: false,
    queryFn: ({ signal }) =>
      jx.api.get('/replays/{replay_id}', {
        path: { replay_id: replay },
        signal
      })
  });
  const save: IAction = {
    label: trans.__('Save as a new notebook…'),
    onClick: () => jx.commands.execute(CommandIDs.saveAsNew, { path })
  };
  const again: IAction = {
    label: trans.__('Replay again'),
    primary: true,
    onClick: onAgain
  };
  const { error, data } = query;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Banner
        tone="warning"
        actions={
          <>
            <ActionButton {...again} />
            <ActionButton {...save} />
          </>
        }
      >
        <strong>{trans.__('Replay: not saved')}</strong>{' '}
        {trans.__(
          'It has ended: its kernel and its data are gone. Nothing can be run here any more.'
        )}
      </Banner>
    );
  }
  const foreign = !!data && !!kernelId && kernelId !== data.kernel_id;
  return (
    <Banner
      tone={foreign || data?.missing.length ? 'warning' : 'info'}
      actions={
        <>
          {foreign ? (
            <ActionButton {...again} />
          ) : (
            <ActionButton
              label={trans.__('Run the cells above')}
              onClick={() => jx.commands.execute('notebook:run-all-above')}
            />
          )}
          <ActionButton {...save} />
        </>
      }
    >
      <strong>{trans.__('Replay: not saved')}</strong>{' '}
      {data && (
        <ObjectLink
          {...data.session}
          onOpen={() => void jx.open('session', data.session.id)}
        />
      )}{' '}
      {foreign
        ? trans.__(
            'This kernel is another one: it has neither the data nor the values of the session.'
          )
        : trans.__(
            'The kernel has the data and values of the session; variables come with the cells that you run. Outputs go nowhere; closing the tab ends it.'
          )}
      {data && <Sentences sentences={[...data.missing, ...data.notes]} />}
      <Packages session={session} />
    </Banner>
  );
}

function Sentences(props: { sentences: string[] }): JSX.Element | null {
  return props.sentences.length ? (
    <ul className="jx-ReplayBanner-list">
      {props.sentences.map(one => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  ) : null;
}

/** What is installed otherwise than when the session ran, folded. */
function Packages(props: { session: string }): JSX.Element | null {
  const jx = useJx();
  const trans = useTrans();
  const { data } = useOne('session-environment', props.session, signal =>
    jx.api.get('/sessions/{session_id}/environment', {
      path: { session_id: props.session },
      signal
    })
  );
  if (!data?.changes.length) {
    return null;
  }
  return (
    <details className="jx-ReplayBanner-packages">
      <summary>
        {trans._n(
          '%1 package is another one than in the session',
          '%1 packages are others than in the session',
          data.changes.length
        )}
      </summary>
      <ul className="jx-ReplayBanner-list">
        {data.changes.map(one => (
          <li key={one.name}>
            {one.name} {one.before ?? trans.__('not installed')} →{' '}
            {one.after ?? trans.__('not installed')}
          </li>
        ))}
      </ul>
    </details>
  );
}
