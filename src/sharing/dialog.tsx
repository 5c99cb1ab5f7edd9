import { Dialog } from '@jupyterlab/apputils';
import { Button, HTMLSelect, closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import {
  ActionButton,
  Banner,
  Field,
  FieldDialog,
  IChoice,
  JxWidget,
  RoleName,
  SearchSelect,
  describeError,
  kindWord,
  ownerName,
  roleWord,
  shortName,
  useJx,
  useTrans
} from '../ui';
import { explain } from './explaining';
import { objectPath } from './paths';

type Sharing = components['schemas']['SharingRecord'];
type Grant = components['schemas']['GrantRecord'];
type Needed = components['schemas']['NeededRef'];
type SharedRole = Sharing['roles'][number];
/** A user's id or a group's name. */
type Who = { user: string } | { group: string };

/** Show with whom an object is shared, and let its owner change that. */
export async function shareObject(
  jx: IJupyterExt,
  kind: string,
  id: string
): Promise<void> {
  const { trans } = jx;
  const sharing = await jx.api.get('/sharing/{kind}/{object_id}', {
    path: objectPath(kind, id)
  });
  if (sharing.why_not) {
    return explain(jx, trans.__('Share'), sharing.why_not);
  }
  const dialog = new FieldDialog({
    title: trans.__('Share “%1”', shortName(sharing.name)),
    body: new SharingBody(jx, kind, id, sharing),
    hasClose: true,
    buttons: [Dialog.okButton({ label: trans.__('Done') })]
  });
  dialog.addClass('jx-FormDialog');
  dialog.addClass('jx-mod-wide');
  await dialog.launch();
}

class SharingBody extends JxWidget {
  constructor(
    jx: IJupyterExt,
    private _kind: string,
    private _id: string,
    private _sharing: Sharing
  ) {
    super(jx);
    this.addClass('jx-Dialog');
  }

  protected renderContent(): JSX.Element {
    return (
      <SharingForm kind={this._kind} id={this._id} initial={this._sharing} />
    );
  }
}

function SharingForm(props: {
  kind: string;
  id: string;
  initial: Sharing;
}): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const [sharing, setSharing] = React.useState(props.initial);
  const [error, setError] = React.useState<unknown>(null);
  const path = objectPath(props.kind, props.id);
  const attempt = async (change: () => Promise<Sharing>) => {
    try {
      setSharing(await change());
      setError(null);
      return true;
    } catch (reason) {
      setError(reason);
      return false;
    }
  };
  const share = (who: Who, role: SharedRole) =>
    attempt(() =>
      jx.api.put('/sharing/{kind}/{object_id}', {
        path,
        body: { ...who, role }
      })
    );
  return (
    <>
      {sharing.can_share && (
        <AddSomebody
          roles={sharing.roles}
          grants={sharing.grants}
          add={share}
        />
      )}
      {error !== null && (
        <Banner tone="error">{describeError(error, trans).message}</Banner>
      )}
      <ul className="jx-Grants" aria-label={trans.__('Who has access')}>
        <li className="jx-Grant">
          <span className="jx-Grant-name jx-ellipsis" title={sharing.owner}>
            {ownerName(sharing)}
          </span>
          <span className="jx-quiet">{roleWord('owner', trans)}</span>
        </li>
        {sharing.grants.map(grant => (
          <GrantRow
            key={grant.id}
            grant={grant}
            roles={sharing.roles}
            editable={sharing.can_share}
            change={role =>
              share(
                grant.user ? { user: grant.user } : { group: grant.group! },
                role
              )
            }
            remove={() =>
              attempt(() =>
                jx.api.delete('/sharing/{kind}/{object_id}/grants/{grant_id}', {
                  path: { ...path, grant_id: grant.id }
                })
              )
            }
          />
        ))}
      </ul>
      {sharing.can_share && <RolesText kind={props.kind} />}
      <NeededList
        label={trans.__('Can be looked at with it')}
        needed={sharing.with_it}
      />
      <NeededList
        label={trans.__('Not shared with it: only its owner can share it')}
        needed={sharing.not_with_it}
        withOwner
      />
      {sharing.can_share && (
        <p className="jx-quiet jx-Dialog-text">
          {trans.__(
            'Roles guard against mistakes. Where users’ kernels run as one operating-system user, or servers share a database’s password, they do not keep somebody out who wants in.'
          )}
        </p>
      )}
    </>
  );
}

function AddSomebody(props: {
  roles: readonly SharedRole[];
  grants: readonly Grant[];
  add: (who: Who, role: SharedRole) => Promise<boolean>;
}): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const [chosen, setChosen] = React.useState<IChoice<Who> | null>(null);
  const [role, setRole] = React.useState<SharedRole>('viewer');
  const search = async (text: string, signal: AbortSignal) => {
    const found = await jx.api.get('/people', { query: { q: text }, signal });
    const has = (key: 'user' | 'group', value: string) =>
      props.grants.some(grant => grant[key] === value);
    const choices: IChoice<Who>[] = [
      ...found.users
        .filter(one => !has('user', one.id))
        .map(one => ({
          id: `user:${one.id}`,
          label: one.name,
          note: one.name === one.id ? undefined : one.id,
          value: { user: one.id }
        })),
      ...found.groups
        .filter(name => !has('group', name))
        .map(name => ({
          id: `group:${name}`,
          label: name,
          note: trans.__('group'),
          value: { group: name }
        }))
    ];
    return choices;
  };
  return (
    // Enter chooses here; it doesn't end the dialog before anything is shared.
    <div className="jx-Grant jx-mod-new" data-enter="own">
      <Field label={trans.__('User or group')}>
        {control => (
          <SearchSelect<Who>
            {...control}
            value={chosen}
            onChange={setChosen}
            search={search}
            placeholder={trans.__('Search by name…')}
          />
        )}
      </Field>
      <RoleSelect
        label={trans.__('Role of the new one')}
        roles={props.roles}
        value={role}
        onChange={setRole}
      />
      <ActionButton
        primary
        label={trans.__('Share')}
        disabled={chosen ? null : trans.__('Choose a user or a group first.')}
        onClick={async () => {
          if (chosen && (await props.add(chosen.value, role))) {
            setChosen(null);
          }
        }}
      />
    </div>
  );
}

function GrantRow(props: {
  grant: Grant;
  roles: readonly SharedRole[];
  editable: boolean;
  change: (role: SharedRole) => unknown;
  remove: () => unknown;
}): JSX.Element {
  const { grant } = props;
  const trans = useTrans();
  return (
    <li className="jx-Grant">
      <span
        className="jx-Grant-name jx-ellipsis"
        title={grant.user ?? grant.group ?? undefined}
      >
        {grant.name}
        {grant.group && <span className="jx-quiet"> {trans.__('group')}</span>}
      </span>
      {props.editable ? (
        <>
          <RoleSelect
            label={trans.__('Role of %1', grant.name)}
            roles={props.roles}
            value={grant.role as SharedRole}
            onChange={props.change}
          />
          <Button
            type="button"
            minimal
            small
            aria-label={trans.__('Take away from %1', grant.name)}
            title={trans.__('Take away')}
            onClick={() => void props.remove()}
          >
            <closeIcon.react tag="span" width="16px" height="16px" />
          </Button>
        </>
      ) : (
        <span className="jx-quiet">{roleWord(grant.role, trans)}</span>
      )}
    </li>
  );
}

function RoleSelect(props: {
  label: string;
  roles: readonly SharedRole[];
  value: SharedRole;
  onChange: (role: SharedRole) => unknown;
}): JSX.Element {
  const trans = useTrans();
  return (
    <HTMLSelect
      className="jx-Grant-role"
      aria-label={props.label}
      value={props.value}
      onChange={event => props.onChange(event.target.value as SharedRole)}
    >
      {props.roles.map(role => (
        <option key={role} value={role}>
          {roleWord(role as RoleName, trans)}
        </option>
      ))}
    </HTMLSelect>
  );
}

/** What each role allows, for the kind of object. */
function RolesText(props: { kind: string }): JSX.Element {
  const trans = useTrans();
  const runs: Record<string, string> = {
    specification: trans.__('makes instances of it as well'),
    instance: trans.__('runs it as well, and replays its sessions'),
    session: trans.__('replays it as well')
  };
  const changes: Record<string, string> = {
    specification: trans.__('commits versions and edits it as well'),
    instance: trans.__('edits it, kills and reviews its sessions as well'),
    session: trans.__('edits, kills and reviews it as well'),
    artifact: trans.__('adds versions and edits it as well')
  };
  return (
    <p className="jx-Dialog-text jx-quiet">
      {[
        trans.__('A viewer looks and downloads'),
        runs[props.kind] && trans.__('a runner %1', runs[props.kind]),
        trans.__('an editor %1', changes[props.kind])
      ]
        .filter(Boolean)
        .join('; ')}
      .
    </p>
  );
}

function NeededList(props: {
  label: string;
  needed: readonly Needed[];
  withOwner?: boolean;
}): JSX.Element | null {
  const trans = useTrans();
  if (!props.needed.length) {
    return null;
  }
  return (
    <details className="jx-Needed" open={props.withOwner}>
      <summary>
        {props.label} ({props.needed.length})
      </summary>
      <ul className="jx-Dependents">
        {props.needed.map(one => (
          <li key={one.id} className="jx-ellipsis" title={one.name}>
            <span className="jx-quiet">{kindWord(one.kind, trans)}</span>{' '}
            {one.name}
            {props.withOwner && (
              <span className="jx-quiet">
                {' '}
                {trans.__('of %1', one.owner_name)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
