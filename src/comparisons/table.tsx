import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import {
  ActionButton,
  ObjectLink,
  shownState,
  StateBadge,
  useJx,
  useTrans
} from '../ui';
import { useFirst } from './first';
import { SessionMark } from './marks';
import type { ComparedSession } from './records';

export interface IRow {
  key: string;
  label: React.ReactNode;
  /** Whether it isn't the same in all. */
  differs: boolean;
  /** One for each session. */
  cells: ICell[];
}

export interface ICell {
  content: React.ReactNode;
  /** Not as the base has it. */
  other?: boolean;
  /** Nothing is there, and why. */
  missing?: boolean;
}

export interface ISection {
  title: string;
  rows: IRow[];
  /** Said where it has no rows. */
  empty: string;
  /** Said below its rows. */
  more?: string | null;
}

/** Rows of a section that are shown before one asks for more. */
const FIRST = 100;

/** What can be done with the sessions in the head of a table. */
export interface IHeadActions {
  /** Makes a session the one with which the others are compared. */
  onBase: (id: string) => void;
  /** Null: no more can be taken out. */
  onRemove: ((id: string) => void) | null;
}

/**
 * Sessions as columns. The head and the first column stay in sight while it
 * is scrolled, by keyboard as well.
 */
export function ComparisonTable(props: {
  label: string;
  sessions: ComparedSession[];
  sections: ISection[];
  onlyDiffering: boolean;
  head: IHeadActions;
  /** With room for pictures and tables. */
  wide?: boolean;
}): JSX.Element {
  const { sessions, onlyDiffering } = props;
  const trans = useTrans();
  return (
    <div
      className={`jx-Comparison-scroll${props.wide ? ' jx-mod-wide' : ''}`}
      role="region"
      aria-label={props.label}
      tabIndex={0}
    >
      <table
        className="jx-Comparison-table"
        style={{ '--jx-sessions': sessions.length } as React.CSSProperties}
      >
        <thead>
          <tr>
            <td />
            {sessions.map((session, at) => (
              <Head
                key={session.id}
                session={session}
                at={at}
                {...props.head}
              />
            ))}
          </tr>
        </thead>
        {props.sections.map(section => (
          <Part
            key={section.title}
            section={section}
            columns={sessions.length}
            rows={section.rows.filter(row => row.differs || !onlyDiffering)}
            words={{
              differs: trans.__('not as in the base'),
              same: trans.__('The same in all.')
            }}
          />
        ))}
      </table>
    </div>
  );
}

function Part(props: {
  section: ISection;
  rows: IRow[];
  columns: number;
  words: { differs: string; same: string };
}): JSX.Element {
  const { section, columns, words } = props;
  const [rows, more] = useFirst(props.rows, FIRST);
  const said = !rows.length
    ? section.rows.length
      ? words.same
      : section.empty
    : more;
  const notes = [said, section.more].filter(Boolean);
  return (
    <tbody>
      <tr className="jx-Comparison-part">
        <th scope="rowgroup" colSpan={columns + 1}>
          <span>{section.title}</span>
        </th>
      </tr>
      {rows.map(row => (
        <tr
          key={row.key}
          className={row.differs ? 'jx-mod-differs' : undefined}
        >
          <th scope="row">{row.label}</th>
          {row.cells.map((cell, at) => (
            <td
              key={at}
              className={
                [cell.other && 'jx-mod-other', cell.missing && 'jx-mod-missing']
                  .filter(Boolean)
                  .join(' ') || undefined
              }
            >
              {cell.content}
              {cell.other && (
                <span className="jx-sr-only">{` (${words.differs})`}</span>
              )}
            </td>
          ))}
        </tr>
      ))}
      {notes.map((note, at) => (
        <tr key={`note ${at}`} className="jx-Comparison-none">
          <td colSpan={columns + 1}>
            <span>{note}</span>
          </td>
        </tr>
      ))}
    </tbody>
  );
}

function Head(
  props: { session: ComparedSession; at: number } & IHeadActions
): JSX.Element {
  const { session, at, onRemove } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <th scope="col">
      <div className="jx-Comparison-head">
        <SessionMark at={at} />
        <ObjectLink
          {...session}
          onOpen={() => void jx.open('session', session.id)}
        />
        {onRemove && (
          <ActionButton
            iconOnly
            icon={closeIcon}
            label={trans.__('Take %1 out', session.name)}
            onClick={() => onRemove(session.id)}
          />
        )}
      </div>
      <div className="jx-Comparison-head">
        {session.deleted ? (
          <span>{trans.__('deleted')}</span>
        ) : (
          <StateBadge state={shownState(session)} />
        )}
        {at === 0 ? (
          <span className="jx-Tag">{trans.__('Base')}</span>
        ) : (
          <button
            type="button"
            className="jx-Link"
            aria-label={trans.__('Compare the others with %1', session.name)}
            onClick={() => props.onBase(session.id)}
          >
            {trans.__('Make it the base')}
          </button>
        )}
      </div>
    </th>
  );
}
