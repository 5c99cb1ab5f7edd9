import { InputGroup, searchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import {
  CopyId,
  Duration,
  FactList,
  FactTable,
  ObjectLink,
  RelativeTime,
  Section,
  StateBadge,
  shownState,
  shortText,
  useJx,
  useTrans
} from '../ui';
import { SessionDetail } from './records';

const PACKAGES_SHOWN = 200;

/** The steps of a session and everything about where they ran. */
export function Executions(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const jx = useJx();
  const trans = useTrans();
  const provenance = (session.provenance ?? {}) as Record<string, any>;
  const { cached_from: source } = session;
  const variables = Object.keys(session.runtime.env ?? {});
  const { kernelspec, interpreter, machine, git, packages } = provenance;
  return (
    <div className="jx-Panel">
      <Section title={trans.__('Executions')}>
        <FactTable
          label={trans.__('Executions')}
          rows={session.executions}
          rowKey={one => one.id}
          columns={[
            {
              header: trans.__('State'),
              cell: one => (
                <StateBadge
                  state={shownState({ ...session, state: one.state })}
                />
              )
            },
            {
              header: trans.__('Execution'),
              cell: one => <CopyId id={one.id} />
            },
            {
              header: trans.__('Attempt'),
              align: 'right',
              cell: one => one.attempt
            },
            {
              header: trans.__('Queued'),
              cell: one => <RelativeTime at={one.created_at} />
            },
            {
              header: trans.__('Started'),
              cell: one => <RelativeTime at={one.started_at} />
            },
            {
              header: trans.__('Took'),
              align: 'right',
              cell: one => (
                <Duration start={one.started_at} end={one.ended_at} />
              )
            },
            { header: trans.__('Pool'), cell: one => one.pool }
          ]}
        />
      </Section>
      <Section title={trans.__('Where it ran')}>
        {source && (
          <p>
            {trans.__('Nothing ran here. These are the facts of')}{' '}
            <ObjectLink
              {...source}
              onOpen={() => void jx.open('session', source.id)}
            />
          </p>
        )}
        <FactList
          facts={[
            [trans.__('Runtime'), shortText(session.runtime.name)],
            [
              trans.__('Working folder'),
              workingFolder(
                provenance.working_folder ?? session.runtime.working_folder,
                trans
              )
            ],
            [
              trans.__('Variables'),
              variables.length > 0 && (
                <span
                  title={trans.__(
                    'The environment variables of its runtime; their values are not kept'
                  )}
                >
                  {variables.join(', ')}
                </span>
              )
            ],
            [
              trans.__('Kernel'),
              kernelspec &&
                [
                  kernelspec.display_name,
                  kernelspec.name && `(${kernelspec.name})`
                ]
                  .filter(Boolean)
                  .join(' ')
            ],
            [
              trans.__('Interpreter'),
              interpreter &&
                [interpreter.implementation, interpreter.version]
                  .filter(Boolean)
                  .join(' ')
            ],
            [
              trans.__('Executable'),
              interpreter?.executable && <code>{interpreter.executable}</code>
            ],
            [trans.__('Git'), git && <Git git={git} />],
            [trans.__('Machine'), machine && shortText(machine.hostname)],
            [
              trans.__('System'),
              machine &&
                [machine.system, machine.release, machine.machine]
                  .filter(Boolean)
                  .join(' ')
            ],
            [trans.__('Processors'), machine && shortText(machine.cpus)],
            [
              trans.__('User'),
              session.owner_proven
                ? session.owner
                : trans.__('%1 (unproven)', session.owner)
            ],
            [
              trans.__('Code'),
              <CopyId
                id={session.body_sha256}
                label={trans.__("Copy the code's sha256")}
              />
            ]
          ]}
        />
        {!session.provenance && (
          <p>{trans.__('More is known when the session is over.')}</p>
        )}
      </Section>
      {Array.isArray(packages) && packages.length > 0 && (
        <Packages packages={packages} />
      )}
    </div>
  );
}

function workingFolder(
  kind: string | undefined,
  trans: ReturnType<typeof useTrans>
): string | null {
  switch (kind) {
    case 'isolated':
      return trans.__('isolated: only what is declared');
    case 'notebook':
      return trans.__(
        "the notebook's own: undeclared files in it are not kept"
      );
    default:
      return kind ?? null;
  }
}

function Git(props: { git: Record<string, any> }): JSX.Element {
  const trans = useTrans();
  const { commit, dirty, branch } = props.git;
  return (
    <span>
      {commit && (
        <CopyId id={String(commit)} label={trans.__('Copy the commit')} />
      )}{' '}
      {branch && `${branch} `}
      {dirty ? trans.__('with uncommitted changes') : trans.__('clean')}
    </span>
  );
}

function Packages(props: { packages: [string, string][] }): JSX.Element {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const found = props.packages.filter(([name]) =>
    name.toLowerCase().includes(search.trim().toLowerCase())
  );
  const shown = found.slice(0, PACKAGES_SHOWN);
  return (
    <Section
      title={trans.__('Packages (%1)', props.packages.length)}
      aside={
        <InputGroup
          className="jx-Input"
          type="search"
          rightIcon={searchIcon}
          aria-label={trans.__('Search packages')}
          placeholder={trans.__('Search')}
          value={search}
          onChange={event => setSearch(event.target.value)}
        />
      }
    >
      {shown.length ? (
        <FactTable
          label={trans.__('Packages')}
          rows={shown}
          rowKey={([name], i) => `${name} ${i}`}
          columns={[
            {
              header: trans.__('Package'),
              isHeader: true,
              cell: ([name]) => name
            },
            { header: trans.__('Version'), cell: ([, version]) => version }
          ]}
        />
      ) : (
        <p role="status">{trans.__('No package matches “%1”.', search)}</p>
      )}
      {found.length > shown.length && (
        <p>
          {trans.__(
            'The first %1 of %2: search for the others.',
            shown.length,
            found.length
          )}
        </p>
      )}
    </Section>
  );
}
