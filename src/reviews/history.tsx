import * as React from 'react';

import { useOne } from '../api/hooks';
import { describeAction } from '../audit/words';
import {
  ErrorState,
  FactList,
  FactTable,
  RelativeTime,
  Section,
  Skeleton,
  Timeline,
  useJx,
  useTrans
} from '../ui';
import { HistoryEntry, ReviewDetail, describeSignature } from './records';

/** Who decided what on which hashes, and all that was done, in order. */
export function History(props: { review: ReviewDetail }): JSX.Element {
  const { review } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne<HistoryEntry[]>(
    'review',
    review.id,
    signal =>
      jx.api.get('/reviews/{review_id}/history', {
        path: { review_id: review.id },
        signal
      }),
    { part: ['history'] }
  );
  const { proof } = review;
  return (
    <div className="jx-History">
      <Section title={trans.__('Hashes')}>
        <FactList
          facts={[
            [trans.__('Notebook, as reviewed'), hash(proof.base_sha256)],
            [trans.__('Notebook, found now'), hash(proof.found_base_sha256)],
            [
              trans.__('Locked content, as reviewed'),
              hash(proof.protected_sha256)
            ],
            [
              trans.__('Locked content, found now'),
              hash(proof.found_protected_sha256)
            ],
            [trans.__('Text of the review'), hash(review.overlay_sha256)]
          ]}
        />
      </Section>
      {review.signatures.length > 0 && (
        <Section title={trans.__('Decisions')}>
          <FactTable
            label={trans.__('Decisions')}
            rows={review.signatures}
            rowKey={one => one.id}
            columns={[
              {
                header: trans.__('Decision'),
                isHeader: true,
                cell: one => describeSignature(one, trans)
              },
              { header: trans.__('Revision'), cell: one => one.revision },
              { header: trans.__('User'), cell: one => one.signer.id },
              {
                header: trans.__('When'),
                cell: one => <RelativeTime at={one.at} />
              },
              { header: trans.__('Note'), cell: one => one.note },
              {
                header: trans.__('Voided'),
                cell: one =>
                  one.voided_at ? (one.voided_why ?? trans.__('voided')) : ''
              }
            ]}
          />
        </Section>
      )}
      <Section title={trans.__('What happened')}>
        {query.data ? (
          <Timeline
            label={trans.__('History of the review')}
            entries={[...query.data].reverse().map(entry => ({
              id: String(entry.seq),
              at: entry.at,
              title: describeAction(
                'review',
                entry.action,
                field => entry.after?.[field] ?? '',
                trans
              ),
              body: entry.actor
            }))}
          />
        ) : query.error ? (
          <ErrorState
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Skeleton lines={4} />
        )}
      </Section>
    </div>
  );
}

function hash(value: string | null | undefined): React.ReactNode {
  return value ? <code className="jx-Hash">{value}</code> : null;
}
