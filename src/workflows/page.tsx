import * as React from 'react';

import type { IChange } from '../api/changes';
import { useOne } from '../api/hooks';
import { keys } from '../api/queries';
import { auditTab } from '../audit/audittab';
import type { IPageProps } from '../tokens';
import {
  ConnectionBanner,
  CopyId,
  Duration,
  formatCount,
  IAction,
  ObjectLink,
  ObjectView,
  refusal,
  RelativeTime,
  StandingFacts,
  StateBadge,
  useJx,
  useTrans,
  workflowIcon
} from '../ui';
import { WorkflowClient } from './client';
import { CommandIDs } from './commandids';
import { WorkflowProgress } from './progress';
import { active, failed, present, State, stateOf, Workflow } from './records';
import { WorkflowSessions } from './sessions';

/** Milliseconds between two looks at how many cells are done. */
const PACE = 1_000;

/** The page of the sessions that one launch started. */
export function WorkflowPage(props: IPageProps): JSX.Element {
  const { id, page } = props;
  const jx = useJx();
  const trans = useTrans();
  const [chosen, choose] = React.useState<ReadonlySet<State>>(new Set());
  const query = useOne<Workflow>(
    'workflow',
    id,
    signal => new WorkflowClient(jx).get(id, signal),
    { dependsOn: ['session'] }
  );
  useCells(id, !!query.data && active(query.data) > 0);
  return (
    <ObjectView
      query={query}
      page={page}
      tab={props.tab}
      setTab={props.setTab}
      noun={trans.__('workflow')}
      title={workflow => workflow.name}
      icon={() => workflowIcon}
      mark={workflow => <StateBadge state={stateOf(workflow)} />}
      meta={workflow => <Meta workflow={workflow} />}
      actions={actions}
      banner={() => <ConnectionBanner />}
      tabs={workflow => [
        {
          id: 'sessions',
          label: trans.__('Sessions'),
          badge: workflow.sessions,
          render: () => (
            <div className="jx-Workflow">
              <WorkflowProgress
                workflow={workflow}
                chosen={chosen}
                onChoose={choose}
              />
              <WorkflowSessions
                workflow={workflow}
                states={chosen}
                onClear={() => choose(new Set())}
              />
            </div>
          )
        },
        auditTab('workflow', id, trans)
      ]}
    />
  );

  function actions(workflow: Workflow): IAction[] {
    const run = (command: string) => jx.commands.execute(command, { id });
    const lost = failed(workflow);
    return [
      ...(lost
        ? [
            {
              label: trans.__('Rerun failed (%1)…', formatCount(lost)),
              disabled: refusal(workflow, 'runner', trans),
              hasPopup: 'dialog' as const,
              onClick: () => run(CommandIDs.rerunFailed)
            }
          ]
        : []),
      ...(active(workflow)
        ? [
            {
              label: trans.__('Kill all…'),
              warn: true,
              disabled: refusal(workflow, 'editor', trans),
              hasPopup: 'dialog' as const,
              onClick: () => run(CommandIDs.kill)
            }
          ]
        : [])
    ];
  }
}

/** What it was made from, and which launches it belongs to. */
function Meta(props: { workflow: Workflow }): JSX.Element {
  const { workflow } = props;
  const { instance, specification, rerun_of: original, reruns } = workflow;
  const jx = useJx();
  const trans = useTrans();
  const gone = workflow.sessions - present(workflow);
  const link = (one: { id: string; name: string; deleted: boolean }) => (
    <ObjectLink
      key={one.id}
      {...one}
      onOpen={() => void jx.open('workflow', one.id)}
    />
  );
  return (
    <div className="jx-Meta">
      <span className="jx-Meta-link">
        <ObjectLink
          {...instance}
          onOpen={() => void jx.open('instance', instance.id)}
        />
      </span>
      <span className="jx-mod-number">
        {trans._n(
          '%2 session',
          '%2 sessions',
          workflow.sessions,
          formatCount(workflow.sessions)
        )}
        {gone > 0 &&
          trans._n(', %2 deleted', ', %2 deleted', gone, formatCount(gone))}
      </span>
      {workflow.started_at && (
        <span>
          {workflow.ended_at ? trans.__('took') : trans.__('running for')}{' '}
          <Duration start={workflow.started_at} end={workflow.ended_at} />
        </span>
      )}
      <span>
        {trans.__('code')}{' '}
        <ObjectLink
          name={trans.__('v%1', workflow.specification_version)}
          deleted={specification.deleted}
          title={specification.name}
          onOpen={() => void jx.open('specification', specification.id)}
        />
      </span>
      <StandingFacts row={workflow} />
      {original && (
        <span>
          {trans.__('rerun of the failed of')} {link(original)}
        </span>
      )}
      {reruns.length > 0 && (
        <span className="jx-Reruns">
          {trans.__('run again as')} {reruns.slice(0, 3).map(link)}
        </span>
      )}
      <RelativeTime at={workflow.created_at} />
      <CopyId id={workflow.id} label={trans.__("Copy the workflow's id")} />
    </div>
  );
}

/** Cells are done between two changes of state: look at them now and then. */
function useCells(id: string, live: boolean): void {
  const { changes, queries } = useJx();
  React.useEffect(() => {
    if (!live) {
      return;
    }
    let timer = 0;
    const onChange = (_: unknown, change: IChange) => {
      if (change.kind === 'session' && change.action === 'progress' && !timer) {
        timer = window.setTimeout(() => {
          timer = 0;
          void queries.invalidateQueries({
            queryKey: keys.one('workflow', id),
            exact: true
          });
        }, PACE);
      }
    };
    changes.changed.connect(onChange);
    return () => {
      window.clearTimeout(timer);
      changes.changed.disconnect(onChange);
    };
  }, [id, live]);
}
