import { TranslationBundle } from '@jupyterlab/translation';
import {
  Button,
  LabIcon,
  caretDownIcon,
  caretRightIcon,
  caretUpIcon,
  deleteIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import {
  CheckField,
  ParameterType,
  SnippetButton,
  TextField,
  formatValue,
  useTrans
} from '../ui';
import { ParameterFields } from './parameterfields';
import {
  Entry,
  Hint,
  Part,
  Problem,
  SignatureInput,
  SignatureOutput,
  SignatureParameter,
  fieldOf,
  hintsOf,
  problemAt,
  problemsOf,
  snippet
} from './signature';

export type EntryPatch = Partial<
  SignatureInput & SignatureParameter & SignatureOutput
>;

export interface IEntryItemProps {
  part: Part;
  entry: Entry;
  index: number;
  count: number;
  open: boolean;
  problems: readonly Problem[];
  hints: readonly Hint[];
  onOpen: (open: boolean) => void;
  onCell?: (number: number) => void;
  /** Absent: read only. */
  onChange?: (patch: EntryPatch, merge: string | null) => void;
  onMove?: (to: number) => void;
  onRemove?: () => void;
}

/** One input, parameter or output: a line that unfolds to its form. */
export function EntryItem(props: IEntryItemProps): JSX.Element {
  const { part, entry, index, open, onMove } = props;
  const trans = useTrans();
  const item = React.useRef<HTMLLIElement>(null);
  const bodyId = React.useId();
  const problems = problemsOf(props.problems, part, index);
  const Caret = open ? caretDownIcon : caretRightIcon;
  const name = entry.alias || trans.__('(no alias)');
  const move = (to: number) => {
    if (to >= 0 && to < props.count) {
      onMove?.(to);
    }
  };
  return (
    <li
      className={`jx-Entry${problems.length ? ' jx-mod-invalid' : ''}`}
      ref={item}
      data-alias={entry.alias}
      onKeyDown={event => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (event.altKey && step && onMove) {
          event.preventDefault();
          event.stopPropagation();
          move(index + step);
        }
      }}
    >
      <div className="jx-Entry-line">
        <button
          type="button"
          className="jx-Entry-fold"
          aria-expanded={open}
          aria-controls={open ? bodyId : undefined}
          title={`${name}\n${entry.description}`.trim()}
          onClick={() => props.onOpen(!open)}
        >
          <Caret.react tag="span" width="16px" height="16px" />
          <code className="jx-Entry-alias jx-ellipsis">{name}</code>
          <span className="jx-Entry-facts jx-ellipsis">
            {factsOf(part, entry, trans)}
          </span>
          {problems.length > 0 && (
            <span className="jx-Entry-mark">
              ▲<span className="jx-sr-only">{problems[0].message}</span>
            </span>
          )}
        </button>
        <SnippetButton code={snippet(part, entry.alias)} />
        {onMove && (
          <span className="jx-Entry-tools">
            <ToolButton
              icon={caretUpIcon}
              label={trans.__('Move %1 up', name)}
              disabled={index === 0}
              onClick={() => move(index - 1)}
            />
            <ToolButton
              icon={caretDownIcon}
              label={trans.__('Move %1 down', name)}
              disabled={index === props.count - 1}
              onClick={() => move(index + 1)}
            />
            <ToolButton
              icon={deleteIcon}
              label={trans.__('Remove %1', name)}
              onClick={() => props.onRemove?.()}
            />
          </span>
        )}
      </div>
      {!open && problems.length > 0 && (
        <div className="jx-Entry-problem">{problems[0].message}</div>
      )}
      <HintLine
        hints={hintsOf(props.hints, part, entry.alias)}
        onCell={props.onCell}
      />
      {open && (
        <div className="jx-Entry-body" id={bodyId}>
          {props.onChange ? (
            <EntryForm {...props} />
          ) : (
            <p className="jx-Entry-text">
              {entry.description || trans.__('No description.')}
            </p>
          )}
        </div>
      )}
    </li>
  );
}

function ToolButton(props: {
  icon: LabIcon;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}): JSX.Element {
  const { icon: Icon } = props;
  return (
    <Button
      type="button"
      minimal
      small
      className="jx-ToolButton"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <Icon.react tag="span" width="14px" height="14px" />
    </Button>
  );
}

/** What is worth saying beside the alias. */
function factsOf(part: Part, entry: Entry, trans: TranslationBundle): string {
  switch (part) {
    case 'inputs':
      return (entry as SignatureInput).required
        ? trans.__('required')
        : trans.__('optional');
    case 'outputs':
      return (entry as SignatureOutput).optional ? trans.__('optional') : '';
    case 'parameters': {
      const { type, default: value } = entry as SignatureParameter;
      const shown = formatValue(type as ParameterType, value).replace(
        /\s+/g,
        ' '
      );
      return shown ? `${type} = ${shown}` : type;
    }
  }
}

function HintLine(props: {
  hints: Hint[];
  onCell?: (number: number) => void;
}): JSX.Element | null {
  const { hints, onCell } = props;
  const trans = useTrans();
  const cells = hints
    .filter(one => one.kind === 'used')
    .flatMap(one => one.cells);
  if (cells.length && onCell) {
    return (
      <div className="jx-Entry-hint">
        {trans._n('used in cell', 'used in cells', cells.length)}{' '}
        {cells.map((number, i) => (
          <React.Fragment key={number}>
            {i > 0 && ', '}
            <button
              type="button"
              className="jx-Link"
              aria-label={trans.__('Go to cell %1', number)}
              onClick={() => onCell(number)}
            >
              {number}
            </button>
          </React.Fragment>
        ))}
      </div>
    );
  }
  const hint = hints[0];
  return hint ? (
    <div
      className={`jx-Entry-hint${hint.kind === 'unused' ? ' jx-mod-warn' : ''}`}
    >
      {hint.message}
    </div>
  ) : null;
}

function EntryForm(props: IEntryItemProps): JSX.Element {
  const { part, entry, index, problems } = props;
  const trans = useTrans();
  const onChange = props.onChange!;
  const at = (name: string) => problemAt(problems, fieldOf(part, index, name));
  return (
    <>
      <TextField
        label={trans.__('Alias')}
        value={entry.alias}
        error={at('alias') ?? problemAt(problems, fieldOf(part, index))}
        description={
          <>
            {trans.__('The name in code:')}{' '}
            <code>{snippet(part, entry.alias)}</code>
          </>
        }
        onChange={alias => onChange({ alias }, 'alias')}
      />
      {part === 'parameters' && (
        <ParameterFields
          parameter={entry as SignatureParameter}
          problem={at}
          onChange={onChange}
        />
      )}
      <TextField
        label={trans.__('Description')}
        multiline
        value={entry.description}
        error={at('description')}
        onChange={description => onChange({ description }, 'description')}
      />
      {part === 'inputs' && (
        <>
          <CheckField
            label={trans.__('Required')}
            description={trans.__('An instance can’t be made without it.')}
            value={(entry as SignatureInput).required}
            error={at('required')}
            onChange={required => onChange({ required }, null)}
          />
          <CheckField
            label={trans.__('Collapsed in forms')}
            value={(entry as SignatureInput).collapsed}
            error={at('collapsed')}
            onChange={collapsed => onChange({ collapsed }, null)}
          />
        </>
      )}
      {part === 'outputs' && (
        <CheckField
          label={trans.__('Optional')}
          description={trans.__('A run succeeds without writing it.')}
          value={(entry as SignatureOutput).optional}
          error={at('optional')}
          onChange={optional => onChange({ optional }, null)}
        />
      )}
    </>
  );
}
