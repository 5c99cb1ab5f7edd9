import { Button, ellipsesIcon, MenuSvg } from '@jupyterlab/ui-components';
import { Menu } from '@lumino/widgets';
import * as React from 'react';

import { IJupyterExt, IObjectAction } from '../tokens';
import { useJx, useTrans } from './context';
import { actionsIcon } from './icons';

/** The menu of one object, as its room has filled it. */
export function objectMenu<Row extends { id: string }>(
  jx: IJupyterExt,
  kind: string,
  row: Row
): Menu {
  const menu = new MenuSvg({ commands: jx.commands });
  let group: number | null = null;
  for (const action of jx.actions.for(kind, row)) {
    const next = Math.floor((action.rank ?? 0) / 100);
    if (group !== null && group !== next) {
      menu.addItem({ type: 'separator' });
    }
    group = next;
    menu.addItem({ command: action.command, args: argsOf(action, row) });
  }
  // A closed menu is done with, once its command has been started.
  menu.aboutToClose.connect(() => {
    window.setTimeout(() => menu.dispose(), 0);
  });
  return menu;
}

/** What an action's command is called with for an object. */
export function argsOf<Row extends { id: string }>(
  action: IObjectAction<Row>,
  row: Row
) {
  return action.args ? action.args(row) : { id: row.id };
}

/** Open an object's menu: by right click there, by ⋮ below the button. */
export function openObjectMenu<Row extends { id: string }>(
  jx: IJupyterExt,
  kind: string,
  row: Row,
  at: { x: number; y: number }
): void {
  const menu = objectMenu(jx, kind, row);
  if (menu.items.length) {
    menu.open(at.x, at.y);
  } else {
    menu.dispose();
  }
}

/** The button of an object's menu: ⋮, of a session ⚡. */
export function ObjectMenuButton<Row extends { id: string }>(props: {
  kind: string;
  row: Row;
  /** Whose menu it is, for screen readers. */
  name: string;
  tabIndex?: number;
}): JSX.Element | null {
  const jx = useJx();
  const trans = useTrans();
  if (!jx.actions.for(props.kind, props.row).length) {
    return null;
  }
  return (
    <Button
      type="button"
      minimal
      small
      className="jx-MenuButton"
      tabIndex={props.tabIndex}
      aria-haspopup="menu"
      aria-label={trans.__('Actions of %1', props.name)}
      title={trans.__('Actions')}
      onClick={event => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        openObjectMenu(jx, props.kind, props.row, {
          x: box.left,
          y: box.bottom
        });
      }}
    >
      {props.kind === 'session' ? (
        <actionsIcon.react tag="span" width="16px" height="16px" />
      ) : (
        <ellipsesIcon.react
          tag="span"
          width="16px"
          height="16px"
          className="jx-mod-upright"
        />
      )}
    </Button>
  );
}
