import { addIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ActionButton, useTrans } from '../ui';
import { useStableKeys } from './entrykeys';
import { EntryItem } from './signatureentry';
import {
  Entry,
  Hint,
  PARTS,
  Part,
  Problem,
  Signature,
  added,
  changed,
  moved,
  removed
} from './signature';

export interface ISignatureEditorProps {
  signature: Signature;
  problems?: readonly Problem[];
  hints?: readonly Hint[];
  /** `merge` names the field while it is typed into. Absent: read only. */
  onChange?: (signature: Signature, merge: string | null) => void;
  /** Go to a cell, counted from 1. */
  onCell?: (number: number) => void;
}

/** The inputs, parameters and outputs as three lists that can be edited. */
export function SignatureEditor(props: ISignatureEditorProps): JSX.Element {
  return (
    <div className="jx-Signature">
      {PARTS.map(part => (
        <EntryList key={part} part={part} {...props} />
      ))}
    </div>
  );
}

function EntryList(props: ISignatureEditorProps & { part: Part }): JSX.Element {
  const { part, signature, onChange } = props;
  const trans = useTrans();
  const entries: Entry[] = signature[part];
  const keys = useStableKeys(entries.map(one => one.alias));
  const [open, setOpen] = React.useState<Set<number>>(new Set());
  const [adding, setAdding] = React.useState(false);
  const headingId = React.useId();
  React.useEffect(() => {
    // What was just added is open, to be named.
    if (adding && keys.length) {
      setAdding(false);
      setOpen(now => new Set([...now, keys[keys.length - 1]]));
    }
  }, [keys]);
  const words = {
    inputs: {
      title: trans.__('Inputs'),
      add: trans.__('Add an input'),
      none: trans.__(
        'No inputs. Data that the notebook reads is declared here.'
      )
    },
    parameters: {
      title: trans.__('Parameters'),
      add: trans.__('Add a parameter'),
      none: trans.__(
        'No parameters. Values that change from run to run are declared here.'
      )
    },
    outputs: {
      title: trans.__('Outputs'),
      add: trans.__('Add an output'),
      none: trans.__('No outputs. Files worth keeping are declared here.')
    }
  }[part];
  return (
    <section className="jx-EntryList" aria-labelledby={headingId}>
      <div className="jx-EntryList-head">
        <h3 id={headingId}>
          {words.title}
          <span className="jx-EntryList-count">{entries.length}</span>
        </h3>
        {onChange && (
          <ActionButton
            iconOnly
            icon={addIcon}
            label={words.add}
            onClick={() => {
              setAdding(true);
              onChange(added(signature, part), null);
            }}
          />
        )}
      </div>
      {entries.length === 0 ? (
        <p className="jx-EntryList-none">{words.none}</p>
      ) : (
        <ol className="jx-EntryList-items">
          {entries.map((entry, i) => (
            <EntryItem
              key={keys[i]}
              part={part}
              entry={entry}
              index={i}
              count={entries.length}
              open={open.has(keys[i])}
              problems={props.problems ?? []}
              hints={props.hints ?? []}
              onCell={props.onCell}
              onOpen={shown =>
                setOpen(now => {
                  const next = new Set(now);
                  if (shown) {
                    next.add(keys[i]);
                  } else {
                    next.delete(keys[i]);
                  }
                  return next;
                })
              }
              onChange={
                onChange &&
                ((patch, merge) =>
                  onChange(
                    changed(signature, part, i, patch),
                    merge && `${part}.${keys[i]}.${merge}`
                  ))
              }
              onMove={
                onChange &&
                (to => onChange(moved(signature, part, i, to), null))
              }
              onRemove={
                onChange && (() => onChange(removed(signature, part, i), null))
              }
            />
          ))}
        </ol>
      )}
    </section>
  );
}
