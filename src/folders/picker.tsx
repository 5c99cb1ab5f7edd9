import {
  caretDownIcon,
  caretRightIcon,
  folderIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { Field, SearchSelect, useTrans } from '../ui';
import { useFolders } from './place';
import { Folder, FolderKind, FolderTree } from './tree';
import { topName } from './words';

const FOUND_AT_MOST = 50;
/** Milliseconds between letters of one word. */
const TYPED_TOGETHER = 500;

interface INode {
  /** Null: the top. */
  id: string | null;
  name: string;
  level: number;
  parent: string | null;
  /** Undefined: there is nothing in it to unfold. */
  open?: boolean;
}

/** The nodes that show, those of folded folders left out. */
export function shownNodes(
  tree: FolderTree,
  top: string,
  open: ReadonlySet<string>
): INode[] {
  const nodes: INode[] = [
    {
      id: null,
      name: top,
      level: 1,
      parent: null,
      // It is never folded.
      open: tree.inside(null).length > 0 ? true : undefined
    }
  ];
  const add = (folder: Folder, level: number) => {
    const has = tree.inside(folder.id).length > 0;
    nodes.push({
      id: folder.id,
      name: folder.name,
      level,
      parent: folder.parent_id ?? null,
      open: has ? open.has(folder.id) : undefined
    });
    if (has && open.has(folder.id)) {
      tree.inside(folder.id).forEach(one => add(one, level + 1));
    }
  };
  tree.inside(null).forEach(one => add(one, 2));
  return nodes;
}

/**
 * A choice in a tree of folders, as the ARIA practices have it: one tab stop,
 * up and down move, right and left unfold and fold, letters go to the next
 * folder whose name begins so.
 */
export function FolderTreeView(props: {
  kind: FolderKind;
  tree: FolderTree;
  /** The chosen one; null: the top. */
  value: string | null;
  onChange: (folder: string | null) => void;
  /** Why a folder can't be chosen; null: it can. */
  refuses?: (folder: string | null) => string | null;
  /** Whether what is chosen was refused. */
  invalid?: boolean;
}): JSX.Element {
  const { kind, tree, value, onChange } = props;
  const trans = useTrans();
  const base = React.useId();
  const list = React.useRef<HTMLUListElement>(null);
  const [open, setOpen] = React.useState<ReadonlySet<string>>(
    () => new Set(tree.path(value).map(one => one.id))
  );
  // The way to what is chosen is unfolded.
  React.useEffect(() => {
    const way = tree.path(tree.get(value)?.parent_id).map(one => one.id);
    setOpen(now => new Set([...now, ...way]));
  }, [value, tree]);
  const nodes = shownNodes(tree, topName(kind, trans), open);
  const at = Math.max(
    0,
    nodes.findIndex(node => node.id === value)
  );
  React.useEffect(() => {
    list.current?.children[at]?.scrollIntoView?.({ block: 'nearest' });
  }, [at]);
  const fold = (id: string, unfolded: boolean) => {
    if (!unfolded && tree.isWithin(value, id)) {
      // What is chosen stays in sight.
      onChange(id);
    }
    setOpen(now => {
      const next = new Set(now);
      if (unfolded) {
        next.add(id);
      } else {
        next.delete(id);
      }
      return next;
    });
  };
  const typed = React.useRef({ text: '', at: 0 });
  /** The next folder after the chosen one whose name begins as typed. */
  const find = (letter: string): INode | undefined => {
    const now = Date.now();
    const text =
      now - typed.current.at < TYPED_TOGETHER ? typed.current.text : '';
    typed.current = { text: text + letter.toLowerCase(), at: now };
    // One letter goes on, more of them narrow the choice.
    const from = text ? at : at + 1;
    return [...nodes.slice(from), ...nodes.slice(0, from)].find(node =>
      node.name.toLowerCase().startsWith(typed.current.text)
    );
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const node = nodes[at];
    const target = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: nodes.length - 1
    }[event.key];
    if (target !== undefined) {
      onChange(nodes[Math.max(0, Math.min(nodes.length - 1, target))].id);
    } else if (isLetter(event)) {
      const found = find(event.key);
      if (found) {
        onChange(found.id);
      }
    } else if (event.key === 'ArrowRight' && node.id && node.open === false) {
      fold(node.id, true);
    } else if (event.key === 'ArrowRight' && node.open) {
      onChange(nodes[at + 1].id);
    } else if (event.key === 'ArrowLeft' && node.id && node.open) {
      fold(node.id, false);
    } else if (event.key === 'ArrowLeft') {
      onChange(node.parent);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul
      className="jx-FolderTree"
      role="tree"
      ref={list}
      tabIndex={0}
      aria-label={trans.__('Folders')}
      aria-invalid={props.invalid || undefined}
      aria-activedescendant={`${base}-${at}`}
      onKeyDown={onKeyDown}
    >
      {nodes.map((node, i) => {
        const refusal = props.refuses?.(node.id) ?? null;
        const Caret = node.open ? caretDownIcon : caretRightIcon;
        return (
          <li
            key={node.id ?? ''}
            id={`${base}-${i}`}
            role="treeitem"
            aria-level={node.level}
            aria-selected={i === at}
            aria-expanded={node.open}
            aria-disabled={refusal ? true : undefined}
            className="jx-FolderTree-node"
            title={refusal ?? node.name}
            style={{ paddingLeft: 4 + (node.level - 1) * 16 }}
            onClick={() => onChange(node.id)}
            onDoubleClick={() =>
              node.id && node.open !== undefined && fold(node.id, !node.open)
            }
          >
            <span
              className="jx-FolderTree-caret"
              onClick={event => {
                if (node.id && node.open !== undefined) {
                  event.stopPropagation();
                  fold(node.id, !node.open);
                }
              }}
            >
              {node.id && node.open !== undefined && (
                <Caret.react tag="span" width="16px" height="16px" />
              )}
            </span>
            <folderIcon.react tag="span" width="16px" height="16px" />
            <span className="jx-ellipsis">{node.name}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Whether a key types a character, a space at the beginning of a word aside. */
function isLetter(event: React.KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  return key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
}

/** The folder of an object in a form: searched for by its path. */
export function FolderField(props: {
  kind: FolderKind;
  label?: string;
  description?: string;
  /** Null: the top; undefined: several objects that lie apart. */
  value: string | null | undefined;
  error?: string | null;
  disabled?: boolean;
  onChange: (folder: string | null) => void;
}): JSX.Element {
  const { kind, value, onChange } = props;
  const trans = useTrans();
  const tree = useFolders(kind);
  const top = topName(kind, trans);
  const choice = (id: string | null) => ({
    id: id ?? '',
    label: tree?.pathText(id) || top,
    value: id
  });
  return (
    <Field
      label={props.label ?? trans.__('Folder')}
      description={props.description}
      error={props.error}
    >
      {control => (
        <SearchSelect<string | null>
          {...control}
          value={
            value === undefined ? null : choice(tree?.get(value)?.id ?? null)
          }
          disabled={props.disabled || !tree}
          placeholder={
            value === undefined
              ? trans.__('in different folders')
              : trans.__('Search by name…')
          }
          onChange={chosen => onChange(chosen?.value ?? null)}
          search={async text => found(tree!, text).map(choice)}
        />
      )}
    </Field>
  );
}

/** The folders whose path holds a text, the top among them if it is empty. */
function found(tree: FolderTree, text: string): (string | null)[] {
  const wanted = text.trim().toLowerCase();
  const paths = tree.folders
    .map(({ id }) => ({ id, path: tree.pathText(id) }))
    .filter(({ path }) => path.toLowerCase().includes(wanted))
    .sort((a, b) => a.path.localeCompare(b.path))
    .slice(0, FOUND_AT_MOST)
    .map(({ id }) => id);
  return wanted ? paths : [null, ...paths];
}
