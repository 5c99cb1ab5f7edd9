import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { CheckField, saveReceived, showForm } from '../ui';
import { attempt, CommandIDs, takesId } from './commands';
import { isOver, Session } from './records';

/** A session as an archive for somebody who has no jupyter-ext. */
export function addHandOver(jx: IJupyterExt): void {
  const { trans } = jx;
  jx.commands.addCommand(CommandIDs.handOver, {
    label: trans.__('Hand over…'),
    caption: trans.__(
      'One archive with code, data and results that runs without this extension'
    ),
    describedBy: takesId(trans.__('The id of the session')),
    execute: args =>
      attempt(jx, trans.__('The session was not handed over'), async () => {
        const wish = await ask(jx);
        return wish && saveArchive(jx, String(args.id), wish.data);
      })
  });
  jx.actions.add('session', {
    command: CommandIDs.handOver,
    isVisible: (session: Session) => isOver(session),
    rank: 75
  });
}

/** What goes into it; null: given up. */
function ask(jx: IJupyterExt): Promise<{ data: boolean } | null> {
  const { trans } = jx;
  return showForm<{ data: boolean }, { data: boolean }>(jx, {
    title: trans.__('Hand over the session'),
    accept: trans.__('Save archive'),
    initial: { data: true },
    submit: async value => value,
    render: ({ value, set }) => (
      <>
        <p>
          {trans.__(
            'The archive holds the code with its values, its files, the versions of all packages, the report and what the session wrote. A script in it checks every file and runs the code again, without this extension.'
          )}
        </p>
        <CheckField
          label={trans.__('With the input data')}
          description={trans.__(
            'Else only their hashes: whoever gets the archive has to have the same data.'
          )}
          value={value.data}
          onChange={data => set({ data })}
        />
      </>
    )
  });
}

function saveArchive(jx: IJupyterExt, id: string, data: boolean) {
  return saveReceived(jx, jx.trans.__('Making the archive'), how =>
    jx.api.file('/sessions/{session_id}/hand-over', {
      path: { session_id: id },
      body: { data },
      ...how
    })
  );
}
