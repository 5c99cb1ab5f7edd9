import * as React from 'react';

import { StateShape, useTrans } from '../ui';
import { reviewWord, shapeOf } from './records';

/** The state of a review as shape, colour and word. */
export function ReviewBadge(props: { state: string }): JSX.Element {
  const trans = useTrans();
  return (
    <span className="jx-StateBadge">
      <StateShape state={shapeOf(props.state)} />
      <span className="jx-StateBadge-word">
        {reviewWord(props.state, trans)}
      </span>
    </span>
  );
}
