import { CommandIDs as CompareIDs } from '../comparisons/commandids';
import { whyNot } from '../comparisons/records';
import type { IJupyterExt } from '../tokens';
import { confirm, IAction, offerUndo, offerUndoOf, permits } from '../ui';
import { SessionClient } from './client';
import { attempt, CommandIDs } from './commands';
import { askToKill } from './kill';
import { isOver, Session } from './records';

/** What can be done with several sessions at once, by who may. */
export function selectionActions(
  jx: IJupyterExt,
  rows: Session[],
  clear: () => void
): IAction[] {
  const { trans } = jx;
  const sessions = new SessionClient(jx);
  const over = rows.filter(isOver);
  const running = rows.filter(one => !isOver(one) && permits(one, 'editor'));
  const toArchive = over.filter(one => permits(one, 'editor'));
  const archived =
    toArchive.length > 0 && toArchive.every(session => session.archived);
  const toRerun = over.filter(one => permits(one, 'runner'));
  const toDelete = over.filter(one => permits(one, 'owner'));
  const reason = (those: Session[]) =>
    those.length
      ? null
      : over.length
        ? trans.__('They belong to others')
        : trans.__('They are still running');
  return [
    ...(running.length
      ? [
          {
            label: trans._n('Kill %1…', 'Kill %1…', running.length),
            warn: true,
            hasPopup: 'dialog' as const,
            onClick: () =>
              askToKill(
                jx,
                trans._n(
                  'Kill %1 session?',
                  'Kill %1 sessions?',
                  running.length
                ),
                running.length,
                why =>
                  each(jx, running, session => sessions.kill(session.id, why))
              )
          }
        ]
      : []),
    rows.length === 1
      ? {
          label: trans.__('Compare…'),
          hasPopup: 'dialog' as const,
          onClick: () =>
            jx.commands.execute(CompareIDs.compareWith, { id: rows[0].id })
        }
      : {
          label: trans.__('Compare'),
          disabled: whyNot(rows.length, trans),
          onClick: () =>
            jx.commands.execute(CompareIDs.compare, {
              ids: rows.map(one => one.id)
            })
        },
    {
      label: trans.__('Rerun'),
      disabled: reason(toRerun),
      hasPopup: 'dialog',
      onClick: async () => {
        if (rows.length === 1) {
          await jx.commands.execute(CommandIDs.rerun, { id: rows[0].id });
        } else if (await askToRerun(jx, toRerun, rows.length)) {
          await each(jx, toRerun, session => sessions.rerun(session.id));
          clear();
        }
      }
    },
    {
      label: archived
        ? trans.__('Take out of the archive')
        : trans.__('Archive'),
      disabled: reason(toArchive),
      onClick: () =>
        each(jx, toArchive, session =>
          sessions.update(session.id, { archived: !archived })
        ).then(clear)
    },
    {
      label: trans.__('Delete'),
      warn: true,
      disabled: reason(toDelete),
      onClick: async () => {
        if (await askToDelete(jx, toDelete, rows.length - toDelete.length)) {
          await deleteAll(jx, sessions, toDelete);
          clear();
        }
      }
    }
  ];
}

function askToRerun(
  jx: IJupyterExt,
  some: Session[],
  of: number
): Promise<boolean> {
  const { trans } = jx;
  const others = of - some.length;
  return confirm(
    {
      title: trans._n('Rerun %1 session?', 'Rerun %1 sessions?', some.length),
      body: [
        trans.__(
          'A new session for each, with the data and values that it had and the newest code. To see what changed since, or to change something, rerun one by itself.'
        ),
        others
          ? trans._n(
              '%1 that still runs or belongs to others isn’t run again.',
              '%1 that still run or belong to others aren’t run again.',
              others
            )
          : ''
      ].join(' '),
      accept: trans.__('Rerun')
    },
    trans
  );
}

function askToDelete(
  jx: IJupyterExt,
  some: Session[],
  others: number
): Promise<boolean> {
  const { trans } = jx;
  return confirm(
    {
      title: trans._n('Delete %1 session?', 'Delete %1 sessions?', some.length),
      body: [
        trans.__(
          'Their reports, logs and results go. Artifact versions that they wrote stay.'
        ),
        others
          ? trans._n(
              '%1 that still runs or belongs to others stays.',
              '%1 that still run or belong to others stay.',
              others
            )
          : ''
      ].join(' '),
      accept: trans.__('Delete'),
      warn: true
    },
    trans
  );
}

/** Delete several, and offer to take that back for all of them at once. */
async function deleteAll(
  jx: IJupyterExt,
  sessions: SessionClient,
  some: Session[]
): Promise<void> {
  const { trans } = jx;
  const deleted = await each(jx, some, one => sessions.remove(one.id));
  if (deleted.length === 1) {
    const [{ id, name }] = deleted;
    offerUndo(jx, name, () => sessions.restore(id));
  } else if (deleted.length) {
    offerUndoOf(jx, {
      deleted: trans._n(
        '%1 session was deleted',
        '%1 sessions were deleted',
        deleted.length
      ),
      restore: async () => {
        const back = await each(jx, deleted, one => sessions.restore(one.id));
        return back.length
          ? trans._n(
              '%1 session is there again',
              '%1 sessions are there again',
              back.length
            )
          : null;
      }
    });
  }
}

/**
 * One after another; what fails is said once, the others are done. Gives
 * those with which it went well.
 */
async function each(
  jx: IJupyterExt,
  some: Session[],
  task: (session: Session) => Promise<unknown>
): Promise<Session[]> {
  const { trans } = jx;
  const done: Session[] = [];
  const failed: [Session, unknown][] = [];
  for (const session of some) {
    await task(session).then(
      () => done.push(session),
      error => failed.push([session, error])
    );
  }
  if (failed.length) {
    await attempt(
      jx,
      trans._n(
        '%2: it could not be done for %1 session.',
        '%2 and others: it could not be done for %1 sessions.',
        failed.length,
        failed[0][0].name
      ),
      () => Promise.reject(failed[0][1])
    );
  }
  return done;
}
