import { DocumentRegistry } from '@jupyterlab/docregistry';
import { INotebookModel } from '@jupyterlab/notebook';
import { JSONExt, PartialJSONValue } from '@lumino/coreutils';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { ApiClient } from '../api/client';
import { isAbort } from '../api/request';
import type { components } from '../api/schema';
import { saveDocument } from '../core/saving';
import {
  Hint,
  INotebookFacts,
  IProposal,
  METADATA_KEY,
  Problem,
  Signature,
  accepted,
  emptySignature,
  proposalKey,
  proposals,
  readFacts
} from './signature';

type Proposal = components['schemas']['Proposal'];

const CHECK_DELAY = 400;
/** Typing in one field is one step of undo, unless one pauses. */
const MERGE_WITHIN = 1500;

interface IStep {
  before: Signature;
  after: Signature;
}

/** The notebook could not be saved; the user has been told why. */
export class NotSaved extends Error {
  constructor(readonly path: string) {
    super(`${path} could not be saved.`);
  }
}

export interface INotebookSignatureOptions {
  api: ApiClient;
  context: DocumentRegistry.IContext<INotebookModel>;
}

/**
 * The signature of one open notebook: kept in the notebook's own metadata,
 * compared with its saved code, checked by the server.
 */
export class NotebookSignature implements IDisposable {
  constructor(options: INotebookSignatureOptions) {
    this._api = options.api;
    this.context = options.context;
    this._facts = this._read();
    void this.context.ready.then(() => {
      if (!this._isDisposed) {
        this._facts = this._read();
        this.context.model.metadataChanged.connect(this._onMetadata, this);
        this.context.saveState.connect(this._onSave, this);
        this.context.pathChanged.connect(this._onPath, this);
        this._changed.emit();
        if (this._wanted) {
          void this.refresh();
        }
      }
    });
  }

  readonly context: DocumentRegistry.IContext<INotebookModel>;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get path(): string {
    return this.context.path;
  }

  get signature(): Signature {
    return this._facts.signature;
  }

  /** The specification that this notebook says it is the body of. */
  get specificationId(): string | null {
    return this._facts.specification;
  }

  /** What the saved code says; null before the first answer. */
  get proposal(): Proposal | null {
    return this._proposal;
  }

  get problems(): readonly Problem[] {
    return this._problems;
  }

  get hints(): readonly Hint[] {
    return this._hints;
  }

  /** Why the code couldn't be read, or the signature not be checked. */
  get error(): unknown {
    return this._error;
  }

  /** What the code says beyond the signature, but for what was waved away. */
  get proposals(): IProposal[] {
    return proposals(
      this._proposal?.proposed ?? emptySignature(),
      this.signature
    ).filter(one => !this._ignored.has(proposalKey(one)));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      window.clearTimeout(this._timer);
      this._control.abort();
      Signal.clearData(this);
    }
  }

  /** Somebody looks: read the code now and after every save. */
  watch(): void {
    if (!this._wanted) {
      this._wanted = true;
      if (this.context.isReady) {
        void this.refresh();
      }
    }
  }

  /** Change the signature; `merge` names the field while it is typed into. */
  edit(signature: Signature, merge: string | null = null): void {
    const before = this.signature;
    if (JSONExt.deepEqual(before as any, signature as any)) {
      return;
    }
    const now = Date.now();
    const last = this._undo[this._undo.length - 1];
    if (
      last &&
      merge !== null &&
      merge === this._merging &&
      now - this._editedAt < MERGE_WITHIN
    ) {
      last.after = signature;
    } else {
      this._undo.push({ before, after: signature });
    }
    this._merging = merge;
    this._editedAt = now;
    this._redo = [];
    this._write({ ...this._facts, signature });
  }

  get canUndo(): boolean {
    return this._undo.length > 0;
  }

  get canRedo(): boolean {
    return this._redo.length > 0;
  }

  undo(): void {
    const step = this._undo.pop();
    if (step) {
      this._merging = null;
      this._redo.push(step);
      this._write({ ...this._facts, signature: step.before });
    }
  }

  redo(): void {
    const step = this._redo.pop();
    if (step) {
      this._merging = null;
      this._undo.push(step);
      this._write({ ...this._facts, signature: step.after });
    }
  }

  /** Take over what the code proposes. */
  accept(chosen: readonly IProposal[]): void {
    this.edit(accepted(this.signature, chosen));
  }

  /** Don't propose this again as long as the notebook is open. */
  ignore(proposal: IProposal): void {
    this._ignored.add(proposalKey(proposal));
    this._changed.emit();
  }

  /** Say in the metadata whose body this notebook is. */
  setSpecification(id: string | null): void {
    this._write({ ...this._facts, specification: id });
  }

  /**
   * Save, so that the server sees what is on the screen.
   *
   * Throws when it could not be saved; JupyterLab has told why by then.
   */
  async save(): Promise<void> {
    const { context } = this;
    await saveDocument(context);
    if (context.model.dirty) {
      throw new NotSaved(context.path);
    }
  }

  /** Ask the server what the saved code says. */
  async refresh(): Promise<void> {
    this._control.abort();
    const control = (this._control = new AbortController());
    try {
      const proposal = await this._api.post('/signatures/propose', {
        body: { path: this.path },
        signal: control.signal
      });
      this._proposal = proposal;
      this._error = null;
      this._changed.emit();
      await this._check(control);
    } catch (error) {
      this._fail(error, control);
    }
  }

  private async _check(control: AbortController): Promise<void> {
    const report = await this._api.post('/signatures/check', {
      body: { signature: this.signature, path: this.path },
      signal: control.signal
    });
    if (!control.signal.aborted) {
      this._problems = report.problems;
      this._hints = report.hints ?? [];
      this._error = null;
      this._changed.emit();
    }
  }

  private _fail(error: unknown, control: AbortController): void {
    if (!isAbort(error) && !control.signal.aborted) {
      this._error = error;
      this._changed.emit();
    }
  }

  private _read(): INotebookFacts {
    return readFacts(this.context.model?.getMetadata(METADATA_KEY));
  }

  private _write(facts: INotebookFacts): void {
    const { sharedModel } = this.context.model;
    // What a later version of this extension keeps there stays.
    const kept = sharedModel.getMetadata(METADATA_KEY);
    const others =
      typeof kept === 'object' && kept !== null && !Array.isArray(kept)
        ? kept
        : {};
    const value = {
      ...others,
      specification: facts.specification,
      signature: facts.signature
    } as unknown as PartialJSONValue;
    sharedModel.setMetadata(METADATA_KEY, value);
    this._onMetadata();
  }

  private _onMetadata(): void {
    const facts = this._read();
    if (JSONExt.deepEqual(facts as any, this._facts as any)) {
      return;
    }
    this._facts = facts;
    this._changed.emit();
    if (this._wanted) {
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => {
        this._control.abort();
        const control = (this._control = new AbortController());
        this._check(control).catch(error => this._fail(error, control));
      }, CHECK_DELAY);
    }
  }

  private _onSave(_: unknown, state: DocumentRegistry.SaveState): void {
    if (state === 'completed' && this._wanted) {
      void this.refresh();
    }
  }

  private _onPath(): void {
    this._changed.emit();
    if (this._wanted) {
      void this.refresh();
    }
  }

  private _api: ApiClient;
  private _changed = new Signal<this, void>(this);
  private _control = new AbortController();
  private _editedAt = 0;
  private _error: unknown = null;
  private _facts: INotebookFacts;
  private _hints: Hint[] = [];
  private _ignored = new Set<string>();
  private _isDisposed = false;
  private _merging: string | null = null;
  private _problems: Problem[] = [];
  private _proposal: Proposal | null = null;
  private _redo: IStep[] = [];
  private _timer = 0;
  private _undo: IStep[] = [];
  private _wanted = false;
}
