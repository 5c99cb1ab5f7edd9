import type { TranslationBundle } from '@jupyterlab/translation';

import { isOver } from '../sessions/records';
import type { ComparedSession } from './records';
import type { ICell } from './table';

/** Where a session has nothing: because of what. */
export function missing(
  session: ComparedSession,
  otherwise: string,
  trans: TranslationBundle
): ICell {
  return {
    missing: true,
    content: session.deleted
      ? trans.__('deleted')
      : isOver(session)
        ? otherwise
        : trans.__('not yet')
  };
}

/** The code of a session has no such alias. */
export function undeclared(
  session: ComparedSession,
  trans: TranslationBundle
): ICell {
  return {
    missing: true,
    content: session.deleted ? trans.__('deleted') : trans.__('not declared')
  };
}

/** What others share with the owner of a session only. */
export function hidden(trans: TranslationBundle): ICell {
  return { missing: true, content: trans.__('not shared with you') };
}
