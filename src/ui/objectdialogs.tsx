import { Notification } from '@jupyterlab/apputils';
import * as React from 'react';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { confirm } from './dialogs';
import { kindWord } from './kindword';
import { shortName } from './values';

type Dependents = Pick<
  components['schemas']['Page_Dependent'],
  'items' | 'total'
>;

const LISTED = 8;

/** Ask before deleting, with what depends on it; true: go on. */
export function confirmDelete(
  jx: IJupyterExt,
  options: {
    title: string;
    /** What stays and what is lost. */
    text: string;
    dependents: Dependents;
    /** The verb on the button, if it does more. */
    accept?: string;
  }
): Promise<boolean> {
  const { trans } = jx;
  const { items, total } = options.dependents;
  const more = total - LISTED;
  return confirm(
    {
      title: options.title,
      warn: true,
      accept: options.accept ?? trans.__('Delete'),
      body: (
        <>
          <p className="jx-Dialog-text">{options.text}</p>
          {total > 0 && (
            <>
              <p className="jx-Dialog-text">
                {trans._n(
                  '%1 object uses it. It stays, and says that this is gone:',
                  '%1 objects use it. They stay, and say that this is gone:',
                  total
                )}
              </p>
              <ul className="jx-Dependents">
                {items.slice(0, LISTED).map(one => (
                  <li key={one.id} className="jx-ellipsis" title={one.name}>
                    <span className="jx-quiet">
                      {kindWord(one.kind, trans)}
                    </span>{' '}
                    {one.name}
                  </li>
                ))}
                {more > 0 && (
                  <li className="jx-quiet">
                    {trans._n('and %1 more', 'and %1 more', more)}
                  </li>
                )}
              </ul>
            </>
          )}
        </>
      )
    },
    trans
  );
}

/** Say that something was deleted, and offer to take that back for a while. */
export function offerUndo(
  jx: IJupyterExt,
  name: string,
  restore: () => Promise<unknown>
): void {
  const { trans } = jx;
  offerUndoOf(jx, {
    deleted: trans.__('%1 was deleted', shortName(name)),
    restore: async () => {
      await restore();
      return trans.__('%1 is there again', shortName(name));
    }
  });
}

/** As `offerUndo`, in words of one's own: for several at once. */
export function offerUndoOf(
  jx: IJupyterExt,
  options: {
    deleted: string;
    /** Gives what to say then; null: nothing. */
    restore: () => Promise<string | null>;
  }
): void {
  const { trans } = jx;
  Notification.info(options.deleted, {
    autoClose: 20_000,
    actions: [
      {
        label: trans.__('Undo'),
        callback: () =>
          void options.restore().then(
            back => back && Notification.success(back, { autoClose: 4000 }),
            error =>
              jx.reportError(trans.__('The deletion was not taken back'), error)
          )
      }
    ]
  });
}
