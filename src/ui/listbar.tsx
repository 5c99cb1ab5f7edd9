import { InputGroup, searchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ActionBar, IAction } from './actionbar';
import { useTrans } from './context';

/** Above a full list: search, chips that narrow it, actions. */
export function ListBar(props: {
  /** What the rows are, such as `sessions`. */
  label: string;
  search: string;
  /** What can be searched for, in the empty field. */
  placeholder?: string;
  onSearch: (text: string) => void;
  chips?: { id: string; label: string; title?: string }[];
  chosen?: ReadonlySet<string>;
  onChoose?: (chosen: ReadonlySet<string>) => void;
  actions?: IAction[];
  /** Between the chips and the actions: other filters. */
  children?: React.ReactNode;
}): JSX.Element {
  const trans = useTrans();
  const { chips = [], chosen = new Set<string>() } = props;
  const [text, setText] = React.useState(props.search);
  // The server is asked when typing pauses, not at every letter.
  React.useEffect(() => {
    const timer = window.setTimeout(() => props.onSearch(text), 200);
    return () => window.clearTimeout(timer);
  }, [text]);
  React.useEffect(() => setText(props.search), [props.search]);
  return (
    <div className="jx-ListBar" role="search">
      <InputGroup
        className="jx-Input jx-ListBar-search"
        type="search"
        rightIcon={searchIcon}
        aria-label={trans.__('Search %1', props.label)}
        placeholder={
          props.placeholder ?? trans.__('Search by name, text, tag or id…')
        }
        value={text}
        onChange={event => setText(event.target.value)}
      />
      {chips.length > 0 && (
        <div
          className="jx-ListBar-chips"
          role="group"
          aria-label={trans.__('Filter %1', props.label)}
        >
          {chips.map(chip => (
            <button
              key={chip.id}
              type="button"
              className="jx-Chip"
              title={chip.title}
              aria-pressed={chosen.has(chip.id)}
              onClick={() => {
                const next = new Set(chosen);
                if (!next.delete(chip.id)) {
                  next.add(chip.id);
                }
                props.onChoose?.(next);
              }}
            >
              {chip.label}
            </button>
          ))}
        </div>
      )}
      {props.children}
      {props.actions && (
        <ActionBar
          label={trans.__('Actions of %1', props.label)}
          actions={props.actions}
        />
      )}
    </div>
  );
}
