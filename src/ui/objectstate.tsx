import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useJx, useTrans } from './context';
import { IStanding, permits } from './standing';
import { Banner, describeError } from './states';

/** So long the server takes a deletion back. */
const UNDO = 3600_000;

/** When an object was deleted; null: it wasn't, or it doesn't say. */
export function deletedAt(object: unknown): string | null {
  return (object as { deleted_at?: string | null } | null)?.deleted_at ?? null;
}

/** Above the last state of what was deleted, by whomever. */
export function DeletedBanner(props: {
  object: unknown;
  noun: string;
  restore?: () => Promise<unknown>;
}): JSX.Element {
  const { object, noun, restore } = props;
  const jx = useJx();
  const trans = useTrans();
  const [busy, setBusy] = React.useState(false);
  const at = deletedAt(object);
  const may =
    restore &&
    permits({ ...(object as Partial<IStanding>), deleted_at: null }, 'owner') &&
    (!at || Date.now() - Date.parse(at) < UNDO);
  const takeBack = async () => {
    setBusy(true);
    try {
      await restore!();
    } catch (error) {
      jx.reportError(trans.__('The deletion was not taken back'), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Banner
      tone="warning"
      actions={
        may && (
          <Button
            className="jx-Button jx-mod-plain"
            disabled={busy}
            onClick={() => void takeBack()}
          >
            {trans.__('Restore')}
          </Button>
        )
      }
    >
      {trans.__('This %1 was deleted. What you see is its last state.', noun)}
    </Banner>
  );
}

/** Above what could not be asked for again. */
export function OldBanner(props: {
  error: Error;
  onRetry: () => void;
}): JSX.Element {
  const trans = useTrans();
  return (
    <Banner
      tone="error"
      actions={
        <Button className="jx-Button jx-mod-plain" onClick={props.onRetry}>
          {trans.__('Retry')}
        </Button>
      }
    >
      {describeError(props.error, trans).message}{' '}
      {trans.__('What you see may be old.')}
    </Banner>
  );
}
