import { ISignal, Signal } from '@lumino/signaling';

/** What a section of the sidebar is narrowed to. */
export interface ISectionState {
  /** Ids of the chips that are pressed. */
  chips: string[];
  sort: string;
  /** The open folder, in sections that have folders; null: the top. */
  folder?: string | null;
}

/** The search text and each section's chips and order, kept in the browser. */
export class SidebarModel {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get search(): string {
    return this._search;
  }

  set search(text: string) {
    if (text !== this._search) {
      this._search = text;
      this._changed.emit();
    }
  }

  section(id: string, sort: string): ISectionState {
    let state = this._sections.get(id);
    if (!state) {
      state = { chips: [], sort, ...read(id) };
      this._sections.set(id, state);
    }
    return state;
  }

  toggleChip(id: string, chip: string): void {
    const state = this._sections.get(id)!;
    const chips = state.chips.includes(chip)
      ? state.chips.filter(one => one !== chip)
      : [...state.chips, chip];
    this._set(id, { ...state, chips });
  }

  setSort(id: string, sort: string): void {
    this._set(id, { ...this._sections.get(id)!, sort });
  }

  setFolder(id: string, folder: string | null): void {
    this._set(id, { ...this._sections.get(id)!, folder });
  }

  private _set(id: string, state: ISectionState): void {
    this._sections.set(id, state);
    write(id, state);
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _search = '';
  private _sections = new Map<string, ISectionState>();
}

function read(id: string): Partial<ISectionState> {
  try {
    return JSON.parse(
      window.localStorage.getItem(`jupyter-ext:sidebar:${id}`) ?? '{}'
    );
  } catch {
    return {};
  }
}

function write(id: string, state: ISectionState): void {
  try {
    window.localStorage.setItem(
      `jupyter-ext:sidebar:${id}`,
      JSON.stringify(state)
    );
  } catch {
    // A full or forbidden store only means that the choice isn't kept.
  }
}
