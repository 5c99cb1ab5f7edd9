import * as React from 'react';

import { useList } from '../api/hooks';
import {
  formatMetric,
  isOver,
  metricsLine,
  shareDone,
  shortValue
} from '../sessions/records';
import { selectionActions } from '../sessions/selected';
import type { IJupyterExt } from '../tokens';
import {
  DataTable,
  Duration,
  IColumn,
  ISort,
  NameCell,
  RelativeTime,
  own,
  shownState,
  StateBadge,
  useJx,
  useTrans
} from '../ui';
import type { State, Workflow, WorkflowSession } from './records';

/** The sessions of a workflow, with what isn't the same in all. */
export function WorkflowSessions(props: {
  workflow: Workflow;
  /** Only those in one of these states; none: all. */
  states: ReadonlySet<State>;
  onClear: () => void;
}): JSX.Element {
  const { workflow, states } = props;
  const jx = useJx();
  const trans = useTrans();
  const [sort, setSort] = React.useState<ISort>({
    key: 'number',
    descending: false
  });
  const query = {
    sort: `${sort.descending ? '-' : ''}${sort.key}`,
    state: [...states].sort()
  };
  const list = useList<WorkflowSession>(
    'session',
    { workflow: workflow.id, ...query },
    (page, signal) =>
      jx.api.get('/workflows/{workflow_id}/sessions', {
        path: { workflow_id: workflow.id },
        query: { ...query, ...page },
        signal
      })
  );
  const { parameters, inputs } = workflow.varied;
  const metrics = metricNames(list.loaded.map(({ row }) => row));
  const columns = React.useMemo(
    () => workflowColumns(jx, parameters ?? [], inputs ?? [], metrics),
    [jx, JSON.stringify([parameters, inputs, metrics])]
  );
  return (
    <DataTable<WorkflowSession>
      id="workflow-sessions"
      label={trans.__('Sessions of %1', workflow.name)}
      columns={columns}
      list={list}
      rowName={session => session.name}
      sort={sort}
      onSort={setSort}
      onOpen={session => void jx.open('session', session.id)}
      menu="session"
      selectionActions={(rows, clear) => selectionActions(jx, rows, clear)}
      countLabel={(total, written) =>
        trans._n('%2 session', '%2 sessions', total, written)
      }
      empty={{
        title: trans.__('No session is in that state'),
        action: { label: trans.__('Show all'), onClick: props.onClear }
      }}
    />
  );
}

/** More metrics than this share a column. */
const METRIC_COLUMNS = 6;

/** The metrics of the sessions at hand, in the order in which they come up. */
function metricNames(sessions: WorkflowSession[]): string[] {
  return [...new Set(sessions.flatMap(one => Object.keys(one.metrics)))];
}

function workflowColumns(
  jx: IJupyterExt,
  parameters: string[],
  inputs: string[],
  metrics: string[]
): IColumn<WorkflowSession>[] {
  const { trans } = jx;
  const version = (session: WorkflowSession, alias: string) => {
    const found = own(session.varied_inputs, alias);
    return found
      ? trans.__('%1 · %2', `v${found.number}`, found.name)
      : trans.__('Not configured');
  };
  const value = (session: WorkflowSession, alias: string) =>
    Object.keys(session.varied_parameters).includes(alias)
      ? shortValue(session.varied_parameters[alias]) || '""'
      : '–';
  return [
    {
      id: 'state',
      header: trans.__('State'),
      sort: 'state',
      width: 152,
      required: true,
      cell: session => (
        <StateBadge state={shownState(session)} progress={shareDone(session)} />
      )
    },
    {
      id: 'number',
      header: trans.__('Number'),
      sort: 'number',
      width: 76,
      align: 'right',
      required: true,
      title: session => session.name,
      cell: session => trans.__('#%1', session.number)
    },
    ...inputs.map(alias => ({
      id: `input ${alias}`,
      header: alias,
      width: 72,
      grow: 1,
      title: (session: WorkflowSession) => version(session, alias),
      cell: (session: WorkflowSession) => version(session, alias)
    })),
    ...parameters.map(alias => ({
      id: `parameter ${alias}`,
      header: alias,
      sort: `parameters.${alias}`,
      width: 72,
      grow: 1,
      title: (session: WorkflowSession) => value(session, alias),
      cell: (session: WorkflowSession) => value(session, alias)
    })),
    {
      id: 'took',
      header: trans.__('Took'),
      sort: 'duration',
      width: 72,
      align: 'right',
      cell: session => (
        <Duration
          seconds={isOver(session) ? session.duration : undefined}
          start={session.started_at}
          end={session.ended_at}
        />
      )
    },
    ...metricColumns(metrics, trans.__('Metrics')),
    {
      id: 'reason',
      header: trans.__('Reason'),
      width: 140,
      grow: 2,
      title: session => session.reason ?? '',
      cell: session => session.reason || '–'
    },
    {
      id: 'started',
      header: trans.__('Started'),
      sort: 'started_at',
      width: 96,
      cell: session => <RelativeTime at={session.started_at} />
    },
    {
      id: 'name',
      header: trans.__('Name'),
      sort: 'name',
      width: 160,
      grow: 1,
      hidden: true,
      title: session => session.note || session.name,
      cell: session => <NameCell row={session} />
    }
  ];
}

/** A column for each metric, or one for all where they are many. */
function metricColumns(
  metrics: string[],
  header: string
): IColumn<WorkflowSession>[] {
  if (!metrics.length || metrics.length > METRIC_COLUMNS) {
    return [
      {
        id: 'metrics',
        header,
        width: 120,
        grow: 2,
        title: metricsLine,
        cell: session => metricsLine(session) || '–'
      }
    ];
  }
  return metrics.map(name => {
    const value = (session: WorkflowSession) => own(session.metrics, name);
    return {
      id: `metric ${name}`,
      header: name,
      width: 88,
      align: 'right',
      title: session => String(value(session) ?? ''),
      cell: session => {
        const found = value(session);
        return found === undefined ? '–' : formatMetric(found);
      }
    };
  });
}
