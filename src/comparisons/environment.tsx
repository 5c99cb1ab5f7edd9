import * as React from 'react';

import { formatCount, useTrans } from '../ui';
import { missing } from './missing';
import type { Comparison } from './records';
import { ComparisonTable, IHeadActions, IRow } from './table';

/** Interpreters, kernels and the packages that aren't the same. */
export function Environment(props: {
  comparison: Comparison;
  onlyDiffering: boolean;
  head: IHeadActions;
}): JSX.Element {
  const { sessions, environments } = props.comparison;
  const { known, same, more } = environments;
  const trans = useTrans();
  const words: Record<string, string> = {
    interpreter: trans.__('Interpreter'),
    kernel: trans.__('Kernel'),
    system: trans.__('System')
  };
  const rows = environments.rows.map((row): IRow & { kind: string } => ({
    kind: row.kind,
    key: `${row.kind} ${row.name}`,
    label: row.kind === 'package' ? row.name : words[row.kind],
    differs: row.differs,
    cells: row.cells.map((version, at) =>
      !known[at]
        ? missing(sessions[at], trans.__('not known'), trans)
        : {
            other: known[0] && version !== row.cells[0],
            missing: version === null,
            content: version ?? trans.__('not installed')
          }
    )
  }));
  const counted = known.filter(Boolean).length;
  return (
    <>
      <p className="jx-Comparison-note" role="status">
        {[
          counted < 2
            ? trans.__(
                'It is known of fewer than two of them which packages they ran with.'
              )
            : trans._n(
                '%2 package is the same in all.',
                '%2 packages are the same in all.',
                same,
                formatCount(same)
              ),
          more
            ? trans.__('%1 more that differ are left out.', formatCount(more))
            : ''
        ].join(' ')}
      </p>
      <ComparisonTable
        label={trans.__('Environments side by side')}
        sessions={sessions}
        onlyDiffering={props.onlyDiffering}
        head={props.head}
        sections={[
          {
            title: trans.__('Environment'),
            empty: trans.__('It is not known where they ran.'),
            rows: rows.filter(row => row.kind !== 'package')
          },
          {
            title: trans.__('Packages that differ'),
            empty: trans.__('None.'),
            rows: rows.filter(row => row.kind === 'package')
          }
        ]}
      />
    </>
  );
}
