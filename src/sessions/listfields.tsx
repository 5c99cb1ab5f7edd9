import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { VersionSelect } from '../artifacts/picker';
import {
  ActionButton,
  Field,
  formatCount,
  formatValue,
  IControlProps,
  sameValue,
  useTrans
} from '../ui';
import {
  asLine,
  countWords,
  eachList,
  IList,
  ILists,
  ListGroup,
  readLines,
  sessionCount
} from './lists';
import type { ArtifactVersion, ParameterValue } from './records';

const MOST_LINES = 8;

/** Of which field it was pressed: with the field it is made anew. */
let pressed: string | null = null;

/** Turns one value into several, and back. */
export function SeveralButton(props: {
  alias: string;
  group: ListGroup;
  several: boolean;
  onClick: () => void;
}): JSX.Element {
  const { alias, group, several } = props;
  const trans = useTrans();
  const field = `${group}.${alias}`;
  const button = React.useRef<HTMLButtonElement>(null);
  // Whoever works by keyboard goes on from where they are.
  React.useLayoutEffect(() => {
    if (pressed === field) {
      pressed = null;
      button.current?.focus();
    }
  });
  const label = several
    ? group === 'inputs'
      ? trans.__('One version')
      : trans.__('One value')
    : group === 'inputs'
      ? trans.__('Several versions')
      : trans.__('Several values');
  return (
    <button
      type="button"
      className="jx-Link jx-Several-button"
      aria-label={trans.__('%1 of %2', label, alias)}
      ref={button}
      onClick={() => {
        pressed = field;
        props.onClick();
      }}
    >
      {label}
    </button>
  );
}

interface IListFieldProps {
  list: IList;
  /** Whether there are others that it could go in step with. */
  canZip: boolean;
  error: (field: string) => string | null;
  extra?: React.ReactNode;
  onChange: (list: IList) => void;
}

/** What of a parameter its list goes by. */
type Listed = Pick<
  ParameterValue,
  'alias' | 'type' | 'description' | 'choices' | 'minimum' | 'maximum'
>;

/** Several values of a parameter, a session for each. */
export function ParameterList(
  props: IListFieldProps & { parameter: Listed }
): JSX.Element {
  const { parameter, list, onChange } = props;
  const { alias, type } = parameter;
  const trans = useTrans();
  const choices =
    type === 'boolean'
      ? [true, false]
      : type === 'choice'
        ? (parameter.choices ?? [])
        : null;
  return (
    <Field
      label={alias}
      error={errorOf(props, 'parameters', alias, trans)}
      extra={props.extra}
      description={
        <ListDescription
          {...props}
          alias={alias}
          text={
            choices
              ? parameter.description
              : [
                  parameter.description,
                  type === 'json'
                    ? trans.__('One JSON value a line.')
                    : trans.__('One value a line.')
                ]
                  .filter(Boolean)
                  .join(' · ')
          }
        />
      }
    >
      {control =>
        choices ? (
          <ChoiceList
            control={control}
            alias={alias}
            choices={choices}
            values={list.values}
            onChange={values => onChange({ ...list, values, error: null })}
          />
        ) : (
          <Lines {...props} control={control} />
        )
      }
    </Field>
  );
}

function Lines(
  props: IListFieldProps & {
    parameter: Listed;
    control: IControlProps;
  }
): JSX.Element {
  const { parameter, list, onChange } = props;
  const trans = useTrans();
  const text =
    list.text ?? list.values.map(one => asLine(parameter.type, one)).join('\n');
  return (
    <textarea
      {...props.control}
      className="jx-Textarea jx-mod-code"
      rows={Math.min(MOST_LINES, Math.max(3, text.split('\n').length))}
      spellCheck={false}
      value={text}
      onChange={event => {
        const bounds = {
          minimum: parameter.minimum as number | null,
          maximum: parameter.maximum as number | null
        };
        onChange({
          ...list,
          text: event.target.value,
          ...readLines(parameter.type, event.target.value, trans, bounds)
        });
      }}
    />
  );
}

function ChoiceList(props: {
  control: IControlProps;
  alias: string;
  choices: unknown[];
  values: unknown[];
  onChange: (values: unknown[]) => void;
}): JSX.Element {
  const { choices, values } = props;
  const isChosen = (choice: unknown) =>
    values.some(value => sameValue(value, choice));
  return (
    <div
      {...props.control}
      aria-invalid={undefined}
      aria-required={undefined}
      role="group"
      aria-label={props.alias}
      className="jx-Several-choices"
    >
      {choices.map((choice, i) => (
        <label key={i}>
          <input
            type="checkbox"
            className="jx-Checkbox"
            checked={isChosen(choice)}
            onChange={event =>
              // In the order of the choices, whatever was ticked first.
              props.onChange(
                choices.filter(one =>
                  one === choice ? event.target.checked : isChosen(one)
                )
              )
            }
          />
          {formatValue('string', choice)}
        </label>
      ))}
    </div>
  );
}

/** Several versions of an artifact for an input, a session for each. */
export function VersionList(
  props: IListFieldProps & {
    alias: string;
    artifact: string;
    description: string;
  }
): JSX.Element {
  const { alias, list, onChange } = props;
  const trans = useTrans();
  const versions = list.values as ArtifactVersion[];
  const set = (values: ArtifactVersion[]) => onChange({ ...list, values });
  return (
    <Field
      label={alias}
      error={errorOf(props, 'inputs', alias, trans)}
      extra={props.extra}
      description={
        <ListDescription {...props} versions text={props.description} />
      }
    >
      {control => (
        <>
          {versions.length > 0 && (
            <ul
              className="jx-Several-versions"
              aria-label={trans.__('Versions for %1', alias)}
            >
              {versions.map(version => (
                <li key={version.id}>
                  <span className="jx-ellipsis" title={version.name}>
                    {trans.__('%1 · %2', `v${version.number}`, version.name)}
                  </span>
                  <ActionButton
                    label={trans.__('Take out v%1', version.number)}
                    icon={closeIcon}
                    iconOnly
                    onClick={() => set(versions.filter(one => one !== version))}
                  />
                </li>
              ))}
            </ul>
          )}
          <VersionSelect
            {...control}
            artifact={props.artifact}
            value={null}
            placeholder={trans.__('Add a version…')}
            onChange={version => {
              if (version && !versions.some(one => one.id === version.id)) {
                set([...versions, version]);
              }
            }}
          />
        </>
      )}
    </Field>
  );
}

/** How many there are, and whether they go in step with others. */
function ListDescription(
  props: IListFieldProps & { text?: string; alias: string; versions?: boolean }
): JSX.Element {
  const { list, onChange } = props;
  const trans = useTrans();
  const size = list.values.length;
  return (
    <span className="jx-Several-line">
      <span>
        {props.versions
          ? trans._n('%2 version', '%2 versions', size, formatCount(size))
          : trans._n('%2 value', '%2 values', size, formatCount(size))}
        {props.text && ` · ${props.text}`}
      </span>
      {(props.canZip || list.zipped) && (
        <label
          title={trans.__(
            'Zipped lists go in step, first with first, second with second; the others are combined, each value with each.'
          )}
        >
          <input
            type="checkbox"
            className="jx-Checkbox"
            aria-label={trans.__('Zip %1', props.alias)}
            checked={list.zipped}
            onChange={event =>
              onChange({ ...list, zipped: event.target.checked })
            }
          />
          {trans.__('Zipped')}
        </label>
      )}
    </span>
  );
}

/** How many sessions will start, and why so many; nothing for a single one. */
export function LaunchCount(props: {
  lists: ILists;
  error: string | null;
}): JSX.Element | null {
  const { lists } = props;
  const trans = useTrans();
  if (!eachList(lists).length) {
    return null;
  }
  const count = sessionCount(lists);
  return (
    <div className="jx-Several-count" role="status">
      {count === null
        ? trans.__('The zipped lists have different numbers of values.')
        : trans._n(
            'Starts %2 session: %3.',
            'Starts %2 sessions: %3.',
            count,
            formatCount(count),
            countWords(lists, trans)
          )}
      {props.error && <div className="jx-Field-error">{props.error}</div>}
    </div>
  );
}

/** What is wrong with a list, or with one of its values. */
function errorOf(
  props: IListFieldProps,
  group: ListGroup,
  alias: string,
  trans: ReturnType<typeof useTrans>
): string | null {
  const field = `lists.${group}.${alias}`;
  const own = props.list.error ?? props.error(field);
  // All are asked for: who asks says that it is shown here.
  const each = props.list.values.map((_, i) => props.error(`${field}.${i}`));
  const at = each.findIndex(one => one !== null);
  return own ?? (at < 0 ? null : trans.__('Value %1: %2', at + 1, each[at]));
}
