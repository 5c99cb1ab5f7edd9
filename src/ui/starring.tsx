import * as React from 'react';

import { keys } from '../api/queries';
import type { IJupyterExt } from '../tokens';
import { useTrans } from './context';
import { starIcon, starredIcon } from './icons';

export const STARRED = 'starred' as const;

interface IStarred {
  id: string;
  starred: boolean;
}

/** How the server is asked for what the chip for starred ones says. */
export function starredQuery(chips: ReadonlySet<string>): { starred?: true } {
  return chips.has(STARRED) ? { starred: true } : {};
}

/** A star, for what has one. */
export function Star(props: {
  row: { starred?: boolean };
}): JSX.Element | null {
  const trans = useTrans();
  return props.row.starred ? (
    <span className="jx-Star" role="img" aria-label={trans.__('starred')}>
      ★
    </span>
  ) : null;
}

/** The command that gives an object of a kind its star and takes it away. */
export function addStar<Row extends IStarred>(
  jx: IJupyterExt,
  options: {
    kind: string;
    command: string;
    get: (id: string) => Promise<Row>;
    update: (id: string, change: { starred: boolean }) => Promise<Row>;
  }
): void {
  const { commands, trans, queries } = jx;
  const { kind, command } = options;
  commands.addCommand(command, {
    label: args => (args.starred ? trans.__('Unstar') : trans.__('Star')),
    icon: args => (args.starred ? starredIcon : starIcon),
    describedBy: {
      args: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', description: trans.__('The id of the object') },
          starred: {
            type: 'boolean',
            description: trans.__('Whether it is starred now')
          }
        }
      }
    },
    execute: async args => {
      const id = String(args.id);
      try {
        const starred = args.starred ?? (await options.get(id)).starred;
        const row = await options.update(id, { starred: !starred });
        // The answer is the newest state: no need to ask again.
        queries.setQueryData(keys.one(kind, id), row);
        return row;
      } catch (error) {
        jx.reportError(trans.__('It could not be starred'), error);
        return null;
      }
    }
  });
  jx.actions.add(kind, {
    command,
    needs: 'editor',
    args: ({ id, starred }: IStarred) => ({ id, starred }),
    rank: 200,
    button: 1
  });
}
