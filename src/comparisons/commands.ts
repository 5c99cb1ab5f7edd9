import { attempt, takesId } from '../sessions/commands';
import type { SessionDetail } from '../sessions/records';
import type { IJupyterExt } from '../tokens';
import { compareIcon } from '../ui';
import { CommandIDs } from './commandids';
import { askForSessions } from './picker';
import { writeView } from './records';

/** The ways to a comparison. */
export function addComparisonCommands(jx: IJupyterExt): void {
  const { api, commands, trans } = jx;
  commands.addCommand(CommandIDs.compare, {
    label: trans.__('Compare sessions'),
    describedBy: {
      args: {
        type: 'object',
        required: ['ids'],
        properties: {
          ids: {
            type: 'array',
            items: { type: 'string' },
            description: trans.__('The ids of 2 to 10 sessions, the base first')
          }
        }
      }
    },
    execute: args => {
      const ids = (args.ids as string[]).map(String);
      const view = { ids, tab: null, onlyDiffering: false };
      return jx.open('comparison', ids.join(','), writeView(view));
    }
  });
  commands.addCommand(CommandIDs.compareWith, {
    label: trans.__('Compare…'),
    caption: trans.__('Side by side with other sessions'),
    icon: compareIcon,
    describedBy: takesId(trans.__('The id of the session')),
    execute: args =>
      attempt(jx, trans.__('The session could not be compared'), async () => {
        const session: SessionDetail = await api.get('/sessions/{session_id}', {
          path: { session_id: String(args.id) }
        });
        const others = await askForSessions(jx, [session]);
        if (others) {
          await commands.execute(CommandIDs.compare, {
            ids: [session.id, ...others]
          });
        }
      })
  });
  jx.actions.add('session', { command: CommandIDs.compareWith, rank: 60 });
}
