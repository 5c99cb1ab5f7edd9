import { TranslationBundle } from '@jupyterlab/translation';
import { notebookIcon, pythonIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { PageFetcher } from '../api/hooks';
import type { components } from '../api/schema';
import type { FolderKind } from '../folders/tree';
import { IJupyterExt } from '../tokens';
import { StateBadge, StateShape, shownState } from '../ui/badge';
import { IColumn } from '../ui/tablestate';
import { RelativeTime } from '../ui/values';
import { stopAll } from './stop';
import { countsText, progressShare } from './words';

type Records = components['schemas'];
type Session = Records['SessionRecord'];
type Instance = Records['InstanceRecord'];
type Specification = Records['SpecificationRecord'];
type Artifact = Records['ArtifactRecord'];

/** One section of the sidebar: a list of one kind of object. */
export interface ISection<Row extends { id: string } = any> {
  id: string;
  kind: string;
  title: string;
  /** The page that shows the whole list, where a room has one. */
  listPage?: string;
  /** The kind of its folders, if it has any. */
  folders?: FolderKind;
  /** Ends all that is listed. */
  stop?: () => unknown;
  chips: { id: string; label: string; title: string }[];
  /** Value for the server, and its words; the first is the default. */
  sorts: { value: string; label: string }[];
  columns: IColumn<Row>[];
  name: (row: Row) => string;
  fetch: (filters: ISectionFilters) => PageFetcher<Row>;
  empty: { title: string; text: string; action?: string };
}

export interface ISectionFilters {
  search: string;
  chips: string[];
  sort: string;
  /** What a list with folders is asked for; absent: whatever the folder. */
  folder?: string;
}

/** The name takes its room first: other columns go before it is cut. */
function nameColumn<Row extends { name: string }>(
  trans: TranslationBundle,
  cell?: (row: Row) => React.ReactNode,
  width = 120
): IColumn<Row> {
  return {
    id: 'name',
    header: trans.__('Name'),
    width,
    grow: 2,
    required: true,
    cell: cell ?? (row => row.name),
    title: row => row.name
  };
}

const stateColumn = (trans: TranslationBundle): IColumn<Session> => ({
  id: 'state',
  header: trans.__('State'),
  width: 24,
  icon: true,
  required: true,
  cell: row => <StateBadge state={shownState(row)} compact />
});

const runningName = (row: Session) => `${row.instance.name} · ${row.name}`;

/** What is queued or running now, with its progress or its place. */
export function runningSection(jx: IJupyterExt): ISection<Session> {
  const { trans, api } = jx;
  return {
    id: 'running',
    kind: 'session',
    title: trans.__('Running'),
    stop: () => stopAll(jx),
    chips: [],
    sorts: [{ value: '-created_at', label: trans.__('Newest') }],
    columns: [
      stateColumn(trans),
      { ...nameColumn(trans, runningName), title: runningName },
      {
        id: 'progress',
        header: trans.__('Progress'),
        width: 60,
        align: 'right',
        cell: row => <Progress row={row} />
      }
    ],
    name: row => row.name,
    fetch:
      ({ search, sort }) =>
      (page, signal) =>
        api.get('/sessions', {
          query: { ...page, q: search, sort, active: true, whose: 'mine' },
          signal
        }),
    empty: {
      title: trans.__('Nothing is running'),
      text: trans.__('Sessions show here while they wait or run.')
    }
  };
}

function Progress(props: { row: Session }): JSX.Element {
  const { row } = props;
  const share = progressShare(row);
  if (row.state === 'QUEUED') {
    const place = row.progress?.queue_position;
    return <>{typeof place === 'number' ? `#${place}` : ''}</>;
  }
  return <>{share === null ? '' : `${Math.floor(share * 100)}%`}</>;
}

/** All kinds of object that are built, each a section. */
export function objectSections(jx: IJupyterExt): ISection[] {
  const { trans } = jx;
  return [
    specifications(jx, trans),
    instances(jx, trans),
    sessions(jx, trans),
    artifacts(jx, trans)
  ];
}

function specifications(
  jx: IJupyterExt,
  trans: TranslationBundle
): ISection<Specification> {
  return {
    id: 'specifications',
    kind: 'specification',
    folders: 'specification',
    title: trans.__('Specifications'),
    listPage: 'specifications',
    chips: [
      {
        id: 'registered',
        label: trans.__('registered'),
        title: trans.__('Only those that instances can be made of')
      },
      {
        id: 'drafts',
        label: trans.__('drafts'),
        title: trans.__('Only those that aren’t registered yet')
      },
      {
        id: 'ad_hoc',
        label: trans.__('ad hoc'),
        title: trans.__('Those made by “Run as session” too')
      }
    ],
    sorts: [
      { value: '-updated_at', label: trans.__('Changed last') },
      { value: 'name', label: trans.__('Name') },
      { value: '-created_at', label: trans.__('Newest') }
    ],
    columns: [
      {
        id: 'body',
        header: trans.__('Body'),
        width: 24,
        icon: true,
        cell: row =>
          row.body_kind === 'script' ? (
            <pythonIcon.react tag="span" width="16px" title="" />
          ) : (
            <notebookIcon.react tag="span" width="16px" title="" />
          )
      },
      nameColumn(trans),
      {
        id: 'status',
        header: trans.__('Status'),
        width: 24,
        icon: true,
        required: true,
        cell: row => (
          <StateShape
            state={row.registered_at ? 'succeeded' : 'queued'}
            label={
              row.registered_at ? trans.__('registered') : trans.__('draft')
            }
          />
        )
      },
      {
        id: 'version',
        header: trans.__('Version'),
        width: 36,
        align: 'right',
        cell: row => (row.newest_version ? `v${row.newest_version}` : ''),
        title: row =>
          row.newest_version
            ? trans.__('Version %1 is the newest', row.newest_version)
            : trans.__('Nothing was committed yet')
      }
    ],
    name: row => row.name,
    fetch:
      ({ search, chips, sort, folder }) =>
      (page, signal) => {
        const drafts = chips.includes('drafts');
        const registered = chips.includes('registered');
        return jx.api.get('/specifications', {
          query: {
            ...page,
            q: search,
            sort,
            folder,
            ad_hoc: chips.includes('ad_hoc'),
            ...(drafts !== registered && {
              status: drafts ? 'draft' : 'registered'
            })
          },
          signal
        });
      },
    empty: {
      title: trans.__('No specifications yet'),
      text: trans.__(
        'Open a notebook and press “Commit version”, or start from nothing.'
      ),
      action: trans.__('New specification')
    }
  };
}

function instances(
  jx: IJupyterExt,
  trans: TranslationBundle
): ISection<Instance> {
  return {
    id: 'instances',
    kind: 'instance',
    folders: 'instance',
    title: trans.__('Instances'),
    listPage: 'instances',
    chips: [
      {
        id: 'ad_hoc',
        label: trans.__('ad hoc'),
        title: trans.__('Those made by “Run as session” too')
      }
    ],
    sorts: [
      { value: '-last_session_at', label: trans.__('Run last') },
      { value: '-updated_at', label: trans.__('Changed last') },
      { value: 'name', label: trans.__('Name') },
      { value: '-created_at', label: trans.__('Newest') }
    ],
    columns: [
      nameColumn(trans, undefined, 140),
      {
        id: 'counts',
        header: trans.__('Sessions'),
        width: 76,
        cell: row => <Counts counts={row.sessions} />,
        title: row => countsText(row.sessions, trans)
      },
      {
        id: 'last',
        header: trans.__('Last run'),
        width: 92,
        align: 'right',
        cell: row => <RelativeTime at={row.last_session_at} />
      }
    ],
    name: row => row.name,
    fetch:
      ({ search, chips, sort, folder }) =>
      (page, signal) =>
        jx.api.get('/instances', {
          query: {
            ...page,
            q: search,
            sort,
            folder,
            ad_hoc: chips.includes('ad_hoc')
          },
          signal
        }),
    empty: {
      title: trans.__('No instances yet'),
      text: trans.__(
        'An instance is a registered specification with its data chosen.'
      ),
      action: trans.__('New instance')
    }
  };
}

/** Numbers by state, as many as there is room for. */
function Counts(props: { counts: Instance['sessions'] }): JSX.Element {
  const counts = props.counts as Record<string, number>;
  const states = ['running', 'queued', 'failed', 'succeeded'];
  return (
    <span className="jx-StateBadge">
      {states
        .filter(state => counts[state])
        .map(state => (
          <React.Fragment key={state}>
            <StateShape state={state} />
            {counts[state]}
          </React.Fragment>
        ))}
    </span>
  );
}

function sessions(
  jx: IJupyterExt,
  trans: TranslationBundle
): ISection<Session> {
  return {
    id: 'sessions',
    kind: 'session',
    title: trans.__('Sessions'),
    listPage: 'sessions',
    chips: [
      {
        id: 'failed',
        label: trans.__('failed'),
        title: trans.__('Only those that failed, crashed or timed out')
      },
      {
        id: 'starred',
        label: trans.__('starred'),
        title: trans.__('Only starred ones')
      },
      {
        id: 'archived',
        label: trans.__('archived'),
        title: trans.__('The archived ones instead')
      }
    ],
    sorts: [
      { value: '-created_at', label: trans.__('Newest') },
      { value: '-ended_at', label: trans.__('Ended last') },
      { value: '-duration', label: trans.__('Longest') },
      { value: 'name', label: trans.__('Name') },
      { value: 'state', label: trans.__('State') }
    ],
    columns: [
      stateColumn(trans),
      // a default name is a date, a time and a suffix
      { ...nameColumn<Session>(trans, undefined, 184), title: runningName },
      {
        id: 'instance',
        header: trans.__('Instance'),
        width: 72,
        grow: 1,
        cell: row => row.instance.name,
        title: row => row.instance.name
      },
      {
        id: 'created',
        header: trans.__('Started'),
        width: 92,
        align: 'right',
        cell: row => <RelativeTime at={row.started_at ?? row.created_at} />
      }
    ],
    name: row => row.name,
    fetch:
      ({ search, chips, sort }) =>
      (page, signal) =>
        jx.api.get('/sessions', {
          query: {
            ...page,
            q: search,
            sort,
            archived: chips.includes('archived'),
            ...(chips.includes('starred') && { starred: true }),
            ...(chips.includes('failed') && {
              state: ['FAILED', 'CRASHED', 'TIMED_OUT']
            })
          },
          signal
        }),
    empty: {
      title: trans.__('No sessions yet'),
      text: trans.__(
        'Run an instance, or press “Run as session” above a notebook.'
      )
    }
  };
}

function artifacts(
  jx: IJupyterExt,
  trans: TranslationBundle
): ISection<Artifact> {
  return {
    id: 'artifacts',
    kind: 'artifact',
    folders: 'artifact',
    title: trans.__('Artifacts'),
    listPage: 'artifacts',
    chips: [],
    sorts: [
      { value: '-updated_at', label: trans.__('Changed last') },
      { value: 'name', label: trans.__('Name') },
      { value: '-size', label: trans.__('Largest') },
      { value: '-created_at', label: trans.__('Newest') }
    ],
    columns: [
      nameColumn(trans, undefined, 170),
      {
        id: 'versions',
        header: trans.__('Versions'),
        width: 36,
        align: 'right',
        cell: row => (row.newest ? `v${row.newest.number}` : '–'),
        title: row => trans._n('%1 version', '%1 versions', row.version_count)
      },
      {
        id: 'updated',
        header: trans.__('Newest version'),
        width: 92,
        align: 'right',
        cell: row => <RelativeTime at={row.newest?.created_at} />
      }
    ],
    name: row => row.name,
    fetch:
      ({ search, sort, folder }) =>
      (page, signal) =>
        jx.api.get('/artifacts', {
          query: { ...page, q: search, sort, folder },
          signal
        }),
    empty: {
      title: trans.__('No artifacts yet'),
      text: trans.__('Artifacts are the files that sessions read and write.'),
      action: trans.__('Upload a file')
    }
  };
}
