import { useQuery } from '@tanstack/react-query';

import { useJx, useTrans } from './context';
import type { IColumn } from './datatable';
import { IStanding, ownerName } from './standing';

export const MINE = 'mine' as const;
export const SHARED = 'shared' as const;

export type Whose = typeof MINE | typeof SHARED;

/** Whether the server knows its users apart: then something can be shared. */
export function useProven(): boolean {
  const jx = useJx();
  const status = useQuery({
    queryKey: ['status', 'user'],
    queryFn: () => jx.api.get('/status')
  });
  return !!status.data?.user.proven;
}

/** The chips for one's own and for what others share; none where nobody can. */
export function useWhoseChips(): { id: Whose; label: string }[] {
  const trans = useTrans();
  return useProven()
    ? [
        { id: MINE, label: trans.__('Mine') },
        { id: SHARED, label: trans.__('Shared with me') }
      ]
    : [];
}

/** How the server is asked for what those chips say; both: all. */
export function whoseQuery(chips: ReadonlySet<string>): { whose?: Whose } {
  return chips.has(MINE) === chips.has(SHARED)
    ? {}
    : { whose: chips.has(MINE) ? MINE : SHARED };
}

/** Whose each row is; off until one wants it. */
export function ownerColumn<Row extends IStanding>(trans: {
  __: (text: string) => string;
}): IColumn<Row> {
  return {
    id: 'owner',
    header: trans.__('Owner'),
    width: 112,
    hidden: true,
    title: row => row.owner,
    cell: row => ownerName(row)
  };
}
