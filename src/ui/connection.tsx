import * as React from 'react';

import type { ConnectionStatus } from '../api/changes';
import { ActionButton } from './actionbar';
import { useJx, useTrans } from './context';
import { Banner } from './states';

/** Whether changes arrive; a short break isn't worth a word. */
export function useConnection(grace = 1500): ConnectionStatus {
  const { changes } = useJx();
  const [status, setStatus] = React.useState<ConnectionStatus>('connected');
  React.useEffect(() => {
    let timer = 0;
    const look = () => {
      window.clearTimeout(timer);
      if (changes.status === 'connected') {
        setStatus('connected');
      } else {
        timer = window.setTimeout(() => setStatus('disconnected'), grace);
      }
    };
    look();
    changes.connectionChanged.connect(look);
    return () => {
      window.clearTimeout(timer);
      changes.connectionChanged.disconnect(look);
    };
  }, [changes, grace]);
  return status;
}

/** Says that the line to the server is cut, and that it mends by itself. */
export function ConnectionBanner(): JSX.Element | null {
  const jx = useJx();
  const trans = useTrans();
  return useConnection() === 'connected' ? null : (
    <Banner
      tone="warning"
      actions={
        <ActionButton
          label={trans.__('Try now')}
          onClick={() => jx.changes.connect()}
        />
      }
    >
      {trans.__(
        'No connection to the server. What you see may be old; runs go on, and this page catches up by itself.'
      )}
    </Banner>
  );
}
