import type { IJupyterExt } from '../tokens';
import { confirm, offerUndoOf, shortName } from '../ui';
import { attempt, CommandIDs, takesId } from './commands';
import type { Instance } from './records';

/** What can be done with all sessions of one instance. */
export function addInstanceCommands(jx: IJupyterExt): void {
  const { api, commands, trans } = jx;
  const describedBy = takesId(trans.__('The id of the instance'));
  const get = (id: string) =>
    api.get('/instances/{instance_id}', { path: { instance_id: id } });

  commands.addCommand(CommandIDs.stopPending, {
    label: trans.__('Stop pending'),
    caption: trans.__('Cancel those of its sessions that still wait'),
    describedBy,
    execute: args =>
      attempt(jx, trans.__('The queue could not be stopped'), () =>
        api.post('/instances/{instance_id}/stop-pending', {
          path: { instance_id: String(args.id) }
        })
      )
  });
  commands.addCommand(CommandIDs.removeAll, {
    label: trans.__('Delete all sessions…'),
    describedBy,
    execute: args =>
      attempt(jx, trans.__('The sessions could not be deleted'), async () => {
        const instance = await get(String(args.id));
        const agreed = await confirm(
          {
            title: trans.__('Delete all sessions of “%1”?', instance.name),
            body: trans.__(
              'Their reports, logs and results go. Artifact versions that they wrote stay.'
            ),
            accept: trans.__('Delete all'),
            warn: true,
            typed: instance.name
          },
          trans
        );
        if (!agreed) {
          return undefined;
        }
        const path = { instance_id: instance.id };
        const gone = await api.post(
          '/instances/{instance_id}/delete-sessions',
          { path, body: { confirm: instance.name } }
        );
        const { deleted_at } = gone;
        offerUndoOf(jx, {
          deleted: trans._n(
            '%1 session of “%2” was deleted',
            '%1 sessions of “%2” were deleted',
            gone.count,
            shortName(instance.name)
          ),
          restore: async () => {
            const back = await api.post(
              '/instances/{instance_id}/restore-sessions',
              { path, body: { deleted_at } }
            );
            return trans._n(
              '%1 session of “%2” is there again',
              '%1 sessions of “%2” are there again',
              back.count,
              shortName(instance.name)
            );
          }
        });
        return gone;
      })
  });
  jx.actions.add('instance', {
    command: CommandIDs.runInstance,
    needs: 'runner',
    isVisible: (row: Instance) => !row.deleted_at,
    rank: 20
  });
  jx.actions.add('instance', {
    command: CommandIDs.stopPending,
    needs: 'editor',
    isVisible: (row: Instance) => row.sessions.queued > 0,
    rank: 110
  });
  jx.actions.add('instance', {
    command: CommandIDs.removeAll,
    needs: 'owner',
    isVisible: (row: Instance) => countSessions(row) > 0,
    rank: 310
  });
}

/** How many sessions of an instance there are, in whatever state. */
export function countSessions(instance: Instance): number {
  return Object.values(instance.sessions).reduce((sum, n) => sum + n, 0);
}
