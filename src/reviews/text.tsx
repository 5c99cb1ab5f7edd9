import * as React from 'react';

import { Frame } from '../sessions/report';
import { BarToggle, useJx, useTrans } from '../ui';
import type { ReviewDetail } from './records';

/** The notebook with the review on it, as a page, with or without its code. */
export function ReviewText(props: { review: ReviewDetail }): JSX.Element {
  const { review } = props;
  const jx = useJx();
  const trans = useTrans();
  const [code, setCode] = React.useState(true);
  const query = { code, review: review.id };
  return (
    <div className="jx-Report">
      <div className="jx-Report-bar">
        <BarToggle label={trans.__('Code')} value={code} onChange={setCode} />
      </div>
      <Frame
        key={`${code} ${review.updated_at}`}
        url={jx.api.url(
          '/sessions/{session_id}/report',
          { session_id: review.session_id },
          query
        )}
        interactive={false}
        title={trans.__('Text of %1', review.name)}
        path={`sessions/${review.session_id}/report`}
        query={query}
      />
    </div>
  );
}
