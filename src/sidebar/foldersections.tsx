import { TranslationBundle } from '@jupyterlab/translation';
import { notebookIcon, pythonIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { StateShape } from '../ui/badge';
import { RelativeTime } from '../ui/values';
import {
  ISection,
  mineChip,
  nameColumn,
  placedQuery,
  starredChip
} from './sectiontypes';
import { countsText } from './words';

type Records = components['schemas'];
type Instance = Records['InstanceRecord'];
type Specification = Records['SpecificationRecord'];
type Artifact = Records['ArtifactRecord'];

/** All specifications, by their folders. */
export function specifications(
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
      mineChip(trans),
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
      },
      starredChip(trans)
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
    fetch: filters => (page, signal) => {
      const { chips } = filters;
      const drafts = chips.includes('drafts');
      const registered = chips.includes('registered');
      return jx.api.get('/specifications', {
        query: {
          ...page,
          ...placedQuery(filters),
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

/** All instances, by their folders. */
export function instances(
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
      mineChip(trans),
      {
        id: 'ad_hoc',
        label: trans.__('ad hoc'),
        title: trans.__('Those made by “Run as session” too')
      },
      starredChip(trans)
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
    fetch: filters => (page, signal) =>
      jx.api.get('/instances', {
        query: {
          ...page,
          ...placedQuery(filters),
          ad_hoc: filters.chips.includes('ad_hoc')
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

/** All artifacts, by their folders. */
export function artifacts(
  jx: IJupyterExt,
  trans: TranslationBundle
): ISection<Artifact> {
  return {
    id: 'artifacts',
    kind: 'artifact',
    folders: 'artifact',
    title: trans.__('Artifacts'),
    listPage: 'artifacts',
    chips: [mineChip(trans), starredChip(trans)],
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
    fetch: filters => (page, signal) =>
      jx.api.get('/artifacts', {
        query: { ...page, ...placedQuery(filters) },
        signal
      }),
    empty: {
      title: trans.__('No artifacts yet'),
      text: trans.__('Artifacts are the files that sessions read and write.'),
      action: trans.__('Upload a file')
    }
  };
}
