import { InputGroup, searchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from './context';
import { IControlProps } from './fields';
import { useListPlace } from './listplace';
import { describeError } from './states';
import { TwoEnds } from './twoends';

export interface IChoice<T = unknown> {
  id: string;
  label: string;
  /** Beside the label: a date, a size, a version number. */
  note?: React.ReactNode;
  value: T;
}

/**
 * A choice among existing objects, searched by the server as one types.
 *
 * A combobox as the ARIA practices have it: arrows move, Enter chooses,
 * Escape closes.
 */
export function SearchSelect<T>(
  props: IControlProps & {
    value: IChoice<T> | null;
    onChange: (choice: IChoice<T> | null) => void;
    search: (text: string, signal: AbortSignal) => Promise<IChoice<T>[]>;
    placeholder?: string;
    /** Offers to choose nothing, in these words. */
    emptyLabel?: string;
    disabled?: boolean;
  }
): JSX.Element {
  const trans = useTrans();
  const listId = React.useId();
  const { value, onChange, search, emptyLabel, placeholder, ...control } =
    props;
  const [open, setOpen] = React.useState(false);
  const [text, setText] = React.useState('');
  const [found, setFound] = React.useState<IChoice<T>[] | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [at, setAt] = React.useState(0);
  const searcher = React.useRef(search);
  searcher.current = search;
  const [field, place] = useListPlace(open);

  React.useEffect(() => {
    if (!open) {
      return;
    }
    const control = new AbortController();
    setError(null);
    const timer = window.setTimeout(
      () => {
        searcher.current(text, control.signal).then(
          result => {
            if (!control.signal.aborted) {
              setFound(result);
              setAt(0);
            }
          },
          reason => !control.signal.aborted && setError(reason)
        );
      },
      text ? 150 : 0
    );
    return () => {
      control.abort();
      window.clearTimeout(timer);
    };
  }, [open, text]);

  const options: (IChoice<T> | null)[] = [
    ...(emptyLabel && !text ? [null] : []),
    ...(found ?? [])
  ];
  const choose = (choice: IChoice<T> | null) => {
    onChange(choice);
    setOpen(false);
    setText('');
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        if (!open) {
          setOpen(true);
        } else if (options.length) {
          const step = event.key === 'ArrowDown' ? 1 : -1;
          setAt((at + step + options.length) % options.length);
        }
        break;
      case 'Enter':
        if (open && at < options.length) {
          event.preventDefault();
          choose(options[at]);
        }
        break;
      case 'Escape':
        if (open) {
          event.preventDefault();
          event.stopPropagation();
          setOpen(false);
          setText('');
        }
        break;
    }
  };
  return (
    <div
      className="jx-SearchSelect"
      ref={field}
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
          setText('');
        }
      }}
    >
      <InputGroup
        {...control}
        className="jx-Input"
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={
          open && options.length ? `${listId}-${at}` : undefined
        }
        autoComplete="off"
        spellCheck={false}
        rightIcon={searchIcon}
        placeholder={
          value
            ? value.label
            : (placeholder ?? emptyLabel ?? trans.__('Search…'))
        }
        value={open ? text : (value?.label ?? '')}
        onChange={event => {
          setText(event.target.value);
          setOpen(true);
        }}
        onFocus={event => event.target.select()}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      {open && (
        <ul
          className="jx-SearchSelect-list"
          style={place}
          role="listbox"
          id={listId}
          aria-label={trans.__('Choices')}
        >
          {error ? (
            <li className="jx-SearchSelect-note" role="alert">
              {describeError(error, trans).message}
            </li>
          ) : found === null ? (
            <li className="jx-SearchSelect-note">{trans.__('Searching…')}</li>
          ) : (
            !found.length && (
              <li className="jx-SearchSelect-note">
                {text
                  ? trans.__('Nothing matches “%1”.', text)
                  : trans.__('There is nothing to choose yet.')}
              </li>
            )
          )}
          {options.map((choice, i) => (
            <li
              key={choice?.id ?? ''}
              id={`${listId}-${i}`}
              role="option"
              aria-selected={i === at}
              className="jx-SearchSelect-option"
              title={choice?.label}
              onMouseDown={event => {
                event.preventDefault();
                choose(choice);
              }}
              onMouseMove={() => setAt(i)}
            >
              {choice ? <TwoEnds name={choice.label} /> : <em>{emptyLabel}</em>}
              {choice?.note && (
                <span className="jx-SearchSelect-aside">{choice.note}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
