import { useQuery } from '@tanstack/react-query';

import { useJx, useTrans } from './context';
import type { IColumn } from './datatable';
import type { IStanding } from './standing';

export const SHARED = 'shared' as const;

/** The chip that shows only what others share; none where nobody can. */
export function useSharedChips(): { id: typeof SHARED; label: string }[] {
  const jx = useJx();
  const trans = useTrans();
  const status = useQuery({
    queryKey: ['status', 'user'],
    queryFn: () => jx.api.get('/status')
  });
  return status.data?.user.proven
    ? [{ id: SHARED, label: trans.__('Shared with me') }]
    : [];
}

/** How the server is asked for what that chip says. */
export function whoseQuery(chips: ReadonlySet<string>): {
  whose?: typeof SHARED;
} {
  return chips.has(SHARED) ? { whose: SHARED } : {};
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
    cell: row => row.owner
  };
}
