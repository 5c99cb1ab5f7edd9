import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { StateBadge, shownState } from '../ui/badge';
import { starredQuery } from '../ui/starring';
import { IColumn } from '../ui/tablestate';
import { TwoEnds } from '../ui/twoends';
import { RelativeTime } from '../ui/values';
import {
  ISection,
  mineChip,
  nameColumn,
  starredChip,
  whose
} from './sectiontypes';
import { stopAll } from './stop';
import { progressShare } from './words';

type Session = components['schemas']['SessionRecord'];

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
      {
        ...nameColumn<Session>(trans, row => (
          <TwoEnds name={runningName(row)} />
        )),
        title: runningName
      },
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

/** All sessions. */
export function sessions(
  jx: IJupyterExt,
  trans: TranslationBundle
): ISection<Session> {
  return {
    id: 'sessions',
    kind: 'session',
    title: trans.__('Sessions'),
    listPage: 'sessions',
    chips: [
      mineChip(trans),
      {
        id: 'failed',
        label: trans.__('failed'),
        title: trans.__('Only those that failed, crashed or timed out')
      },
      starredChip(trans),
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
            ...whose(chips),
            ...starredQuery(new Set(chips)),
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
