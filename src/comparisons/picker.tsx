import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Session } from '../sessions/records';
import type { IJupyterExt } from '../tokens';
import {
  ActionButton,
  Field,
  IChoice,
  IForm,
  relativeTime,
  SearchSelect,
  shownState,
  showForm,
  StateBadge,
  stateWord,
  useJx,
  useTrans
} from '../ui';
import { MOST } from './records';

const FOUND_AT_MOST = 30;

/** What is known of a session that others are compared with. */
interface IKnown {
  id: string;
  name: string;
  instance: { id: string; name: string };
}

interface IChosen {
  sessions: Session[];
}

/** Ask which sessions are compared with some; their ids, null: given up. */
export function askForSessions(
  jx: IJupyterExt,
  already: IKnown[]
): Promise<string[] | null> {
  const { trans } = jx;
  const room = MOST - already.length;
  return showForm<IChosen, string[]>(jx, {
    title:
      already.length === 1
        ? trans.__('Compare “%1” with', already[0].name)
        : trans.__('Add to the comparison'),
    accept: ({ sessions }) =>
      sessions.length
        ? trans.__('Compare %1 sessions', sessions.length + already.length)
        : trans.__('Compare'),
    initial: { sessions: [] },
    focus: '[role="combobox"]',
    validate: ({ sessions }): Record<string, string> =>
      !sessions.length
        ? { session: trans.__('Choose at least one session.') }
        : sessions.length > room
          ? { session: tooMany(jx) }
          : {},
    submit: async ({ sessions }) => sessions.map(one => one.id),
    render: form => <Picker {...form} already={already} room={room} />
  });
}

function tooMany(jx: IJupyterExt): string {
  return jx.trans.__(
    'At most %1 sessions can be compared at once. Take one out first.',
    MOST
  );
}

function Picker(
  props: IForm<IChosen> & { already: IKnown[]; room: number }
): JSX.Element {
  const { value, set, already, room } = props;
  const jx = useJx();
  const trans = useTrans();
  const taken = new Set([...already, ...value.sessions].map(one => one.id));
  const full = value.sessions.length >= room;
  return (
    <>
      <Field
        label={trans.__('Sessions')}
        description={
          full
            ? tooMany(jx)
            : trans.__(
                'Of any code. Those of %1 come first.',
                already[0].instance.name
              )
        }
        error={props.error('session')}
      >
        {control => (
          <SearchSelect<Session>
            {...control}
            // After a choice it begins anew.
            key={value.sessions.length}
            value={null}
            disabled={full}
            placeholder={trans.__('Search by name, instance or id…')}
            onChange={choice =>
              choice && set({ sessions: [...value.sessions, choice.value] })
            }
            search={(text, signal) =>
              findSessions(jx, already[0].instance.id, taken, text, signal)
            }
          />
        )}
      </Field>
      {value.sessions.length > 0 && (
        <ul className="jx-Comparison-chosen">
          {value.sessions.map(one => (
            <li key={one.id}>
              <StateBadge state={shownState(one)} compact />
              <span className="jx-ellipsis" title={one.name}>
                {one.name}
              </span>
              <span className="jx-Comparison-of jx-ellipsis">
                {one.instance.name}
              </span>
              <ActionButton
                iconOnly
                icon={closeIcon}
                label={trans.__('Take %1 out', one.name)}
                onClick={() =>
                  set({
                    sessions: value.sessions.filter(({ id }) => id !== one.id)
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Sessions that match a text, those of an instance first. */
async function findSessions(
  jx: IJupyterExt,
  instanceId: string,
  taken: ReadonlySet<string>,
  text: string,
  signal: AbortSignal
): Promise<IChoice<Session>[]> {
  const ask = (query: { instance_id?: string }) =>
    jx.api.get('/sessions', {
      query: { q: text, limit: FOUND_AT_MOST, ...query },
      signal
    });
  const [own, all] = await Promise.all([
    ask({ instance_id: instanceId }),
    ask({})
  ]);
  const found = new Map(
    [...own.items, ...all.items].map((one): [string, Session] => [one.id, one])
  );
  return [...found.values()]
    .filter(one => !taken.has(one.id))
    .map(one => ({
      id: one.id,
      label: one.name,
      note: [
        stateWord(shownState(one), jx.trans),
        relativeTime(new Date(one.created_at), Date.now(), jx.trans),
        one.instance.name
      ].join(' · '),
      value: one
    }));
}
