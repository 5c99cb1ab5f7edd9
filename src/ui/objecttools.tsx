import * as React from 'react';

import { IObjectAction } from '../tokens';
import { ActionButton } from './actionbar';
import { useJx } from './context';
import { ObjectMenuButton, argsOf } from './menu';

/**
 * At the end of the actions of an object's page: icons for what is done
 * often, and ⋮ with all of it. Both have only what the user may do.
 */
export function ObjectTools<Row extends { id: string }>(props: {
  kind: string;
  row: Row;
  name: string;
}): JSX.Element {
  const { kind, row } = props;
  const jx = useJx();
  const buttons = jx.actions
    .for(kind, row)
    .filter(action => action.button !== undefined)
    .sort((a, b) => a.button! - b.button!);
  return (
    <>
      <span className="jx-ObjectTools">
        {buttons.map(action => (
          <CommandButton key={action.command} action={action} row={row} />
        ))}
      </span>
      <ObjectMenuButton {...props} />
    </>
  );
}

/** A command as an icon, in the words of its menu entry. */
function CommandButton<Row extends { id: string }>(props: {
  action: IObjectAction<Row>;
  row: Row;
}): JSX.Element {
  const { commands } = useJx();
  const { command } = props.action;
  const args = argsOf(props.action, props.row);
  const label = commands.label(command, args);
  const caption = commands.caption(command, args);
  const icon = commands.icon(command, args);
  return (
    <ActionButton
      iconOnly
      label={label}
      hint={caption}
      icon={icon as React.ComponentProps<typeof ActionButton>['icon']}
      hasPopup={label.endsWith('…') ? 'dialog' : undefined}
      disabled={commands.isEnabled(command, args) ? null : caption || label}
      onClick={() => commands.execute(command, args)}
    />
  );
}
