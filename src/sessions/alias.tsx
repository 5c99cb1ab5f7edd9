import * as React from 'react';

import { SnippetButton } from '../ui';

/** A declared alias, its description on hover, the code that uses it. */
export function Alias(props: {
  alias: string;
  description: string;
  code: string;
}): JSX.Element {
  return (
    <span className="jx-Alias" title={props.description || undefined}>
      <code>{props.alias}</code>
      <SnippetButton code={props.code} />
    </span>
  );
}
