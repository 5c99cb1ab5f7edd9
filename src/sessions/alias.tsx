import * as React from 'react';

import { Part, snippet } from '../specifications/signature';
import { IFactColumn, SnippetButton } from '../ui';

/** Declared aliases: the description on hover, the code that uses each. */
export function aliasColumn<Row extends { alias: string; description: string }>(
  header: string,
  part: Part
): IFactColumn<Row> {
  return {
    header,
    isHeader: true,
    cell: one => (
      <span className="jx-Alias" title={one.description || undefined}>
        <code>{one.alias}</code>
        <SnippetButton code={snippet(part, one.alias)} />
      </span>
    )
  };
}
