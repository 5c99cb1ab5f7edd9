import {
  HTMLSelect,
  caretDownIcon,
  caretUpIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { ActionButton, IColumn, useTrans } from '../ui';
import type { IPlace } from './place';

/** By what tiles are sorted, which have no column heads to click. */
export function SortChoice(props: {
  place: IPlace;
  columns: IColumn<any>[];
}): JSX.Element {
  const { sort, setSort } = props.place;
  const trans = useTrans();
  return (
    <div className="jx-SortChoice" role="group" aria-label={trans.__('Order')}>
      <HTMLSelect
        className="jx-Sidebar-sort"
        aria-label={trans.__('Sort by')}
        value={sort.key}
        onChange={event => setSort({ ...sort, key: event.target.value })}
        options={props.columns.flatMap(column =>
          column.sort ? [{ value: column.sort, label: column.header }] : []
        )}
      />
      <ActionButton
        label={sort.descending ? trans.__('Descending') : trans.__('Ascending')}
        icon={sort.descending ? caretDownIcon : caretUpIcon}
        iconOnly
        onClick={() => setSort({ ...sort, descending: !sort.descending })}
      />
    </div>
  );
}
