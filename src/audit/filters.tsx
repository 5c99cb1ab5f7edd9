import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useOne } from '../api/hooks';
import { kindWord, ListBar, useJx, useTrans } from '../ui';
import type { AuditChoices } from './records';
import { actionWord } from './words';

/** What is asked of the server; '' lets everything through. */
export interface IAuditFilters {
  q: string;
  action: string;
  user: string;
  /** As a date field has them: local, without a zone. */
  since: string;
  until: string;
  related: boolean;
}

export const NO_FILTERS: IAuditFilters = {
  q: '',
  action: '',
  user: '',
  since: '',
  until: '',
  related: false
};

/** The query of the list route; local times become UTC. */
export function auditQuery(filters: IAuditFilters) {
  const utc = (local: string) => {
    const date = local ? new Date(local) : null;
    return date && !isNaN(date.getTime()) ? date.toISOString() : undefined;
  };
  return {
    q: filters.q.trim(),
    action: filters.action ? [filters.action] : [],
    user: filters.user ? [filters.user] : [],
    since: utc(filters.since),
    until: utc(filters.until),
    related: filters.related
  };
}

/** Whether anything but the scope is narrowed. */
export function isFiltered(filters: IAuditFilters): boolean {
  return Object.values({ ...filters, related: false }).some(Boolean);
}

export function AuditFilters(props: {
  kind: string;
  id: string;
  value: IAuditFilters;
  /** Some of them changed; the search comes later than it was typed. */
  onChange: (patch: Partial<IAuditFilters>) => void;
  /** The kinds whose changes make other choices. */
  dependsOn: string[];
}): JSX.Element {
  const { kind, id, value, onChange: set } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne<AuditChoices>(
    'audit',
    `${kind}:${id}`,
    signal =>
      jx.api.get('/audit/{kind}/{object_id}/choices', {
        path: { kind, object_id: id },
        query: { related: value.related },
        signal
      }),
    { part: ['choices', value.related], dependsOn: props.dependsOn }
  );
  const { actions = [], users = [], related = [] } = query.data ?? {};
  // What was chosen stays to be seen, though no row has it any more.
  const options = (found: { value: string }[], chosen: string) =>
    [...new Set([...found.map(one => one.value), chosen])].filter(Boolean);
  const kinds = related.map(one => kindWord(one, trans)).join(', ');
  return (
    <ListBar
      label={trans.__('audit trail')}
      placeholder={trans.__('Search in all that changed…')}
      search={value.q}
      onSearch={q => set({ q })}
      chips={
        related.length
          ? [
              {
                id: 'related',
                label: trans.__('With what was made from it'),
                title: trans.__('Also the rows of: %1', kinds)
              }
            ]
          : []
      }
      chosen={new Set(value.related ? ['related'] : [])}
      onChoose={chosen => set({ related: chosen.has('related') })}
    >
      <div className="jx-AuditFilters">
        <HTMLSelect
          className="jx-Select"
          aria-label={trans.__('Action')}
          value={value.action}
          onChange={event => set({ action: event.target.value })}
        >
          <option value="">{trans.__('All actions')}</option>
          {options(actions, value.action).map(one => (
            <option key={one} value={one}>
              {actionWord(kind, one, trans)}
            </option>
          ))}
        </HTMLSelect>
        <HTMLSelect
          className="jx-Select"
          aria-label={trans.__('User')}
          value={value.user}
          onChange={event => set({ user: event.target.value })}
        >
          <option value="">{trans.__('All users')}</option>
          {options(users, value.user).map(one => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </HTMLSelect>
        <Moment
          label={trans.__('From')}
          value={value.since}
          onChange={since => set({ since })}
        />
        <Moment
          label={trans.__('Before')}
          value={value.until}
          onChange={until => set({ until })}
        />
      </div>
    </ListBar>
  );
}

function Moment(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label className="jx-AuditFilters-moment">
      {props.label}
      <input
        type="datetime-local"
        className="jx-Plain"
        value={props.value}
        onChange={event => props.onChange(event.target.value)}
      />
    </label>
  );
}
