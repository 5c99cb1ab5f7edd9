import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { SelectField, showForm } from '../ui';
import type { SessionClient } from './client';
import { attempt, CommandIDs, takesId } from './commands';
import { downloads } from './downloads';
import { download } from './logs';
import { isOver, Session } from './records';

/** What the page's Download button offers, from a session's menu. */
export function addDownload(jx: IJupyterExt, sessions: SessionClient): void {
  const { trans } = jx;
  jx.commands.addCommand(CommandIDs.download, {
    label: trans.__('Download…'),
    caption: trans.__('Its report, its notebook, what it wrote, its logs'),
    describedBy: takesId(trans.__('The id of the session')),
    execute: args =>
      attempt(jx, trans.__('Nothing was downloaded'), async () => {
        const session = await sessions.get(String(args.id));
        const choices = downloads(jx, session);
        const chosen = await showForm<{ id: string }, { id: string }>(jx, {
          title: trans.__('Download from “%1”', session.name),
          accept: trans.__('Download'),
          initial: { id: choices[0].id },
          submit: async value => value,
          render: ({ value, set }) => (
            <SelectField
              label={trans.__('What')}
              value={value.id}
              options={choices.map(({ id, label }) => ({ value: id, label }))}
              onChange={id => set({ id })}
            />
          )
        });
        const found = choices.find(one => one.id === chosen?.id);
        if (found) {
          download(found.url);
        }
      })
  });
  jx.actions.add('session', {
    command: CommandIDs.download,
    isVisible: (session: Session) => isOver(session),
    rank: 70
  });
}
