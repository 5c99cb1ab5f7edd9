import * as React from 'react';

import { useOne } from '../api/hooks';
import { DiffBody } from '../specifications/diffview';
import { ErrorState, SelectField, Skeleton, useJx, useTrans } from '../ui';
import type { ReviewDetail } from './records';

/** Two revisions cell by cell; 0 is what the session left. */
export function Differences(props: { review: ReviewDetail }): JSX.Element {
  const { review } = props;
  const jx = useJx();
  const trans = useTrans();
  const [left, setLeft] = React.useState(0);
  const [chosen, setRight] = React.useState<number | null>(null);
  const right = chosen ?? review.revision;
  // Both are immutable: no change of the review makes this old.
  const query = useOne(
    'review-diff',
    review.id,
    signal =>
      jx.api.get('/reviews/{review_id}/diff', {
        path: { review_id: review.id },
        query: { left, right },
        signal
      }),
    { part: [left, right] }
  );
  const options = review.revisions.map(one => ({
    value: String(one.number),
    label: one.number
      ? trans.__('Revision %1 by %2', one.number, one.author.name)
      : trans.__('As it was run')
  }));
  return (
    <div className="jx-Compare">
      <div className="jx-Diff">
        <div className="jx-Diff-versions">
          <SelectField
            label={trans.__('Before')}
            value={String(left)}
            options={options}
            onChange={value => setLeft(Number(value))}
          />
          <SelectField
            label={trans.__('After')}
            value={String(right)}
            options={options}
            onChange={value => setRight(Number(value))}
          />
        </div>
        {query.data ? (
          <DiffBody
            key={`${left}-${right}`}
            cells={query.data.cells}
            sentences={[]}
            same={trans.__('The text is the same in both.')}
          />
        ) : query.error ? (
          <ErrorState
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Skeleton lines={8} />
        )}
      </div>
    </div>
  );
}
