import {
  JSONExt,
  PartialJSONObject,
  ReadonlyJSONValue
} from '@lumino/coreutils';

import type { components } from '../api/schema';

export type Overlay = components['schemas']['Overlay'];

/** The product's block in metadata, and what a review did, in it. */
export const OWN = 'jupyter-ext';
export type Mark = 'edited' | 'inserted' | 'struck';

/** A cell as a notebook's JSON has it. */
export interface ICell {
  id?: string;
  cell_type: string;
  source: string | string[];
  metadata: Record<string, any>;
  [key: string]: any;
}

/** What a review lies on: the cells of the session's notebook as opened. */
export interface IBase {
  sha256: string;
  /** In the order of the notebook. */
  cells: ReadonlyMap<string, ICell>;
  /** The text of the markdown cells as it was run. */
  texts: Readonly<Record<string, string>>;
}

/** Something that only a session can change, and that isn't as it was. */
export interface IFault {
  /** Counted from 1 in the notebook as it is; for a missing one as it was. */
  number: number;
  what: 'changed' | 'missing' | 'moved' | 'foreign';
}

/** One step to put back what isn't a reviewer's, in order. */
export type Repair =
  | { kind: 'delete'; at: number }
  | { kind: 'insert'; at: number; cell: ICell }
  | { kind: 'move'; from: number; to: number };

export function sourceOf(cell: ICell): string {
  return Array.isArray(cell.source) ? cell.source.join('') : cell.source;
}

export function markOf(cell: { metadata: Record<string, any> }): Mark | null {
  return cell.metadata[OWN]?.review ?? null;
}

export function isText(cell: ICell | undefined): boolean {
  return cell?.cell_type === 'markdown';
}

/** How a cell looks to its reader, which doesn't count: folded, locked, … */
const VIEW = ['collapsed', 'scrolled', 'trusted', 'editable', 'deletable'];

/** What a reviewer may not change of a cell. */
export function lockedPart(cell: ICell): PartialJSONObject {
  const rest: Partial<ICell> = { ...cell };
  delete rest.id;
  delete rest.source;
  const metadata = { ...cell.metadata };
  for (const key of VIEW) {
    delete metadata[key];
  }
  for (const [key, hidden] of [
    [OWN, ['review']],
    ['jupyter', ['source_hidden', 'outputs_hidden']]
  ] as const) {
    if (metadata[key] && typeof metadata[key] === 'object') {
      const left = { ...metadata[key] };
      hidden.forEach(one => delete left[one]);
      metadata[key] = left;
      if (!Object.keys(left).length) {
        delete metadata[key];
      }
    }
  }
  if (isText(cell)) {
    if (rest.attachments && !Object.keys(rest.attachments).length) {
      delete rest.attachments;
    }
    return { ...rest, metadata };
  }
  return {
    ...rest,
    metadata,
    outputs: rest.outputs?.map(withoutPicture),
    source: sourceOf(cell)
  };
}

const CHART = /^application\/vnd\.vega(lite)?\.v\d+\+json$/;

/** JupyterLab adds a picture to a chart as soon as it has drawn it. */
function withoutPicture(output: PartialJSONObject): PartialJSONObject {
  const data = { ...(output.data as PartialJSONObject | undefined) };
  if (Object.keys(data).some(type => CHART.test(type))) {
    delete data['image/png'];
    return { ...output, data };
  }
  return output;
}

/** Whether what is locked of a cell is as it was. */
export function isSame(cell: ICell, before: ICell): boolean {
  return (
    cell === before ||
    JSONExt.deepEqual(
      lockedPart(cell) as ReadonlyJSONValue,
      lockedPart(before) as ReadonlyJSONValue
    )
  );
}

/** What isn't as the session left it, whatever way it was changed. */
export function faults(base: IBase, cells: ICell[]): IFault[] {
  const found: IFault[] = [];
  const seen = new Set<string>();
  cells.forEach((cell, i) => {
    const before = base.cells.get(cell.id ?? '');
    if (!before || seen.has(cell.id!)) {
      if (!isNewText(cell) || seen.has(cell.id ?? '')) {
        found.push({ number: i + 1, what: 'foreign' });
      }
    } else if (!isSame(cell, before)) {
      found.push({ number: i + 1, what: 'changed' });
    }
    seen.add(cell.id ?? '');
  });
  const order = [...base.cells.keys()];
  order.forEach((id, i) => {
    if (!seen.has(id)) {
      found.push({ number: i + 1, what: 'missing' });
    }
  });
  const kept = order.filter(id => seen.has(id));
  const now = cells.map(cell => cell.id!).filter(id => base.cells.has(id));
  const moved = now.findIndex((id, i) => id !== kept[i]);
  if (moved >= 0 && now.length === kept.length) {
    const at = cells.findIndex(cell => cell.id === now[moved]);
    found.push({ number: at + 1, what: 'moved' });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** A cell of text without anything that an overlay can't hold. */
function isNewText(cell: ICell): boolean {
  return (
    isText(cell) &&
    !Object.keys(cell.attachments ?? {}).length &&
    /^[A-Za-z0-9_-]{1,64}$/.test(cell.id ?? '')
  );
}

/** All that a save sends; call it where there are no faults. */
export function overlayOf(
  base: IBase,
  revision: number,
  cells: ICell[]
): Overlay {
  const overlay: Overlay = {
    base_sha256: base.sha256,
    revision,
    edited: {},
    inserted: [],
    struck: []
  };
  let after: string | null = null;
  for (const cell of cells) {
    const id = cell.id!;
    const source = sourceOf(cell);
    if (!base.cells.has(id)) {
      overlay.inserted!.push({ after, id, source });
      continue;
    }
    after = id;
    if (!isText(cell)) {
      continue;
    }
    if (markOf(cell) === 'struck') {
      overlay.struck!.push(id);
    } else if (source !== base.texts[id]) {
      overlay.edited![id] = source;
    }
  }
  return overlay;
}

/**
 * The steps after which a notebook has no faults. A reviewer's text stays;
 * code that was put in becomes text.
 */
export function repairs(base: IBase, cells: ICell[]): Repair[] {
  const steps: Repair[] = [];
  const now = [...cells];
  const insert = (at: number, cell: ICell) => {
    steps.push({ kind: 'insert', at, cell });
    now.splice(at, 0, cell);
  };
  const remove = (at: number) => {
    steps.push({ kind: 'delete', at });
    return now.splice(at, 1)[0];
  };
  const seen = new Set<string>();
  for (let i = 0; i < now.length;) {
    const cell = now[i];
    const before = base.cells.get(cell.id ?? '');
    const twin = seen.has(cell.id ?? '');
    if (before && !twin) {
      seen.add(cell.id!);
      if (!isSame(cell, before)) {
        remove(i);
        // A reviewer's text in a cell of text is kept.
        insert(
          i,
          isText(cell) && isText(before)
            ? { ...before, source: sourceOf(cell) }
            : before
        );
      }
    } else if (before || !isNewText(cell)) {
      remove(i);
      if (!before && sourceOf(cell)) {
        insert(i, asText(cell));
      } else {
        continue;
      }
    }
    i++;
  }
  let at = 0;
  for (const [id, before] of base.cells) {
    let next = at;
    while (next < now.length && !base.cells.has(now[next].id ?? '')) {
      next++;
    }
    if (now[next]?.id === id) {
      at = next + 1;
      continue;
    }
    const from = now.findIndex(cell => cell.id === id);
    if (from < 0) {
      insert(at, before);
    } else {
      steps.push({ kind: 'move', from, to: at });
      now.splice(at, 0, now.splice(from, 1)[0]);
    }
    at++;
  }
  return steps;
}

function asText(cell: ICell): ICell {
  return { cell_type: 'markdown', metadata: {}, source: sourceOf(cell) };
}
