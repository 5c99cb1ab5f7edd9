import * as React from 'react';

import { useOne } from '../api/hooks';
import { DiffBody } from '../specifications/diffview';
import {
  ErrorState,
  FactTable,
  ObjectLink,
  Section,
  Skeleton,
  useJx,
  useTrans
} from '../ui';
import type { EnvironmentChange } from './records';

/** What the code was in a session and is now, cell by cell. */
export function CodeSince(props: {
  specification: { id: string; name: string; deleted: boolean };
  before: number;
  after: number;
}): JSX.Element {
  const { specification, before, after } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne(
    'specification-diff',
    specification.id,
    signal =>
      jx.api.get('/specifications/{specification_id}/diff', {
        path: { specification_id: specification.id },
        query: { left: before, right: after },
        signal
      }),
    { part: [before, after], enabled: before !== after }
  );
  return (
    <Section title={trans.__('Code')}>
      <p className="jx-Since-line">
        <ObjectLink
          {...specification}
          onOpen={() => void jx.open('specification', specification.id)}
        />{' '}
        {before === after
          ? trans.__('v%1: the session ran the newest version.', after)
          : trans.__('v%1 → v%2, the newest', before, after)}
      </p>
      {before === after ? null : query.data ? (
        <DiffBody
          cells={query.data.cells}
          sentences={[...query.data.signature, ...query.data.files]}
        />
      ) : query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton lines={4} />
      )}
    </Section>
  );
}

/** What is installed otherwise than when a session ran. */
export function EnvironmentSince(props: {
  sessionId: string;
  /** By default the session's own. */
  runtimeId?: string;
}): JSX.Element {
  const { sessionId, runtimeId } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne(
    'session-environment',
    sessionId,
    signal =>
      jx.api.get('/sessions/{session_id}/environment', {
        path: { session_id: sessionId },
        query: { runtime_id: runtimeId },
        signal
      }),
    { part: [runtimeId ?? ''] }
  );
  const { data } = query;
  return (
    <Section title={trans.__('Environment')}>
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !data ? (
        <Skeleton lines={2} />
      ) : !data.known ? (
        <p className="jx-Since-line">{data.reason}</p>
      ) : !data.changes.length ? (
        <p className="jx-Since-line">
          {trans.__('The interpreter and all packages are as they were.')}
        </p>
      ) : (
        <FactTable<EnvironmentChange>
          label={trans.__('What is installed otherwise')}
          rows={data.changes}
          rowKey={one => one.name}
          columns={[
            {
              header: trans.__('Package'),
              isHeader: true,
              cell: one =>
                one.name === 'interpreter' ? trans.__('Interpreter') : one.name
            },
            {
              header: trans.__('Then → now'),
              cell: one =>
                `${one.before ?? trans.__('not installed')} → ${
                  one.after ?? trans.__('not installed')
                }`
            }
          ]}
        />
      )}
    </Section>
  );
}
