import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { addIcon } from '@jupyterlab/ui-components';
import type { UseQueryResult } from '@tanstack/react-query';
import * as React from 'react';

import { useOne } from '../api/hooks';
import { ApiError, isGone } from '../api/request';
import { Renderers } from '../sessions/rendered';
import type { IPageProps } from '../tokens';
import {
  compareIcon,
  ConnectionBanner,
  EmptyState,
  IAction,
  ObjectView,
  useJx,
  useTrans
} from '../ui';
import { Charts } from './charts';
import { Code } from './code';
import { Environment } from './environment';
import { Outputs } from './outputs';
import { Overview } from './overview';
import { askForSessions } from './picker';
import {
  arrange,
  Comparison,
  FEWEST,
  IView,
  MOST,
  readView,
  writeView
} from './records';

/** The page of compared sessions, with what shows their markdown and charts. */
export function comparisonPage(rendermime: IRenderMimeRegistry | null) {
  return function Page(props: IPageProps): JSX.Element {
    return (
      <Renderers.Provider value={rendermime}>
        <ComparisonPage {...props} />
      </Renderers.Provider>
    );
  };
}

/** Sessions side by side. Which they are, and the tab, is what the page keeps. */
export function ComparisonPage(props: IPageProps): JSX.Element {
  const { page } = props;
  const jx = useJx();
  const trans = useTrans();
  const view = readView(props.id, props.tab);
  const { ids, onlyDiffering } = view;
  const query = useComparison(ids);
  const show = (change: Partial<IView>) =>
    props.setTab(writeView({ ...view, ...change }));
  if (isGone(query.error)) {
    const gone = (query.error as ApiError).details?.session;
    const left = ids.filter(id => id !== gone);
    const canGoOn = left.length >= FEWEST && left.length < ids.length;
    return (
      <EmptyState
        title={trans.__('One of the sessions is not there')}
        action={
          canGoOn
            ? {
                label: trans.__('Compare the others'),
                onClick: () => show({ ids: left })
              }
            : { label: trans.__('Close'), onClick: () => page.close() }
        }
      >
        {trans.__(
          'It does not exist, or you may not see it. Its id is %1.',
          String(gone ?? '')
        )}
      </EmptyState>
    );
  }
  const head = {
    onBase: (id: string) =>
      show({ ids: [id, ...ids.filter(one => one !== id)] }),
    onRemove:
      ids.length > FEWEST
        ? (id: string) => show({ ids: ids.filter(one => one !== id) })
        : null
  };
  return (
    <ObjectView
      query={query}
      page={page}
      noun={trans.__('comparison')}
      title={({ sessions }) =>
        trans.__('Comparison of %1 sessions', sessions.length)
      }
      mark={compareIcon}
      actions={actions}
      banner={() => <ConnectionBanner />}
      tab={view.tab}
      setTab={tab => show({ tab })}
      tabs={comparison => {
        const shown = { comparison, onlyDiffering, head };
        return [
          {
            id: 'overview',
            label: trans.__('Overview'),
            render: () => <Overview {...shown} />
          },
          {
            id: 'charts',
            label: trans.__('Charts'),
            render: () => <Charts {...shown} />
          },
          {
            id: 'outputs',
            label: trans.__('Outputs'),
            badge:
              comparison.outputs.length + comparison.results.length || null,
            render: () => <Outputs {...shown} />
          },
          {
            id: 'code',
            label: trans.__('Code'),
            render: () => <Code sessions={comparison.sessions} />
          },
          {
            id: 'environment',
            label: trans.__('Environment'),
            render: () => <Environment {...shown} />
          }
        ];
      }}
    />
  );

  function actions(comparison: Comparison): IAction[] {
    return [
      {
        label: trans.__('Only what differs'),
        hint: trans.__('Hide rows that are the same in all sessions'),
        pressed: onlyDiffering,
        disabled:
          view.tab === 'code'
            ? trans.__('Cells that are the same are folded already')
            : null,
        onClick: () => show({ onlyDiffering: !onlyDiffering })
      },
      {
        label: trans.__('Add session…'),
        icon: addIcon,
        hasPopup: 'dialog',
        disabled:
          ids.length >= MOST
            ? trans.__('At most %1 sessions can be compared at once', MOST)
            : null,
        onClick: async () => {
          const more = await askForSessions(jx, comparison.sessions);
          if (more) {
            show({ ids: [...ids, ...more] });
          }
        }
      }
    ];
  }
}

/**
 * The comparison of some sessions in their order. While others are asked for,
 * what is known of these stays.
 */
function useComparison(ids: string[]): UseQueryResult<Comparison, Error> {
  const jx = useJx();
  // In whichever order, it is the same answer.
  const some = [...ids].sort().join(',');
  const query = useOne<Comparison>('comparison', some, signal =>
    jx.api.get('/comparisons', {
      query: { session: some.split(',') },
      signal
    })
  );
  const last = React.useRef<Comparison | undefined>(undefined);
  last.current = query.data ?? last.current;
  const order = ids.join(',');
  const data = React.useMemo(() => {
    const known = last.current && arrange(last.current, order.split(','));
    return known?.sessions.length ? known : undefined;
  }, [last.current, order]);
  return { ...query, data } as UseQueryResult<Comparison, Error>;
}
