import { useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { keys } from '../api/queries';
import type { components } from '../api/schema';
import { CommandIDs } from '../sessions/commands';
import { countSessions } from '../sessions/instancecommands';
import { isOver, shareDone } from '../sessions/records';
import {
  ActionBar,
  ActionButton,
  Duration,
  ErrorState,
  FactTable,
  ObjectLink,
  ObjectMenuButton,
  RelativeTime,
  Skeleton,
  StateBadge,
  permits,
  refusal,
  shownState,
  useJx,
  useTrans
} from '../ui';

type Instance = components['schemas']['InstanceRecord'];
type Session = components['schemas']['SessionRecord'];

const NEWEST = 8;

/** What an instance's row unfolds to: its newest sessions and what to do. */
export function InstanceSessions(props: { instance: Instance }): JSX.Element {
  const { instance } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = { instance_id: instance.id, sort: '-created_at' };
  const sessions = useQuery({
    queryKey: [...keys.list('session', { ...query, limit: NEWEST }), 0],
    queryFn: ({ signal }) =>
      jx.api.get('/sessions', { query: { ...query, limit: NEWEST }, signal })
  });
  const run = (command: string, id = instance.id) =>
    jx.commands.execute(command, { id });
  const all = countSessions(instance);
  const { data } = sessions;
  return (
    <div className="jx-Unfolded">
      <ActionBar
        label={trans.__('Sessions of %1', instance.name)}
        actions={[
          {
            label: trans.__('Run'),
            primary: true,
            disabled: refusal(instance, 'runner', trans),
            onClick: () => run(CommandIDs.runInstance)
          },
          ...(instance.sessions.queued > 0 && permits(instance, 'editor')
            ? [
                {
                  label: trans.__(
                    'Stop pending (%1)',
                    instance.sessions.queued
                  ),
                  onClick: () => run(CommandIDs.stopPending)
                }
              ]
            : []),
          ...(all > 0 && permits(instance, 'owner')
            ? [
                {
                  label: trans.__('Delete all…'),
                  onClick: () => run(CommandIDs.removeAll)
                }
              ]
            : [])
        ]}
      />
      {sessions.error && !data ? (
        <ErrorState
          error={sessions.error}
          onRetry={() => void sessions.refetch()}
        />
      ) : !data ? (
        <Skeleton lines={2} />
      ) : data.items.length ? (
        <FactTable
          label={trans.__('Newest sessions of %1', instance.name)}
          rows={data.items}
          rowKey={session => session.id}
          columns={[
            {
              header: trans.__('State'),
              cell: session => (
                <StateBadge
                  state={shownState(session)}
                  progress={shareDone(session)}
                />
              )
            },
            {
              header: trans.__('Session'),
              isHeader: true,
              cell: session => (
                <ObjectLink
                  name={session.name}
                  onOpen={() => void jx.open('session', session.id)}
                />
              )
            },
            {
              header: trans.__('Started'),
              cell: session => (
                <RelativeTime at={session.started_at ?? session.created_at} />
              )
            },
            {
              header: trans.__('Took'),
              align: 'right',
              cell: session => (
                <Duration
                  seconds={isOver(session) ? session.duration : undefined}
                  start={session.started_at}
                  end={session.ended_at}
                />
              )
            },
            ...(data.items.some(canBeKilled)
              ? [
                  {
                    header: trans.__('End it'),
                    cell: (session: Session) =>
                      canBeKilled(session) && (
                        <ActionButton
                          label={trans.__('Kill…')}
                          warn
                          hasPopup="dialog"
                          onClick={() => run(CommandIDs.kill, session.id)}
                        />
                      )
                  }
                ]
              : []),
            {
              header: trans.__('Actions'),
              cell: session => (
                <ObjectMenuButton
                  kind="session"
                  row={session}
                  name={session.name}
                />
              )
            }
          ]}
        />
      ) : (
        <p>{trans.__('It was never run.')}</p>
      )}
      {!!data && data.total > data.items.length && (
        <ActionButton
          label={trans.__('All %1 sessions', data.total)}
          onClick={() => void jx.open('instance', instance.id, 'sessions')}
        />
      )}
    </div>
  );
}

function canBeKilled(session: Session): boolean {
  return (
    !isOver(session) &&
    session.state !== 'CANCELLING' &&
    permits(session, 'editor')
  );
}
