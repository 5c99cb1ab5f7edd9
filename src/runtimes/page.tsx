import { editIcon, kernelIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useOne } from '../api/hooks';
import { auditTab } from '../audit/audittab';
import { IPageProps } from '../tokens';
import {
  Bytes,
  CopyId,
  FactList,
  LongText,
  ObjectView,
  RelativeTime,
  formatDuration,
  useJx,
  useTrans,
  useUser
} from '../ui';
import { editRuntime, useKernelNames } from './dialog';
import type { Runtime } from './form';

/** The page of a runtime. */
export function RuntimePage(props: IPageProps): JSX.Element {
  const { id } = props;
  const jx = useJx();
  const trans = useTrans();
  const user = useUser();
  const query = useOne<Runtime>('runtime', id, signal =>
    jx.api.get('/runtimes/{runtime_id}', { path: { runtime_id: id }, signal })
  );
  return (
    <ObjectView<Runtime>
      query={query}
      page={props.page}
      noun={trans.__('runtime')}
      title={one => one.name}
      tab={props.tab}
      setTab={props.setTab}
      mark={kernelIcon}
      meta={one => (
        <>
          {one.description && (
            <LongText className="jx-MetaText" text={one.description} />
          )}
          <div className="jx-MetaLine">
            {one.is_default && <span>{trans.__('default')}</span>}
            <span>{trans.__('by %1', one.owner)}</span>
            <span>
              {trans.__('changed')} <RelativeTime at={one.updated_at} />
            </span>
            <CopyId id={one.id} />
          </div>
        </>
      )}
      actions={one =>
        one.owner === user
          ? [
              {
                label: trans.__('Edit'),
                iconOnly: true,
                icon: editIcon,
                onClick: () => void editRuntime(jx, one)
              }
            ]
          : []
      }
      tabs={one => [
        {
          id: 'settings',
          label: trans.__('Settings'),
          render: () => <Settings runtime={one} />
        },
        auditTab('runtime', id, trans)
      ]}
    />
  );
}

function Settings(props: { runtime: Runtime }): JSX.Element {
  const { runtime: one } = props;
  const trans = useTrans();
  const kernels = useKernelNames();
  const limit = (seconds: number | null | undefined) =>
    seconds ? formatDuration(seconds, trans) : trans.__('no limit');
  const variables = Object.entries(one.env);
  return (
    <FactList
      facts={[
        [
          trans.__('Kernel'),
          one.kernelspec
            ? (kernels.find(k => k.value === one.kernelspec)?.label ??
              one.kernelspec)
            : trans.__('The one the notebook names')
        ],
        [
          trans.__('Working folder'),
          one.working_folder === 'notebook'
            ? trans.__('The notebook’s folder')
            : trans.__('Its own, with the inputs')
        ],
        [trans.__('Kernel start at most'), limit(one.start_timeout)],
        [trans.__('Each cell at most'), limit(one.cell_timeout)],
        [trans.__('Whole run at most'), limit(one.run_timeout)],
        [trans.__('Retries after a crash'), one.retries],
        [trans.__('CPUs'), one.cpus],
        [
          trans.__('Memory'),
          one.memory ? <Bytes size={one.memory} /> : trans.__('no limit')
        ],
        [
          trans.__('Reuse results'),
          one.use_cache ? trans.__('yes') : trans.__('no')
        ],
        [
          trans.__('Environment variables'),
          variables.length
            ? variables.map(([name, value]) => (
                <div key={name}>
                  <code>
                    {value === null || value === undefined
                      ? name
                      : `${name}=${value}`}
                  </code>
                </div>
              ))
            : trans.__('none')
        ]
      ]}
    />
  );
}
