import * as React from 'react';

import { TwoEnds } from './twoends';

/** Names and values below each other; empty values are left out. */
export function FactList(props: {
  facts: [name: string, value: React.ReactNode][];
}): JSX.Element {
  return (
    <dl className="jx-Facts">
      {props.facts
        .filter(([, value]) => value || value === 0)
        .map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
    </dl>
  );
}

export interface IFactColumn<Row> {
  header: string;
  cell: (row: Row) => React.ReactNode;
  align?: 'right';
  /** The cell that names its row. */
  isHeader?: boolean;
}

/** A short table whose rows are all there: inputs, parameters, metrics. */
export function FactTable<Row>(props: {
  label: string;
  columns: IFactColumn<Row>[];
  rows: Row[];
  rowKey: (row: Row, index: number) => string | number;
}): JSX.Element {
  const { columns } = props;
  return (
    <div className="jx-FactTable" role="region" aria-label={props.label}>
      <table>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th
                key={at}
                scope="col"
                className={column.align && 'jx-mod-right'}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, i) => (
            <tr key={props.rowKey(row, i)}>
              {columns.map((column, at) =>
                column.isHeader ? (
                  <th key={at} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={at} className={column.align && 'jx-mod-right'}>
                    {column.cell(row)}
                  </td>
                )
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A part of a page under its own heading. */
export function Section(props: {
  title: string;
  aside?: React.ReactNode;
  children: React.ReactNode;
}): JSX.Element {
  const id = React.useId();
  return (
    <section className="jx-Section" aria-labelledby={id}>
      <div className="jx-Section-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** A link to the page of another object; struck out when that was deleted. */
export function ObjectLink(props: {
  name: string;
  deleted?: boolean;
  onOpen: () => void;
  title?: string;
}): JSX.Element {
  return props.deleted ? (
    <del title={props.title}>{props.name}</del>
  ) : (
    <button
      type="button"
      className="jx-Link jx-ellipsis"
      title={props.title ?? props.name}
      onClick={event => {
        event.stopPropagation();
        props.onOpen();
      }}
    >
      <TwoEnds name={props.name} />
    </button>
  );
}

/** A value of unknown kind as text; null where there is none. */
export function shortText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** What someone wrote; where it is long it scrolls, by keyboard as well. */
export function LongText(props: {
  text: string;
  className: string;
}): JSX.Element {
  const { text, className } = props;
  const isLong = text.length > 400 || text.split('\n').length > 5;
  return (
    <div
      className={`${className}${isLong ? ' jx-LongText' : ''}`}
      tabIndex={isLong ? 0 : undefined}
    >
      {text}
    </div>
  );
}
