import { Button, filterListIcon, MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { useTrans } from './context';
import type { IColumn } from './tablestate';

/** The button at a table's corner that offers the choice of columns. */
export function ColumnMenuButton(props: {
  columns: IColumn<any>[];
  visibility: Record<string, boolean>;
  onChoose: (id: string, shown: boolean) => void;
}): JSX.Element {
  const trans = useTrans();
  const open = (event: React.MouseEvent<HTMLElement>) => {
    const commands = new CommandRegistry();
    const menu = new MenuSvg({ commands });
    for (const column of props.columns) {
      commands.addCommand(column.id, {
        label: column.header,
        describedBy: { args: { type: 'object', properties: {} } },
        isToggled: () => props.visibility[column.id],
        isEnabled: () => !column.required,
        execute: () => props.onChoose(column.id, !props.visibility[column.id])
      });
      menu.addItem({ command: column.id });
    }
    menu.aboutToClose.connect(() => {
      window.setTimeout(() => menu.dispose(), 0);
    });
    const box = event.currentTarget.getBoundingClientRect();
    menu.open(box.left, box.bottom);
  };
  return (
    <Button
      type="button"
      minimal
      small
      className="jx-MenuButton"
      aria-haspopup="menu"
      aria-label={trans.__('Choose columns')}
      title={trans.__('Choose columns')}
      onClick={open}
    >
      <filterListIcon.react tag="span" width="16px" height="16px" />
    </Button>
  );
}
