import { deleteIcon, editIcon } from '@jupyterlab/ui-components';

import { ApiError } from '../api/request';
import { keys } from '../api/queries';
import type { IJupyterExt } from '../tokens';
import { addStar, confirmDelete, editNamed, offerUndo } from '../ui';
import { SessionClient } from './client';
import { attempt, CommandIDs, takesId } from './commands';
import { askToKill } from './kill';
import { isOver, Session, SessionDetail } from './records';

/** What can be done with one session, as commands and as its menu. */
export function addSessionCommands(
  jx: IJupyterExt,
  sessions: SessionClient
): void {
  const { commands, trans, queries } = jx;
  const describedBy = takesId(trans.__('The id of the session'));
  const known = async (id: string): Promise<SessionDetail> =>
    queries.getQueryData<SessionDetail>(keys.one('session', id)) ??
    sessions.get(id);

  for (const [command, label, tab] of [
    [CommandIDs.openSession, trans.__('Open'), undefined],
    [CommandIDs.openReport, trans.__('Open report'), 'report'],
    [CommandIDs.openLogs, trans.__('Open logs'), 'logs']
  ] as const) {
    commands.addCommand(command, {
      label,
      describedBy,
      execute: args => jx.open('session', String(args.id), tab)
    });
  }
  commands.addCommand(CommandIDs.kill, {
    label: trans.__('Kill…'),
    caption: trans.__('End it: interrupt, then terminate, then kill'),
    describedBy,
    execute: args =>
      attempt(jx, trans.__('The session could not be killed'), async () => {
        const { id, name } = await known(String(args.id));
        return askToKill(jx, trans.__('Kill “%1”?', name), 1, reason =>
          sessions.kill(id, reason)
        );
      })
  });
  addStar(jx, {
    kind: 'session',
    command: CommandIDs.star,
    get: known,
    update: (id, change) => sessions.update(id, change)
  });
  commands.addCommand(CommandIDs.archive, {
    label: args =>
      args.archived ? trans.__('Take out of the archive') : trans.__('Archive'),
    describedBy: {
      args: {
        ...describedBy.args,
        properties: {
          ...describedBy.args.properties,
          archived: {
            type: 'boolean',
            description: trans.__('Whether it is archived now')
          }
        }
      }
    },
    execute: args =>
      attempt(jx, trans.__('The session could not be archived'), async () => {
        const id = String(args.id);
        const archived = !(args.archived ?? (await known(id)).archived);
        return sessions.update(id, { archived });
      })
  });
  commands.addCommand(CommandIDs.edit, {
    label: trans.__('Edit…'),
    caption: trans.__('Its name, description, note and tags'),
    icon: editIcon,
    describedBy,
    execute: args =>
      attempt(jx, trans.__('The session could not be edited'), async () =>
        editNamed(jx, {
          title: trans.__('Edit session'),
          object: await sessions.get(String(args.id)),
          save: named => sessions.update(String(args.id), named)
        })
      )
  });
  commands.addCommand(CommandIDs.remove, {
    label: trans.__('Delete…'),
    icon: deleteIcon,
    describedBy,
    execute: args =>
      attempt(jx, trans.__('The session could not be deleted'), async () =>
        removeSession(jx, sessions, await sessions.get(String(args.id)))
      )
  });
  addMenu(jx);
}

function addMenu(jx: IJupyterExt): void {
  const over = (session: Session) => isOver(session);
  jx.actions.add('session', { command: CommandIDs.openSession, rank: 10 });
  jx.actions.add('session', {
    command: CommandIDs.openReport,
    isVisible: over,
    rank: 20
  });
  jx.actions.add('session', { command: CommandIDs.openLogs, rank: 30 });
  jx.actions.add('session', {
    command: CommandIDs.kill,
    needs: 'editor',
    isVisible: (session: Session) =>
      !isOver(session) && session.state !== 'CANCELLING',
    rank: 110
  });
  jx.actions.add('session', {
    command: CommandIDs.edit,
    needs: 'editor',
    rank: 220,
    button: 80
  });
  jx.actions.add('session', {
    command: CommandIDs.archive,
    needs: 'editor',
    args: ({ id, archived }: Session) => ({ id, archived }),
    isVisible: over,
    rank: 310
  });
  jx.actions.add('session', {
    command: CommandIDs.remove,
    needs: 'owner',
    rank: 320,
    button: 90
  });
}

/** Ask, then delete; a session that still runs is killed first. */
export async function removeSession(
  jx: IJupyterExt,
  sessions: SessionClient,
  session: SessionDetail
): Promise<boolean> {
  const { trans } = jx;
  const items = session.reruns
    .filter(one => !one.deleted)
    .map(one => ({ ...one, kind: 'session' as const }));
  const ask = (running: boolean) =>
    confirmDelete(jx, {
      title: running
        ? trans.__('Kill and delete “%1”?', session.name)
        : trans.__('Delete “%1”?', session.name),
      text: running
        ? trans.__(
            'It is still running. It is ended first; then its report, logs and partial outputs go.'
          )
        : trans.__(
            'Its report, logs and results go. Artifact versions that it wrote stay.'
          ),
      accept: running ? trans.__('Kill and delete') : undefined,
      dependents: { items, total: items.length }
    });
  const running = !isOver(session);
  if (!(await ask(running))) {
    return false;
  }
  if (running) {
    await sessions.killAndRemove(session.id);
    offerUndo(jx, session.name, () => sessions.restore(session.id));
    return true;
  }
  try {
    await sessions.remove(session.id);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) {
      throw error;
    }
    if (!(await ask(true))) {
      return false;
    }
    await sessions.killAndRemove(session.id);
  }
  offerUndo(jx, session.name, () => sessions.restore(session.id));
  return true;
}
