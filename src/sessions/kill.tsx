import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { showForm, TextField, useTrans } from '../ui';

const LONGEST_REASON = 500;

/**
 * Ask before sessions are killed, and why: the reason is kept with them.
 *
 * `kill` gets the reason; what it gives is the answer, null when given up.
 */
export async function askToKill<R>(
  jx: IJupyterExt,
  title: string,
  count: number,
  kill: (reason: string) => Promise<R>
): Promise<R | null> {
  const { trans } = jx;
  return showForm(jx, {
    title,
    accept: trans.__('Kill'),
    warn: true,
    initial: { reason: '' },
    validate: ({ reason }): Record<string, string> =>
      reason.trim().length > LONGEST_REASON
        ? { reason: trans.__('At most %1 characters.', LONGEST_REASON) }
        : {},
    submit: ({ reason }) => kill(reason.trim()),
    render: ({ value, set, error }) => (
      <KillForm
        count={count}
        reason={value.reason}
        error={error('reason')}
        onReason={reason => set({ reason })}
      />
    )
  });
}

function KillForm(props: {
  count: number;
  reason: string;
  error: string | null;
  onReason: (reason: string) => void;
}): JSX.Element {
  const trans = useTrans();
  return (
    <>
      <p>
        {trans._n(
          'It is interrupted, then terminated. What it wrote so far is kept with it.',
          'They are interrupted, then terminated. What they wrote so far is kept with them.',
          props.count
        )}
      </p>
      <TextField
        label={trans.__('Reason (optional)')}
        description={trans._n(
          'Kept with the session and in the audit trail.',
          'Kept with the sessions and in the audit trail.',
          props.count
        )}
        value={props.reason}
        error={props.error}
        onChange={props.onReason}
      />
    </>
  );
}
