import { UUID } from '@lumino/coreutils';

import { attempt, takesId } from '../sessions/commands';
import { askToKill } from '../sessions/kill';
import type { Session } from '../sessions/records';
import type { IJupyterExt } from '../tokens';
import { confirm, formatCount } from '../ui';
import { WorkflowClient } from './client';
import { CommandIDs } from './commandids';
import { WorkflowNotifier } from './notifier';
import { active, failed } from './records';

/** What can be done with a workflow, and the way to it from its sessions. */
export function addWorkflowCommands(
  jx: IJupyterExt,
  workflows: WorkflowClient,
  notifier: WorkflowNotifier
): void {
  const { commands, trans } = jx;
  const describedBy = takesId(trans.__('The id of the workflow'));
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open workflow'),
    caption: trans.__('All sessions that were started together with it'),
    describedBy,
    execute: args => jx.open('workflow', String(args.id))
  });
  commands.addCommand(CommandIDs.kill, {
    label: trans.__('Kill all…'),
    describedBy,
    execute: args =>
      attempt(jx, trans.__('The sessions could not be killed'), async () => {
        const workflow = await workflows.get(String(args.id));
        const count = active(workflow);
        return askToKill(
          jx,
          trans._n(
            'Kill %2 session?',
            'Kill all %2 sessions that wait or run?',
            count,
            formatCount(count)
          ),
          count,
          reason => workflows.kill(workflow.id, reason)
        );
      })
  });
  commands.addCommand(CommandIDs.rerunFailed, {
    label: trans.__('Rerun failed…'),
    caption: trans.__(
      'New sessions with the values and versions of those that did not succeed'
    ),
    describedBy,
    execute: args =>
      attempt(jx, trans.__('They could not be run again'), async () => {
        const workflow = await workflows.get(String(args.id));
        const count = failed(workflow);
        const start = trans._n(
          'Start %2 session',
          'Start %2 sessions',
          count,
          formatCount(count)
        );
        const agreed = await confirm(
          {
            title: trans._n(
              'Run the session that did not succeed again?',
              'Run the %2 sessions that did not succeed again?',
              count,
              formatCount(count)
            ),
            body: trans.__(
              'New sessions with the same values and versions and the newest code, as a workflow of their own. Those that are here stay.'
            ),
            accept: start
          },
          trans
        );
        if (!agreed) {
          return null;
        }
        const again = await workflows.rerunFailed(workflow.id, UUID.uuid4());
        notifier.watch(again);
        await jx.open('workflow', again.id);
        return again;
      })
  });
  jx.actions.add('session', {
    command: CommandIDs.open,
    args: ({ workflow }: Session) => ({ id: workflow.id }),
    isVisible: ({ workflow }: Session) => workflow.sessions > 1,
    rank: 40
  });
}
