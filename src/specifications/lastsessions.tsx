import * as React from 'react';

import { useList } from '../api/hooks';
import {
  ErrorState,
  ObjectMenuButton,
  RelativeTime,
  Skeleton,
  StateBadge,
  openObjectMenu,
  shownState,
  useJx,
  useTrans
} from '../ui';

const SHOWN = 5;

/** The newest sessions of a notebook. */
export function LastSessions(props: { path: string }): JSX.Element {
  const { path } = props;
  const jx = useJx();
  const trans = useTrans();
  const headingId = React.useId();
  const list = useList('session', { path, last: SHOWN }, (page, signal) =>
    jx.api.get('/sessions', {
      query: {
        path,
        sort: '-created_at',
        offset: page.offset,
        limit: SHOWN
      },
      signal
    })
  );
  const rows = list.loaded.slice(0, SHOWN).map(one => one.row);
  return (
    <section className="jx-LastSessions" aria-labelledby={headingId}>
      <div className="jx-EntryList-head">
        <h3 id={headingId}>
          {trans.__('Last sessions')}
          {list.total !== null && (
            <span className="jx-EntryList-count">{list.total}</span>
          )}
        </h3>
      </div>
      {list.isLoading ? (
        <Skeleton lines={2} />
      ) : list.error && !rows.length ? (
        <ErrorState error={list.error} onRetry={list.retry} />
      ) : !rows.length ? (
        <p className="jx-EntryList-none">
          {trans.__('This notebook has not run as a session yet.')}
        </p>
      ) : (
        <ul>
          {rows.map(row => (
            <li
              key={row.id}
              className="jx-LastSession"
              onContextMenu={event => {
                if (!event.shiftKey) {
                  event.preventDefault();
                  event.stopPropagation();
                  openObjectMenu(jx, 'session', row, {
                    x: event.clientX,
                    y: event.clientY
                  });
                }
              }}
            >
              <StateBadge
                compact
                state={shownState(row)}
                progress={
                  row.cells_total
                    ? (row.cells_done ?? 0) / row.cells_total
                    : null
                }
              />
              <button
                type="button"
                className="jx-Link jx-ellipsis"
                title={row.name}
                onClick={() => void jx.open('session', row.id)}
              >
                {row.name}
              </button>
              <span className="jx-quiet">
                <RelativeTime at={row.created_at} />
              </span>
              <ObjectMenuButton kind="session" row={row} name={row.name} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
