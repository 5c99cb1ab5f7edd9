import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import * as React from 'react';

import { useOne } from '../api/hooks';
import { auditTab } from '../audit/audittab';
import { CommandIDs as CompareIDs } from '../comparisons/commandids';
import { graphTab } from '../lineage/graphtab';
import { CommandIDs as ReplayIDs } from '../replays/commandids';
import { CommandIDs as ReviewCommands } from '../reviews/commandids';
import { Reviews } from '../reviews/reviewstab';
import type { IPageProps } from '../tokens';
import {
  ConnectionBanner,
  CopyId,
  Duration,
  formatCount,
  IAction,
  LongText,
  ObjectLink,
  ObjectTools,
  ObjectView,
  RelativeTime,
  StandingFacts,
  StateBadge,
  refusal,
  shownState,
  sessionIcon,
  stateWord,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commands';
import { openDownloads } from './downloads';
import { Executions } from './executions';
import { InputsOutputs } from './inputsoutputs';
import { Logs } from './logs';
import { Overview } from './overview';
import { Parameters } from './parameters';
import { isOver, SessionDetail, shareDone } from './records';
import { Report } from './report';
import { Renderers } from './rendered';
import { RunOutput } from './runoutput';

/** The page of a session, with what shows its markdown and charts. */
export function sessionPage(rendermime: IRenderMimeRegistry | null) {
  return function Page(props: IPageProps): JSX.Element {
    return (
      <Renderers.Provider value={rendermime}>
        <SessionPage {...props} />
      </Renderers.Provider>
    );
  };
}

/** The page of one session, live while it runs. */
export function SessionPage(props: IPageProps): JSX.Element {
  const { id, page, tab, setTab } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne<SessionDetail>('session', id, signal =>
    jx.api.get('/sessions/{session_id}', { path: { session_id: id }, signal })
  );
  return (
    <ObjectView
      query={query}
      page={page}
      noun={trans.__('session')}
      title={session => session.name}
      restore={() =>
        jx.api.post('/sessions/{session_id}/restore', {
          path: { session_id: id }
        })
      }
      icon={() => sessionIcon}
      mark={session => (
        <StateBadge state={shownState(session)} progress={shareDone(session)} />
      )}
      meta={session => (
        <>
          {session.description && (
            <LongText className="jx-MetaText" text={session.description} />
          )}
          <Meta session={session} />
        </>
      )}
      actions={session => actions(session)}
      extraActions={session => (
        <ObjectTools kind="session" row={session} name={session.name} />
      )}
      described={session => session}
      banner={() => <ConnectionBanner />}
      tab={tab}
      setTab={setTab}
      tabs={session => [
        {
          id: 'overview',
          label: trans.__('Overview'),
          render: () => <Overview session={session} showTab={setTab} />
        },
        {
          id: 'report',
          label: trans.__('Report'),
          render: () => <Report session={session} />
        },
        {
          id: 'output',
          label: trans.__('Run output'),
          badge: session.results.length || null,
          render: () => <RunOutput session={session} />
        },
        {
          id: 'io',
          label: trans.__('I/O'),
          render: () => <InputsOutputs session={session} />
        },
        {
          id: 'parameters',
          label: trans.__('Parameters'),
          render: () => <Parameters session={session} />
        },
        {
          id: 'logs',
          label: trans.__('Logs'),
          render: () => <Logs session={session} />
        },
        {
          id: 'executions',
          label: trans.__('Executions'),
          render: () => <Executions session={session} />
        },
        {
          id: 'reviews',
          label: trans.__('Reviews'),
          render: () => <Reviews session={session} />
        },
        graphTab('session', id, trans),
        auditTab('session', id, trans)
      ]}
    />
  );

  function actions(session: SessionDetail): IAction[] {
    const run = (command: string) => jx.commands.execute(command, { id });
    return [
      ...(isOver(session)
        ? [
            {
              label: trans.__('Replay'),
              primary: true,
              disabled: refusal(session, 'runner', trans),
              onClick: () => run(ReplayIDs.replay)
            },
            {
              label: trans.__('Rerun'),
              hasPopup: 'dialog' as const,
              disabled: refusal(session, 'runner', trans),
              onClick: () => run(CommandIDs.rerun)
            }
          ]
        : []),
      ...(session.has_report
        ? [
            {
              label: trans.__('Report'),
              onClick: () => setTab('report')
            }
          ]
        : []),
      ...(session.has_report
        ? [
            {
              label: trans.__('Review'),
              disabled: refusal(session, 'editor', trans),
              onClick: () => run(ReviewCommands.reviewSession)
            }
          ]
        : []),
      ...(!isOver(session) && session.state !== 'CANCELLING'
        ? [
            {
              label: trans.__('Kill…'),
              warn: true,
              hasPopup: 'dialog' as const,
              disabled: refusal(session, 'editor', trans),
              onClick: () => run(CommandIDs.kill)
            }
          ]
        : []),
      {
        label: trans.__('Compare'),
        hasPopup: 'dialog' as const,
        onClick: () => run(CompareIDs.compareWith)
      },
      ...(isOver(session)
        ? [
            {
              label: trans.__('Download'),
              hasPopup: 'menu' as const,
              onClick: (event: React.MouseEvent<HTMLElement>) =>
                openDownloads(jx, session, event.currentTarget)
            }
          ]
        : [])
    ];
  }
}

/** How it went, on one line. */
function Meta(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const jx = useJx();
  const trans = useTrans();
  const { instance, specification, progress } = session;
  const total = progress?.cells_total ?? session.cells_total;
  const done = progress?.cells_done ?? session.cells_done ?? 0;
  return (
    <div className="jx-Meta">
      <span className="jx-Meta-link">
        <ObjectLink
          {...instance}
          onOpen={() => void jx.open('instance', instance.id)}
        />
      </span>
      <span className="jx-Outcome">
        <Outcome session={session} />
      </span>
      {total !== null && (
        <span className="jx-mod-number">
          {trans._n('%2/%1 cell', '%2/%1 cells', total, done)}
        </span>
      )}
      <span>
        {trans.__('code')}{' '}
        <ObjectLink
          name={trans.__('v%1', session.specification_version)}
          deleted={specification.deleted}
          title={specification.name}
          onOpen={() => void jx.open('specification', specification.id)}
        />{' '}
        <CopyId
          id={session.body_sha256}
          length={4}
          label={trans.__("Copy the code's sha256")}
        />
      </span>
      <StandingFacts row={session} />
      <span
        title={
          session.stale
            ? trans.__("An input version was deleted: it can't be reproduced")
            : trans.__('Everything it was made from is still there')
        }
      >
        {session.stale ? trans.__('stale') : trans.__('robust')}
      </span>
      {session.workflow.sessions > 1 && (
        <span>
          {trans.__('one of %1 in', formatCount(session.workflow.sessions))}{' '}
          <ObjectLink
            {...session.workflow}
            onOpen={() => void jx.open('workflow', session.workflow.id)}
          />
        </span>
      )}
      <Reruns session={session} />
      {session.archived && <span>{trans.__('archived')}</span>}
      <RelativeTime at={session.started_at ?? session.created_at} />
      <span>
        {trans.__('#%1', session.number)}{' '}
        <CopyId id={session.id} label={trans.__("Copy the session's id")} />
      </span>
      {session.tags.map(tag => (
        <span key={tag} className="jx-Tag">
          {tag}
        </span>
      ))}
    </div>
  );
}

const MOST_RERUNS = 3;

/** The session that this one runs again, and those that run this one again. */
function Reruns(props: { session: SessionDetail }): JSX.Element | null {
  const jx = useJx();
  const trans = useTrans();
  const { rerun_of: original, reruns } = props.session;
  const link = (one: { id: string; name: string; deleted: boolean }) => (
    <ObjectLink
      key={one.id}
      {...one}
      onOpen={() => void jx.open('session', one.id)}
    />
  );
  const more = reruns.length - MOST_RERUNS;
  return (
    <>
      {original && (
        <span>
          {trans.__('rerun of')} {link(original)}
        </span>
      )}
      {reruns.length > 0 && (
        <span className="jx-Reruns">
          {trans.__('run again as')} {reruns.slice(0, MOST_RERUNS).map(link)}
          {more > 0 && trans._n('and %1 more', 'and %1 more', more)}
        </span>
      )}
    </>
  );
}

function Outcome(props: { session: SessionDetail }): JSX.Element | null {
  const trans = useTrans();
  const { session } = props;
  const jx = useJx();
  const { cached_from: source } = session;
  if (source) {
    return (
      <>
        {trans.__('cached: the result of')}{' '}
        <ObjectLink
          {...source}
          onOpen={() => void jx.open('session', source.id)}
        />
      </>
    );
  }
  if (session.state === 'QUEUED') {
    return (
      <>
        {trans.__('queued for')} <Duration start={session.created_at} />
      </>
    );
  }
  if (!session.started_at) {
    return <>{stateWord(session.state, trans)}</>;
  }
  return isOver(session) ? (
    <>
      {trans.__('%1 in', stateWord(session.state, trans))}{' '}
      <Duration
        seconds={session.duration ?? undefined}
        start={session.started_at}
        end={session.ended_at}
      />
    </>
  ) : (
    <>
      {trans.__('%1 for', stateWord(session.state, trans))}{' '}
      <Duration start={session.started_at} />
    </>
  );
}
