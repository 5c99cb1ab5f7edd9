import * as React from 'react';

import { useTrans } from '../ui';
import type { AuditEntry } from './records';

/** Who acted; marked where Jupyter couldn't prove it. */
export function AuditUser(props: { entry: AuditEntry }): JSX.Element {
  const { entry } = props;
  const trans = useTrans();
  return (
    <span className="jx-AuditUser">
      <bdi className="jx-ellipsis">{entry.actor}</bdi>
      {!entry.actor_proven && !entry.by_product && (
        <span
          className="jx-Tag"
          title={trans.__(
            'Jupyter could not prove who it was: a token or a password proves nobody.'
          )}
        >
          {trans.__('unproven')}
        </span>
      )}
    </span>
  );
}
