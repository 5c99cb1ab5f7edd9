import * as React from 'react';

import { useTrans } from '../ui';

/** Whether a specification is registered: shape, colour and word. */
export function RegisteredMark(props: {
  registered: boolean;
  compact?: boolean;
}): JSX.Element {
  const trans = useTrans();
  const word = props.registered ? trans.__('registered') : trans.__('draft');
  return (
    <span
      className={`jx-Registered${props.registered ? ' jx-mod-on' : ''}`}
      title={
        props.registered
          ? trans.__(
              'Registered: instances can be made, the signature is frozen'
            )
          : trans.__('A draft: it can’t have instances before it is registered')
      }
    >
      <svg
        viewBox="0 0 12 12"
        width="12"
        height="12"
        role={props.compact ? 'img' : undefined}
        aria-label={props.compact ? word : undefined}
        aria-hidden={props.compact ? undefined : true}
        focusable="false"
      >
        <circle cx="6" cy="6" r="4.25" />
      </svg>
      {!props.compact && <span>{word}</span>}
    </span>
  );
}
