import { lockIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { components } from '../api/schema';
import { useTrans, useUser } from './context';
import { Star } from './starring';
import { TwoEnds } from './twoends';
import { RelativeTime } from './values';

export type RoleName = components['schemas']['Role'];

/** Whose an object is, and what the user may do with it. */
export type IStanding = Pick<
  components['schemas']['ArtifactRecord'],
  'owner' | 'owner_name' | 'role' | 'shared' | 'reservation'
> & { deleted_at?: string | null };

const RANKS: RoleName[] = ['viewer', 'runner', 'editor', 'owner'];

type Trans = { __: (text: string, ...args: any[]) => string };

/** How the owner is called; by the id where the name isn't known. */
export function ownerName(
  row: Pick<IStanding, 'owner' | 'owner_name'>
): string {
  return row.owner_name || row.owner;
}

/**
 * Whether the user may do what needs a role; rows without one are one's own.
 * What was deleted may only be seen.
 */
export function permits(row: Partial<IStanding>, needs: RoleName): boolean {
  if (needs === 'viewer') {
    return true;
  }
  const held = row.reservation && !row.reservation.holds;
  return (
    !row.deleted_at &&
    !held &&
    RANKS.indexOf(row.role ?? 'owner') >= RANKS.indexOf(needs)
  );
}

/** Why the user may not do what needs a role; null: they may. */
export function refusal(
  row: IStanding,
  needs: RoleName,
  trans: Trans
): string | null {
  if (permits(row, needs)) {
    return null;
  }
  if (row.deleted_at) {
    return trans.__('It was deleted.');
  }
  if (row.reservation && !row.reservation.holds) {
    return trans.__('Reserved by %1', row.reservation.by_name);
  }
  if (needs === 'owner') {
    return trans.__('Only its owner, %1, can do this.', ownerName(row));
  }
  return trans.__(
    'You are %1 of this. Ask its owner, %2, for the role %3.',
    roleWord(row.role, trans),
    ownerName(row),
    roleWord(needs, trans)
  );
}

/** The word for a role, as shown everywhere. */
export function roleWord(role: RoleName, trans: Trans): string {
  return {
    viewer: trans.__('viewer'),
    runner: trans.__('runner'),
    editor: trans.__('editor'),
    owner: trans.__('owner')
  }[role];
}

/** A name in a list: a star before it, a lock behind what somebody has reserved. */
export function NameCell(props: {
  row: { name: string; starred?: boolean } & Partial<IStanding>;
}): JSX.Element {
  const { row } = props;
  const { reservation } = row;
  const trans = useTrans();
  const said = reservation && trans.__('Reserved by %1', reservation.by_name);
  return (
    <span className="jx-LinkAndMore">
      <Star row={row} />
      <TwoEnds name={row.name} />
      {reservation && (
        <span
          className="jx-Lock"
          title={reservation.label ? `${said} (${reservation.label})` : said!}
        >
          <lockIcon.react tag="span" width="12px" height="12px" />
          <span className="jx-sr-only">{said}</span>
        </span>
      )}
    </span>
  );
}

/** In the line below an object's name: owner, role, sharing, reservation. */
export function StandingFacts(props: { row: IStanding }): JSX.Element {
  const { row } = props;
  const trans = useTrans();
  const user = useUser();
  const { reservation } = row;
  return (
    <>
      <span title={row.owner}>
        {user === row.owner
          ? trans.__('by %1 (you)', ownerName(row))
          : trans.__('by %1', ownerName(row))}
      </span>
      {row.role !== 'owner' && (
        <span title={trans.__('What you may do with it')}>
          {trans.__('shared with you as %1', roleWord(row.role, trans))}
        </span>
      )}
      {row.shared && row.role === 'owner' && <span>{trans.__('shared')}</span>}
      {reservation && (
        <span className="jx-Reserved" title={reservation.label || undefined}>
          <span aria-hidden>●</span>{' '}
          {reservation.by === user
            ? trans.__('reserved by %1 (you)', reservation.by_name)
            : trans.__('reserved by %1', reservation.by_name)}
          {reservation.group && ` ${trans.__('for %1', reservation.group)}`}
          {reservation.label && ` (${reservation.label})`}{' '}
          <RelativeTime at={reservation.at} />
        </span>
      )}
    </>
  );
}
