import type { components } from '../api/schema';

export type Folder = components['schemas']['FolderRecord'];
export type FolderKind = Folder['kind'];

/** What lists call the place that is no folder. */
export const TOP = 'top';

/** A user's folders of one kind. */
export class FolderTree {
  /** `folders` are in the order in which they are shown. */
  constructor(readonly folders: readonly Folder[]) {
    for (const folder of folders) {
      this._byId.set(folder.id, folder);
    }
    for (const folder of folders) {
      const parent = folder.parent_id ?? null;
      const siblings = this._inside.get(parent);
      if (siblings) {
        siblings.push(folder);
      } else {
        this._inside.set(parent, [folder]);
      }
    }
  }

  get(id: string | null | undefined): Folder | null {
    return (id && this._byId.get(id)) || null;
  }

  /** The folders right inside one; null: at the top. */
  inside(id: string | null): readonly Folder[] {
    return this._inside.get(id) ?? [];
  }

  /** The folder and those it lies in, from the top down; none for the top. */
  path(id: string | null | undefined): Folder[] {
    const path: Folder[] = [];
    for (let at = this.get(id); at && !path.includes(at);) {
      path.unshift(at);
      at = this.get(at.parent_id);
    }
    return path;
  }

  /** `Credit risk › Q3`; '' for the top. */
  pathText(id: string | null | undefined): string {
    return this.path(id)
      .map(folder => folder.name)
      .join(' › ');
  }

  /** Whether a folder is another one or lies in it, however deep. */
  isWithin(id: string | null, other: string): boolean {
    return this.path(id).some(folder => folder.id === other);
  }

  /** The folders below one whose names hold a text. */
  find(text: string, below: string | null): Folder[] {
    const wanted = text.trim().normalize('NFC').toLowerCase();
    return this.folders.filter(
      folder =>
        folder.id !== below &&
        (below === null || this.isWithin(folder.id, below)) &&
        folder.name.toLowerCase().includes(wanted)
    );
  }

  private _byId = new Map<string, Folder>();
  private _inside = new Map<string | null, Folder[]>();
}

/** A folder as a row of a list. */
export interface IFolderRow {
  id: string;
  name: string;
  folder: Folder;
}

export type Entry<Row> = Row | IFolderRow;

export function isFolder(entry: object): entry is IFolderRow {
  return 'folder' in entry;
}

export function folderRow(folder: Folder): IFolderRow {
  return { id: folder.id, name: folder.name, folder };
}

/** The folder in which an entry lies; null: at the top. */
export function placeOf(
  entry: Entry<{ folder_id?: string | null }>
): string | null {
  return (isFolder(entry) ? entry.folder.parent_id : entry.folder_id) ?? null;
}

/** Which of the entries are folders, and which are objects. */
export function parted<Row extends { id: string }>(
  entries: readonly Entry<Row>[]
): { objects: string[]; folders: string[] } {
  return {
    objects: entries.filter(one => !isFolder(one)).map(one => one.id),
    folders: entries.filter(isFolder).map(one => one.id)
  };
}
