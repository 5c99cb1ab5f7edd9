import * as React from 'react';

import { useOne } from '../api/hooks';
import type { SessionDetail } from '../sessions/records';
import {
  ActionButton,
  EmptyState,
  ErrorState,
  FactTable,
  ObjectLink,
  RelativeTime,
  Skeleton,
  permits,
  refusal,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import { Review } from './records';
import { ReviewBadge } from './statebadge';

/** The reviews of a session, newest first. */
export function Reviews(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne<Review[]>(
    'session',
    session.id,
    signal =>
      jx.api.get('/sessions/{session_id}/reviews', {
        path: { session_id: session.id },
        signal
      }),
    { part: ['reviews'], dependsOn: ['review'] }
  );
  const create = () =>
    jx.commands.execute(CommandIDs.newReview, { id: session.id });
  if (!query.data) {
    return query.error ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton lines={4} />
    );
  }
  if (!query.data.length) {
    return (
      <EmptyState
        title={trans.__('No reviews yet')}
        action={
          session.has_report && permits(session, 'editor')
            ? { label: trans.__('Review'), onClick: () => void create() }
            : undefined
        }
      >
        {session.has_report
          ? trans.__(
              'A review edits the text of the notebook that ran. Its code and outputs can’t change.'
            )
          : trans.__('This session left no notebook that could be reviewed.')}
      </EmptyState>
    );
  }
  return (
    <div className="jx-Reviews">
      <FactTable
        label={trans.__('Reviews')}
        rows={query.data}
        rowKey={review => review.id}
        columns={[
          {
            header: trans.__('Review'),
            isHeader: true,
            cell: review => (
              <ObjectLink
                name={trans.__('Review %1', review.number)}
                onOpen={() => void jx.open('review', review.id)}
              />
            )
          },
          {
            header: trans.__('State'),
            cell: review => <ReviewBadge state={review.state} />
          },
          {
            header: trans.__('Revision'),
            align: 'right',
            cell: review => review.revision
          },
          {
            header: trans.__('Open comments'),
            align: 'right',
            cell: review => review.open_comments
          },
          { header: trans.__('By'), cell: review => review.author.name },
          {
            header: trans.__('Changed'),
            cell: review => <RelativeTime at={review.updated_at} />
          }
        ]}
      />
      <ActionButton
        label={trans.__('New review')}
        disabled={refusal(session, 'editor', trans)}
        onClick={create}
      />
    </div>
  );
}
